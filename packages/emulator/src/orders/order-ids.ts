import { istDateTime } from '@dhancopy/domain/indian-time';

/** The last number of each kind. */
export interface OrderCounters {
  orders: number;
  foreverOrders: number;
  alerts: number;
  exchangeOrders: number;
  trades: number;
}

/**
 * Numbers for orders and trades, in the lengths seen on the wire. Clients must treat them as opaque text.
 *
 * Each kind continues from the clock, or from its last number when that is higher. A restarted emulator therefore gives out no earlier
 * number, even on the same day, and numbers only grow.
 */
export class OrderIds {
  readonly #now: () => number;
  #last: OrderCounters = { orders: 0, foreverOrders: 0, alerts: 0, exchangeOrders: 0, trades: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Broker order number: 15 digits, a prefix and the clock's milliseconds. Sample seen: 112260915000123. */
  orderId(): string {
    return `12${this.#next('orders', this.#now())}`;
  }

  /** Forever order number: 13 digits, a prefix and the clock's seconds since 2001. Sample seen: 5132260915017. */
  foreverOrderId(): string {
    return `5132${this.#next('foreverOrders', this.#now() / 1000 - 1_000_000_000)}`;
  }

  /** Number of a conditional trigger: five digits, or six late in the day. Sample seen: 48213. */
  alertId(): string {
    return String(this.#next('alerts', 20_000 + this.#secondOfDay()));
  }

  /** Exchange order number: 16 digits. */
  exchangeOrderId(): string {
    return `120${this.#next('exchangeOrders', this.#now())}`;
  }

  /** Exchange trade number: 8 digits, for the milliseconds of the day. */
  exchangeTradeId(): string {
    return String(this.#next('trades', 10_000_000 + this.#secondOfDay() * 1000 + (Math.floor(this.#now()) % 1000)));
  }

  counters(): OrderCounters {
    return { ...this.#last };
  }

  /** Continues from the numbers of another emulator, so that no number is given out twice. */
  restore(counters: OrderCounters): void {
    this.#last = { ...counters };
  }

  #next(kind: keyof OrderCounters, clock: number): number {
    this.#last[kind] = Math.max(this.#last[kind] + 1, Math.floor(clock));
    return this.#last[kind];
  }

  #secondOfDay(): number {
    const [hours = 0, minutes = 0, seconds = 0] = istDateTime(this.#now()).slice(11).split(':').map(Number);
    return (hours * 60 + minutes) * 60 + seconds;
  }
}
