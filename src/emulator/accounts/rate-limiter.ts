import { istDate } from '../time/ist.ts';

/** Requests allowed per account in each window. Source: https://dhanhq.co/docs/v2/ (rate limits), in force since 21 Mar 2026. */
export interface RateLimits {
  readonly ordersPerSecond: number;
  readonly ordersPerMinute: number;
  readonly ordersPerHour: number;
  readonly ordersPerDay: number;
  readonly nonTradingPerSecond: number;
}

export const REAL_RATE_LIMITS: RateLimits = {
  ordersPerSecond: 10,
  ordersPerMinute: 250,
  ordersPerHour: 1000,
  ordersPerDay: 7000,
  nonTradingPerSecond: 20,
};

/** `order`: writes under /orders. `nonTrading`: everything else here. Which call counts where is not documented. */
export type Budget = 'order' | 'nonTrading';

/**
 * Sliding windows over what was let through. How the broker counts is unknown; a sliding window is the strictest
 * reading, so a client that passes here does not depend on where a window begins. Refused requests are not counted.
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #accounts = new Map<string, { order: SlidingLog; nonTrading: SlidingLog; day: string; dayCount: number }>();

  constructor(limits: RateLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Takes one request from the budget. @returns false when a window is full; then nothing is taken */
  take(dhanClientId: string, budget: Budget): boolean {
    const limits = this.#limits;
    const now = this.#now();
    let usage = this.#accounts.get(dhanClientId);
    if (usage === undefined) {
      usage = {
        order: new SlidingLog(Math.max(limits.ordersPerSecond, limits.ordersPerMinute, limits.ordersPerHour)),
        nonTrading: new SlidingLog(limits.nonTradingPerSecond),
        day: '',
        dayCount: 0,
      };
      this.#accounts.set(dhanClientId, usage);
    }
    if (budget === 'nonTrading') {
      if (!usage.nonTrading.hasRoom(limits.nonTradingPerSecond, now - 1000)) return false;
      usage.nonTrading.push(now);
      return true;
    }
    const today = istDate(now);
    if (usage.day !== today) {
      usage.day = today;
      usage.dayCount = 0;
    }
    const room =
      usage.dayCount < limits.ordersPerDay &&
      usage.order.hasRoom(limits.ordersPerSecond, now - 1000) &&
      usage.order.hasRoom(limits.ordersPerMinute, now - 60_000) &&
      usage.order.hasRoom(limits.ordersPerHour, now - 3_600_000);
    if (!room) return false;
    usage.order.push(now);
    usage.dayCount += 1;
    return true;
  }

  reset(): void {
    this.#accounts.clear();
  }
}

/** The times of the last requests, in a ring: "were there n since then?" is one look at the n-th last. */
class SlidingLog {
  readonly #times: number[] = [];
  readonly #capacity: number;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  hasRoom(limit: number, sinceMs: number): boolean {
    if (this.#count < limit) return true;
    const nthLast = this.#times[(this.#count - limit) % this.#capacity];
    return nthLast === undefined || nthLast <= sinceMs;
  }

  push(atMs: number): void {
    this.#times[this.#count % this.#capacity] = atMs;
    this.#count += 1;
  }
}
