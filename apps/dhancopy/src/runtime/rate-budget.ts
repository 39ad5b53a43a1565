import { BUCKET_WINDOWS } from '@dhancopy/dhan/limit/buckets';
import { SlidingWindows } from '@dhancopy/dhan/limit/sliding-windows';
import type { Priority } from '../engine/index.ts';

/** Requests of the second, minute, hour and day that only exits may use, so that a position can always be closed. */
const RESERVES = [2, 25, 100, 500];

/** Every write of an account, cancels and modifications too. */
const WINDOWS = BUCKET_WINDOWS.order.map((window, index) => ({ ...window, reserve: RESERVES[index] ?? 0 }));

/** How long all writes of an account rest after the broker said "too many", ms. */
const BREACH_PAUSE_MS = 1_500;

/** Minutes of requests made before a restart, as the database kept them. */
export interface PastRequests {
  readonly atMs: number;
  readonly count: number;
}

/**
 * The order budget of one account over second, minute, hour and day, as sliding windows: exits first, then stop moves,
 * then entries, with a reserve for exits. Every request takes from it before it is sent, and is counted until its answer.
 */
export class RateBudget {
  readonly #windows = new SlidingWindows(BUCKET_WINDOWS.order);
  /** When the requests were taken that are still to be handed out, oldest first. */
  readonly #toSend: number[] = [];
  #pausedUntilMs = 0;

  constructor(past: readonly PastRequests[] = []) {
    for (const { atMs, count } of past.toSorted((a, b) => a.atMs - b.atMs)) {
      for (let i = 0; i < count; i += 1) this.#windows.add(atMs);
    }
  }

  /** Takes one request, or says that it has to wait. */
  take(priority: Priority, nowMs: number): boolean {
    if (nowMs < this.#pausedUntilMs) return false;
    const used = this.#windows.used(nowMs);
    for (const [index, { limit, reserve }] of WINDOWS.entries()) {
      const kept = priority === 'EXIT' ? 0 : priority === 'STOP_MOVE' ? Math.floor(reserve / 2) : reserve;
      if ((used[index] ?? 0) >= limit - kept) return false;
    }
    this.#windows.add(nowMs);
    this.#toSend.push(nowMs);
    return true;
  }

  /**
   * A request that was taken is handed out.
   * @returns to be called with the time of its answer: the broker has counted it by then, and no earlier than it was taken. Where
   * it is counted is not known, so it is counted as late as it can have been: a burst that a busy machine sends late is then not
   * followed too soon by the next one.
   */
  send(): (answeredMs: number) => void {
    const takenMs = this.#toSend.shift();
    return (answeredMs) => {
      if (takenMs !== undefined) this.#windows.postpone(takenMs, answeredMs);
    };
  }

  /** The broker answered "too many requests": repeated breaches can block the user. */
  breached(nowMs: number): void {
    this.#pausedUntilMs = nowMs + BREACH_PAUSE_MS;
  }

  /** Requests used of the second, minute, hour and day. */
  used(nowMs: number): { second: number; minute: number; hour: number; day: number } {
    const [second = 0, minute = 0, hour = 0, day = 0] = this.#windows.used(nowMs);
    return { second, minute, hour, day };
  }
}
