import { istDate } from '../time/ist.ts';

/** Numbers for orders and trades, in the lengths seen on the wire. Clients must treat them as opaque text. */
export class OrderIds {
  readonly #now: () => number;
  #orders = 0;
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
