import { istDate } from '../time/ist.ts';

/** How many numbers of each kind have been given out. */
export interface OrderCounters {
  orders: number;
  foreverOrders: number;
  alerts: number;
  exchangeOrders: number;
  trades: number;
}

/** Numbers for orders and trades, in the lengths seen on the wire. Clients must treat them as opaque text. */
export class OrderIds {
  readonly #now: () => number;
  #count: OrderCounters = { orders: 0, foreverOrders: 0, alerts: 0, exchangeOrders: 0, trades: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Broker order number: a prefix, the day, a sequence; 15 digits. Sample seen: 112260915000123. */
  orderId(): string {
    this.#count.orders += 1;
    return `112${istDate(this.#now()).slice(2).replaceAll('-', '')}${String(this.#count.orders).padStart(6, '0')}`;
  }

  /** Forever order number: 13 digits. Sample seen: 5132260915017. */
  foreverOrderId(): string {
    this.#count.foreverOrders += 1;
    return `5132${istDate(this.#now()).slice(2).replaceAll('-', '')}${String(this.#count.foreverOrders).padStart(3, '0')}`;
  }

  /** Number of a conditional trigger. Sample seen: 48213. */
  alertId(): string {
    this.#count.alerts += 1;
    return String(48_000 + this.#count.alerts);
  }

  /** Exchange order number: 16 digits. */
  exchangeOrderId(): string {
    this.#count.exchangeOrders += 1;
    return `12000000${String(this.#count.exchangeOrders).padStart(8, '0')}`;
  }

  /** Exchange trade number: 8 digits. */
  exchangeTradeId(): string {
    this.#count.trades += 1;
    return String(40_000_000 + this.#count.trades);
  }

  counters(): OrderCounters {
    return { ...this.#count };
  }

  /** Goes on from where another stopped, so that no number is given out twice. */
  restore(counters: OrderCounters): void {
    this.#count = { ...counters };
  }
}
