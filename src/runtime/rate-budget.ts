import type { Priority } from '../engine/commands.ts';

interface Window {
  readonly lengthMs: number;
  readonly limit: number;
  /** Requests of this window that only exits may use, so that a position can always be closed. */
  readonly reserve: number;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/**
 * Order requests per account. The second is stretched by 50 ms because requests bunch up on the way to the broker's clock.
 * Source: https://dhanhq.co/docs/v2/ (10 a second since 21 March 2026; cancels and modifications are counted too).
 */
const WINDOWS: readonly Window[] = [
  { lengthMs: SECOND + 50, limit: 10, reserve: 2 },
  { lengthMs: MINUTE, limit: 250, reserve: 25 },
  { lengthMs: HOUR, limit: 1_000, reserve: 100 },
  { lengthMs: DAY, limit: 7_000, reserve: 500 },
];

/** How long all writes of an account rest after the broker said "too many", ms. */
const BREACH_PAUSE_MS = 1_500;

/** Minutes of requests made before a restart, as the database kept them. */
export interface PastRequests {
  readonly atMs: number;
  readonly count: number;
}

/**
 * The order budget of one account over second, minute, hour and day, as sliding windows: exits first, then stop moves,
 * then entries, with a reserve for exits. Every request takes from it before it is sent.
 */
export class RateBudget {
  /** Times of the requests still inside the longest window, oldest first. */
  readonly #times: number[] = [];
  /** Index into `#times` of the oldest request inside each window. */
  readonly #heads = WINDOWS.map(() => 0);
  #pausedUntilMs = 0;

  constructor(past: readonly PastRequests[] = []) {
    for (const { atMs, count } of past.toSorted((a, b) => a.atMs - b.atMs)) {
      for (let i = 0; i < count; i += 1) this.#times.push(atMs);
    }
  }

  /** Takes one request, or says that it has to wait. */
  take(priority: Priority, nowMs: number): boolean {
    if (nowMs < this.#pausedUntilMs) return false;
    this.#slide(nowMs);
    for (const [index, { limit, reserve }] of WINDOWS.entries()) {
      const used = this.#times.length - (this.#heads[index] ?? 0);
      const kept = priority === 'EXIT' ? 0 : priority === 'STOP_MOVE' ? Math.floor(reserve / 2) : reserve;
      if (used >= limit - kept) return false;
    }
    this.#times.push(nowMs);
    return true;
  }

  /** The broker answered "too many requests": repeated breaches can block the user. */
  breached(nowMs: number): void {
    this.#pausedUntilMs = nowMs + BREACH_PAUSE_MS;
  }

  /** Requests used of the second, minute, hour and day. */
  used(nowMs: number): { second: number; minute: number; hour: number; day: number } {
    this.#slide(nowMs);
    const [second = 0, minute = 0, hour = 0, day = 0] = this.#heads.map((head) => this.#times.length - head);
    return { second, minute, hour, day };
  }

  #slide(nowMs: number): void {
    for (const [index, { lengthMs }] of WINDOWS.entries()) {
      let head = this.#heads[index] ?? 0;
      while (head < this.#times.length && (this.#times[head] ?? 0) <= nowMs - lengthMs) head += 1;
      this.#heads[index] = head;
    }
    const oldest = this.#heads[WINDOWS.length - 1] ?? 0;
    if (oldest < 1_000) return;
    this.#times.splice(0, oldest);
    for (let i = 0; i < this.#heads.length; i += 1) this.#heads[i] = Math.max(0, (this.#heads[i] ?? 0) - oldest);
  }
}
