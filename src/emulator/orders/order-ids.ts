import { istDate } from '../time/ist.ts';

/** Numbers for orders and trades, in the lengths seen on the wire. Clients must treat them as opaque text. */
export class OrderIds {
  readonly #now: () => number;
  #orders = 0;
  #foreverOrders = 0;
  #alerts = 0;
  #exchangeOrders = 0;
  #trades = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Broker order number: a prefix, the day, a sequence; 15 digits. Sample seen: 112260915000123. */
  orderId(): string {
    this.#orders += 1;
    return `112${istDate(this.#now()).slice(2).replaceAll('-', '')}${String(this.#orders).padStart(6, '0')}`;
  }

  /** Forever order number: 13 digits. Sample seen: 5132260915017. */
  foreverOrderId(): string {
    this.#foreverOrders += 1;
    return `5132${istDate(this.#now()).slice(2).replaceAll('-', '')}${String(this.#foreverOrders).padStart(3, '0')}`;
  }

  /** Number of a conditional trigger. Sample seen: 48213. */
  alertId(): string {
    this.#alerts += 1;
    return String(48_000 + this.#alerts);
  }

  /** Exchange order number: 16 digits. */
  exchangeOrderId(): string {
    this.#exchangeOrders += 1;
    return `12000000${String(this.#exchangeOrders).padStart(8, '0')}`;
  }

  /** Exchange trade number: 8 digits. */
  exchangeTradeId(): string {
    this.#trades += 1;
    return String(40_000_000 + this.#trades);
  }
}
