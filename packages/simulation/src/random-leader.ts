import type { BookOrder } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import { findTraded, HDFCBANK, isSame, ITC, onTick, SBIN, TATASTEEL } from './instruments.ts';
import type { Traded } from './instruments.ts';
import { Trader } from './trader.ts';

const INSTRUMENTS = [HDFCBANK, SBIN, ITC, TATASTEEL] as const;
/** Every quantity is a multiple of this number, so that half of any fraction of it is a whole number. */
const UNIT = 20;
/** Prices stay close enough to their start that every late or chased entry is inside the band of the link. */
const SWING = 0.002;

/** Trades at random and without pauses: entries, exits, flips, resting orders, their edits and cancellations, price moves. */
export class RandomLeader extends Trader {
  readonly #chance: Prng;
  readonly #startRupees: ReadonlyMap<string, number>;
  actions = 0;

  constructor(control: Control, id: string, chance: Prng) {
    super(control, id);
    this.#chance = chance;
    const priceOf = (on: Traded): number => control.price(on.exchangeSegment, on.securityId);
    this.#startRupees = new Map(INSTRUMENTS.map((on) => [on.securityId, priceOf(on)]));
  }

  /** One action of the leader. The same chance and the same book give the same action. */
  act(): void {
    this.actions += 1;
    const dice = this.#chance.next();
    const on = this.#pick(INSTRUMENTS);
    const net = this.net(on);
    const resting = this.#resting();
    if (dice < 0.2) this.#touch();
    else if (dice < 0.35 && resting.length > 0) this.#change(this.#pick(resting));
    else if (dice < 0.45 && resting.length > 0) this.cancel(this.#pick(resting).orderId);
    else if (dice < 0.6) this.#rest(on, net);
    else if (dice < 0.85 && net !== 0) this.#market(on, -Math.sign(net), this.#partOf(Math.abs(net)));
    else if (dice < 0.9 && net !== 0) this.#market(on, -Math.sign(net), Math.abs(net) + this.#quantity());
    else this.#market(on, Math.sign(net) || (this.#chance.next() < 0.7 ? 1 : -1), this.#quantity());
  }

  burst(): void {
    for (let left = 3 + Math.floor(this.#chance.next() * 3); left > 0; left -= 1) this.act();
  }

  /** Cancels the resting orders. */
  cancelAll(): void {
    for (const { orderId } of this.#resting()) this.cancel(orderId);
  }

  /** Closes every position at the market. */
  leave(): void {
    for (const on of INSTRUMENTS) {
      const net = this.net(on);
      if (net !== 0) this.#market(on, -Math.sign(net), Math.abs(net));
    }
  }

  isFlat(): boolean {
    return INSTRUMENTS.every((on) => this.net(on) === 0);
  }

  /**
   * Cancels the resting targets before it closes the position. A resting exit would open a position once the leader is flat, and the
   * engine does not follow that by its rule.
   */
  #market(on: Traded, sign: number, quantity: number): void {
    if (this.net(on) * sign < 0) {
      for (const order of this.#resting()) if (isSame(order, on)) this.cancel(order.orderId);
    }
    this.#enter(on, sign, quantity);
  }

  /** Mostly entries; sometimes a target, where the leader holds a position. */
  #rest(on: Traded, net: number): void {
    const hasOne = this.#resting().some((order) => isSame(order, on));
    const isTarget = net !== 0 && !hasOne && this.#chance.next() < 0.4;
    if (hasOne && !isTarget) return;
    const sign = isTarget ? -Math.sign(net) : Math.sign(net) || 1;
    const quantity = isTarget ? this.#partOf(Math.abs(net)) : this.#quantity();
    this.#enter(on, sign, quantity, { orderType: 'LIMIT', price: this.#priceAway(on, sign) });
  }

  #enter(
    { exchangeSegment, securityId }: Traded,
    sign: number,
    quantity: number,
    terms: { readonly orderType?: 'LIMIT'; readonly price?: number } = {},
  ): void {
    this.place({ exchangeSegment, securityId, transactionType: sign > 0 ? 'BUY' : 'SELL', quantity, ...terms });
  }

  #change(order: BookOrder): void {
    const sign = order.transactionType === 'BUY' ? 1 : -1;
    const price = this.#priceAway(findTraded(order) ?? this.#pick(INSTRUMENTS), sign);
    const isBigger = this.#chance.next() < 0.4 && order.filledQuantity === 0;
    const quantity = isBigger ? order.quantity + UNIT : order.quantity;
    this.modify(order.orderId, { price, quantity });
  }

  /** Moves the price to a random value inside the swing. Resting orders on the way fill. */
  #touch(): void {
    const on = this.#pick(INSTRUMENTS);
    this.control.setPrice(on.exchangeSegment, on.securityId, this.#moved(on, (this.#chance.next() * 2 - 1) * SWING));
  }

  /** A price at which an order of this side rests and that a later price may reach. */
  #priceAway(on: Traded, sign: number): number {
    return this.#moved(on, -sign * SWING * (0.5 + this.#chance.next() / 2));
  }

  /** The start price, moved by a fraction of it. */
  #moved(on: Traded, part: number): number {
    return onTick(on, (this.#startRupees.get(on.securityId) ?? 0) * (1 + part));
  }

  /** The orders at the exchange. An order in transit cannot be changed yet. */
  #resting(): readonly BookOrder[] {
    return this.open().filter(({ status }) => status !== 'TRANSIT');
  }

  #quantity(): number {
    return UNIT * (1 + Math.floor(this.#chance.next() * 5));
  }

  #partOf(held: number): number {
    const units = Math.floor(held / UNIT);
    return this.#chance.next() < 0.4 ? held : UNIT * (1 + Math.floor(this.#chance.next() * units));
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#chance.next() * from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}
