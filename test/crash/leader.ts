import type { Control } from '@dhancopy/emulator/control/control';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import { LEADER } from '../kit/rig.ts';

interface Traded {
  readonly securityId: string;
  readonly price: number;
  readonly tick: number;
}

export const SEGMENT = 'NSE_EQ';
/** From the emulator's built-in list. */
const INSTRUMENTS: readonly Traded[] = [
  { securityId: '1333', price: 1612.5, tick: 0.1 },
  { securityId: '3045', price: 820, tick: 0.05 },
  { securityId: '1660', price: 410, tick: 0.05 },
  { securityId: '3499', price: 160, tick: 0.01 },
];
/** Every quantity is a multiple of this, so that half of any fraction of it is a whole number. */
const UNIT = 20;
/** Prices stay so near to their start that every late or chased entry is inside the link's band. */
const SWING = 0.002;

/** A person who trades without a pause: entries, exits, flips, resting orders, their edits and cancels, moving prices. */
export class CrashLeader {
  readonly #control: Control;
  readonly #chance: Prng;
  actions = 0;

  constructor(control: Control, chance: Prng) {
    this.#control = control;
    this.#chance = chance;
  }

  /** One thing that he does; the same chance and the same book give the same thing. */
  act(): void {
    this.actions += 1;
    const dice = this.#chance.next();
    const { securityId } = this.#pick(INSTRUMENTS);
    const net = this.#net(securityId);
    const resting = this.#resting();
    if (dice < 0.2) this.#touch();
    else if (dice < 0.35 && resting.length > 0) this.#modify(this.#pick(resting));
    else if (dice < 0.45 && resting.length > 0) this.#control.cancelAppOrder(LEADER, this.#pick(resting).orderId);
    else if (dice < 0.6) this.#rest(securityId, net);
    else if (dice < 0.85 && net !== 0) this.#market(securityId, -Math.sign(net), this.#partOf(Math.abs(net)));
    else if (dice < 0.9 && net !== 0) this.#market(securityId, -Math.sign(net), Math.abs(net) + this.#quantity());
    else this.#market(securityId, Math.sign(net) || (this.#chance.next() < 0.7 ? 1 : -1), this.#quantity());
  }

  burst(): void {
    for (let left = 3 + Math.floor(this.#chance.next() * 3); left > 0; left -= 1) this.act();
  }

  /** Takes back what rests. */
  cancelAll(): void {
    for (const { orderId } of this.#resting()) this.#control.cancelAppOrder(LEADER, orderId);
  }

  /** Closes every position at the market. */
  leave(): void {
    for (const { securityId } of INSTRUMENTS) {
      const net = this.#net(securityId);
      if (net !== 0) this.#market(securityId, -Math.sign(net), Math.abs(net));
    }
  }

  isFlat(): boolean {
    return INSTRUMENTS.every(({ securityId }) => this.#net(securityId) === 0);
  }

  /**
   * What closes takes its targets back first. Without that an exit that rests would open a position once he is flat, which
   * the engine by its rule does not follow.
   */
  #market(securityId: string, sign: number, quantity: number): void {
    if (this.#net(securityId) * sign < 0) {
      const resting = this.#resting().filter((order) => order.securityId === securityId);
      for (const { orderId } of resting) this.#control.cancelAppOrder(LEADER, orderId);
    }
    this.#place(securityId, sign, quantity, {});
  }

  /** Mostly entries; where he holds something, sometimes a target. */
  #rest(securityId: string, net: number): void {
    const hasOne = this.#resting().some((order) => order.securityId === securityId);
    const isTarget = net !== 0 && !hasOne && this.#chance.next() < 0.4;
    if (hasOne && !isTarget) return;
    const sign = isTarget ? -Math.sign(net) : Math.sign(net) || 1;
    const quantity = isTarget ? this.#partOf(Math.abs(net)) : this.#quantity();
    this.#place(securityId, sign, quantity, { orderType: 'LIMIT', price: this.#priceAway(securityId, sign) });
  }

  #place(
    securityId: string,
    sign: number,
    quantity: number,
    terms: { readonly orderType?: 'LIMIT'; readonly price?: number },
  ): void {
    this.#control.placeAppOrder(LEADER, {
      exchangeSegment: SEGMENT,
      securityId,
      productType: 'INTRADAY',
      orderType: 'MARKET',
      transactionType: sign > 0 ? 'BUY' : 'SELL',
      quantity,
      ...terms,
    });
  }

  #modify(order: BookOrder): void {
    const sign = order.transactionType === 'BUY' ? 1 : -1;
    const price = this.#priceAway(order.securityId, sign);
    const isBigger = this.#chance.next() < 0.4 && order.filledQuantity === 0;
    const quantity = isBigger ? order.quantity + UNIT : order.quantity;
    this.#control.modifyAppOrder(LEADER, order.orderId, { price, quantity });
  }

  /** The price goes somewhere inside the swing: orders that rest on the way fill. */
  #touch(): void {
    const { securityId, price, tick } = this.#pick(INSTRUMENTS);
    this.#control.setPrice(SEGMENT, securityId, onTick(price * (1 + (this.#chance.next() * 2 - 1) * SWING), tick));
  }

  /** Where an order of this side rests, and a later price may reach it. */
  #priceAway(securityId: string, sign: number): number {
    const { price, tick } = INSTRUMENTS.find((each) => each.securityId === securityId) ?? this.#pick(INSTRUMENTS);
    return onTick(price * (1 - sign * SWING * (0.5 + this.#chance.next() / 2)), tick);
  }

  #resting(): BookOrder[] {
    const { orders } = this.#control.book(LEADER);
    return orders.filter(({ status }) => status === 'PENDING' || status === 'PART_TRADED');
  }

  #net(securityId: string): number {
    const { positions } = this.#control.book(LEADER);
    return positions.find((each) => each.securityId === securityId)?.netQuantity ?? 0;
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

function onTick(price: number, tick: number): number {
  return Number((Math.round(price / tick) * tick).toFixed(2));
}
