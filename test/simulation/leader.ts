import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import {
  findTraded,
  HDFCBANK,
  isSame,
  ITC,
  NIFTY_CALL,
  onTick,
  SBIN,
  TATASTEEL,
} from '@dhancopy/simulation/instruments';
import type { Traded } from '@dhancopy/simulation/instruments';
import { Trader } from '@dhancopy/simulation/trader';
import type { Chance } from './chance.ts';
import type { Kind } from './plan.ts';

type Product = NonNullable<AppOrder['productType']>;

/** What is traded, and in which product. */
interface Place {
  readonly on: Traded;
  readonly product: Product;
  /** Every quantity is a multiple of it, so that half of any part is a whole number of lots. */
  readonly unit: number;
  /** Of an entry, in these units. */
  readonly most: number;
  /** Of one order, in these units: the freeze quantity. */
  readonly piece?: number;
}

const SHARES: readonly Place[] = [HDFCBANK, SBIN, TATASTEEL].map((on) => ({
  on,
  product: 'INTRADAY',
  unit: 20,
  most: 5,
}));
/** Lot 65, freeze quantity 1,800: a large entry of the leader is sliced for a follower of twice his size. */
const CONTRACT: Place = { on: NIFTY_CALL, product: 'MARGIN', unit: 130, most: 9, piece: 13 };
/** Delivery: bought on one day, and sold on another from the demat account. */
const DELIVERY: Place = { on: ITC, product: 'CNC', unit: 20, most: 5 };

export const PLACES: readonly Place[] = [...SHARES, CONTRACT, DELIVERY];
/** Prices stay so close to their start that every late or chased entry is inside the band of the link. */
const SWING = 0.002;

/** A leader who trades by dice: each action has chance of its own, so that leaving one out does not change what the others draw. */
export class Leader extends Trader {
  readonly #places: readonly Place[];
  readonly #prices: ReadonlyMap<string, number>;

  constructor(control: Control, id: string, kind: Kind) {
    super(control, id);
    this.#places = kind === 'strict' ? [...SHARES, CONTRACT] : PLACES;
    this.#prices = new Map(PLACES.map(({ on }) => [on.securityId, control.price(on.exchangeSegment, on.securityId)]));
  }

  act(chance: Chance): void {
    const place = this.#places[chance.below(this.#places.length)] ?? CONTRACT;
    const held = this.held(place);
    const resting = this.#resting();
    const dice = chance.next();
    if (dice < 0.12 && resting.length > 0) this.#change(resting[chance.below(resting.length)], chance);
    else if (dice < 0.22 && resting.length > 0) this.cancel(resting[chance.below(resting.length)]?.orderId ?? '');
    else if (dice < 0.45) this.#rest(place, held, chance);
    else if (dice < 0.75 && held !== 0) this.#market(place, -Math.sign(held), partOf(place, held, chance));
    else if (dice < 0.8 && held !== 0 && place.product !== 'CNC')
      this.#market(place, -Math.sign(held), Math.abs(held) + entryOf(place, chance));
    else
      this.#market(
        place,
        Math.sign(held) || (place.product === 'CNC' || chance.is(0.7) ? 1 : -1),
        entryOf(place, chance),
      );
  }

  /** Moves a price to a random value inside the swing. Resting orders on the way fill. */
  touch(chance: Chance): void {
    const { on } = this.#places[chance.below(this.#places.length)] ?? CONTRACT;
    this.control.setPrice(on.exchangeSegment, on.securityId, this.#moved(on, (chance.next() * 2 - 1) * SWING));
  }

  cancelAll(): void {
    for (const { orderId } of this.#resting()) this.cancel(orderId);
  }

  /** Closes every position of the day at the market; with `delivered`, also what is in the demat account. */
  leave(delivered: boolean): void {
    for (const place of this.#places) {
      if (place.product === 'CNC' && !delivered) continue;
      const held = this.held(place);
      if (held !== 0) this.#market(place, -Math.sign(held), Math.abs(held));
    }
  }

  isFlat(delivered: boolean): boolean {
    return this.#places.every((place) => (place.product === 'CNC' && !delivered) || this.held(place) === 0);
  }

  /** Net units; of a share in delivery, with those in the demat account. */
  held({ on, product }: Place): number {
    const { positions, holdings } = this.control.book(this.id);
    const open = positions.filter((each) => isSame(each, on) && each.productType === product);
    const delivered = product === 'CNC' ? holdings.filter((each) => isSame(each, on)) : [];
    return (
      open.reduce((sum, { netQuantity }) => sum + netQuantity, 0) +
      delivered.reduce((sum, { quantity }) => sum + quantity, 0)
    );
  }

  /** Cancels the resting exits before it closes: one that fills later would open a position, which the engine does not follow by its rule. */
  #market(place: Place, sign: number, quantity: number): void {
    if (this.held(place) * sign < 0)
      for (const order of this.#resting()) if (isSame(order, place.on)) this.cancel(order.orderId);
    this.#enter(place, sign, quantity, {});
  }

  /** Mostly entries; where there is a position, also a target or a stop. */
  #rest(place: Place, held: number, chance: Chance): void {
    if (this.#resting().some((order) => isSame(order, place.on))) return;
    const isExit = held !== 0 && chance.is(0.5);
    const sign = isExit ? -Math.sign(held) : Math.sign(held) || 1;
    const quantity = isExit ? partOf(place, held, chance) : entryOf(place, chance);
    const away = SWING * (0.5 + chance.next() / 2);
    if (isExit && chance.is(0.4)) {
      const trigger = this.#moved(place.on, sign * away);
      const price = this.#moved(place.on, sign * away * 1.5);
      this.#enter(place, sign, quantity, { orderType: 'STOP_LOSS', triggerPrice: trigger, price });
    } else this.#enter(place, sign, quantity, { orderType: 'LIMIT', price: this.#moved(place.on, -sign * away) });
  }

  #change(order: BookOrder | undefined, chance: Chance): void {
    const on = order && findTraded(order);
    if (!order || !on) return;
    const place = this.#places.find((each) => each.on === on);
    const sign = order.transactionType === 'BUY' ? 1 : -1;
    const isBigger = order.orderType === 'LIMIT' && place && chance.is(0.3) && order.filledQuantity === 0;
    const isEntry = place && this.held(place) * sign >= 0;
    const quantity = isBigger && isEntry ? order.quantity + place.unit : order.quantity;
    const price =
      order.orderType === 'STOP_LOSS' ? order.priceRupees : this.#moved(on, -sign * SWING * (0.5 + chance.next() / 2));
    this.modify(order.orderId, { price, quantity });
  }

  /** In pieces that the exchange takes. */
  #enter(
    { on, product, unit, piece = Infinity }: Place,
    sign: number,
    quantity: number,
    terms: Partial<AppOrder>,
  ): void {
    const { exchangeSegment, securityId } = on;
    const transactionType = sign > 0 ? 'BUY' : 'SELL';
    const most = unit * piece;
    for (let left = quantity; left > 0; left -= most) {
      const order = { transactionType, quantity: Math.min(left, most), ...terms } as const;
      this.place({ exchangeSegment, securityId, productType: product, ...order });
    }
  }

  #moved(on: Traded, part: number): number {
    return onTick(on, (this.#prices.get(on.securityId) ?? 0) * (1 + part));
  }

  /** The orders at the exchange. An order in transit cannot be changed yet. */
  #resting(): readonly BookOrder[] {
    return this.open().filter(({ status }) => status !== 'TRANSIT');
  }
}

function entryOf({ unit, most }: Place, chance: Chance): number {
  return unit * (1 + chance.below(most));
}

function partOf({ unit }: Place, held: number, chance: Chance): number {
  const units = Math.abs(held);
  return chance.is(0.4) ? units : Math.min(units, unit * (1 + chance.below(Math.max(1, Math.floor(units / unit)))));
}
