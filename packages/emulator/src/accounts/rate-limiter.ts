import { istDate } from '@dhancopy/domain/indian-time';

/** Requests allowed per account in each window. Source: https://dhanhq.co/docs/v2/ (rate limits), in force since 21 Mar 2026. */
export interface RateLimits {
  readonly ordersPerSecond: number;
  readonly ordersPerMinute: number;
  readonly ordersPerHour: number;
  readonly ordersPerDay: number;
  readonly nonTradingPerSecond: number;
  readonly dataPerSecond: number;
  readonly dataPerDay: number;
  readonly quotePerSecond: number;
}

export const REAL_RATE_LIMITS: RateLimits = {
  ordersPerSecond: 10,
  ordersPerMinute: 250,
  ordersPerHour: 1000,
  ordersPerDay: 7000,
  nonTradingPerSecond: 20,
  dataPerSecond: 5,
  dataPerDay: 100_000,
  quotePerSecond: 1,
};

/**
 * `order`: writes of orders of every kind. `data`: candles and option chains. `quote`: market quotes. `nonTrading`: everything else.
 * The documentation does not say which call counts where.
 */
export type Budget = 'order' | 'nonTrading' | 'data' | 'quote';

type Windows = Readonly<Record<Budget, { sliding: readonly [limit: number, windowMs: number][]; perDay: number }>>;

interface Usage {
  readonly log: SlidingLog;
  day: string;
  dayCount: number;
}

/**
 * Sliding windows over the accepted requests. How the broker counts is unknown. A sliding window is the strictest reading: a client
 * that passes here does not depend on the start of a window. Refused requests are not counted.
 */
export class RateLimiter {
  readonly #windows: Windows;
  readonly #now: () => number;
  readonly #usage = new Map<string, Usage>();

  constructor(limits: RateLimits, now: () => number) {
    this.#now = now;
    this.#windows = {
      order: {
        sliding: [
          [limits.ordersPerSecond, 1000],
          [limits.ordersPerMinute, 60_000],
          [limits.ordersPerHour, 3_600_000],
        ],
        perDay: limits.ordersPerDay,
      },
      nonTrading: { sliding: [[limits.nonTradingPerSecond, 1000]], perDay: Infinity },
      data: { sliding: [[limits.dataPerSecond, 1000]], perDay: limits.dataPerDay },
      quote: { sliding: [[limits.quotePerSecond, 1000]], perDay: Infinity },
    };
  }

  /** Takes one request from the budget. @returns false when a window is full; the request then does not count */
  take(dhanClientId: string, budget: Budget): boolean {
    const { sliding, perDay } = this.#windows[budget];
    const now = this.#now();
    const key = `${budget}:${dhanClientId}`;
    let usage = this.#usage.get(key);
    if (usage === undefined) {
      usage = { log: new SlidingLog(Math.max(...sliding.map(([limit]) => limit))), day: '', dayCount: 0 };
      this.#usage.set(key, usage);
    }
    if (perDay !== Infinity) {
      const today = istDate(now);
      if (usage.day !== today) {
        usage.day = today;
        usage.dayCount = 0;
      }
    }
    const { log } = usage;
    if (usage.dayCount >= perDay || !sliding.every(([limit, windowMs]) => log.hasRoom(limit, now - windowMs))) {
      return false;
    }
    log.push(now);
    usage.dayCount += 1;
    return true;
  }

  reset(): void {
    this.#usage.clear();
  }
}

/** The times of the last requests, in a ring. "Were there n since then?" is one look at the n-th last. */
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
