import { backOffMs } from '@dhancopy/domain/back-off';
import { setTimeout as sleep } from 'node:timers/promises';
import { DhanError } from '../errors.ts';
import { BUCKET_WINDOWS } from './buckets.ts';
import type { Bucket } from './buckets.ts';
import type { RateLimiter, Spacing } from './rate-limiter.ts';
import { SlidingWindows } from './sliding-windows.ts';
import type { Window } from './sliding-windows.ts';

export interface LimiterOptions {
  /** Windows per bucket. A bucket without windows is not limited here, because it is limited elsewhere. */
  readonly windows?: Partial<Readonly<Record<Bucket, readonly Window[]>>>;
  /** Longest wait, ms. A call that would wait longer is refused at once. */
  readonly maxWaitMs?: number;
  /** Monotonic, ms. */
  readonly now?: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
  /** From 0 to 1: spreads the callers after a breach. */
  readonly random?: () => number;
}

const MAX_WAIT_MS = 10_000;
/** Pause of a bucket after the first breach, ms. Each further breach doubles it: repeated breaches can block the user. */
const FIRST_PAUSE_MS = 1_500;
const LONGEST_PAUSE_MS = 60_000;
/** A breach is forgotten after this time without another, ms. */
const FORGIVEN_MS = 120_000;
/** A turn that is later than this is lost, ms. It is the tolerance of the windows for requests that arrive closer together. */
const LATE_MS = 50;
/** Number of keys of spaced calls to remember. Older ones are dropped. */
const KEYS_MAX = 500;

/** The broker's limits of one account, by bucket. Calls wait for their turn, in their order of arrival. */
export class AccountLimiter implements RateLimiter {
  readonly #buckets: ReadonlyMap<Bucket, BucketState>;
  /** When a spaced call may be made again, by key. */
  readonly #nextByKey = new Map<string, number>();
  readonly #maxWaitMs: number;
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;
  readonly #random: () => number;

  constructor(options: LimiterOptions = {}) {
    const windows = { ...BUCKET_WINDOWS, ...options.windows };
    this.#buckets = new Map(
      (Object.entries(windows) as [Bucket, readonly Window[]][])
        .filter(([, list]) => list.length > 0)
        .map(([bucket, list]) => [bucket, new BucketState(list)]),
    );
    this.#maxWaitMs = options.maxWaitMs ?? MAX_WAIT_MS;
    this.#now = options.now ?? (() => performance.now());
    this.#wait = options.wait ?? ((ms) => sleep(ms));
    this.#random = options.random ?? Math.random;
  }

  async take(bucket: Bucket, request: string, spacing?: Spacing): Promise<void> {
    // First, so that a call that waits for its key does not delay the rest of its bucket.
    if (spacing) await this.#takeKey(spacing, request);
    const state = this.#buckets.get(bucket);
    if (!state) return;
    let atMs: number;
    do {
      const nowMs = this.#now();
      atMs = state.nextFreeMs(nowMs);
      this.#refuseLongWait(atMs - nowMs, `${bucket} budget`, request);
      // Reserved at once, so that the next caller comes after this one.
      state.windows.add(atMs);
      if (atMs > nowMs) await this.#wait(atMs - nowMs);
      // During the wait the broker may have answered "too many", or this process may have been suspended. Waiting calls then queue
      // again. Otherwise they would all be sent together.
    } while (state.pausedUntilMs > this.#now() || this.#now() - atMs > LATE_MS);
  }

  breached(bucket: Bucket): void {
    this.#buckets.get(bucket)?.pause(this.#now(), this.#random());
  }

  async #takeKey({ key, everyMs }: Spacing, request: string): Promise<void> {
    const nowMs = this.#now();
    const atMs = Math.max(nowMs, this.#nextByKey.get(key) ?? nowMs);
    this.#refuseLongWait(atMs - nowMs, `one ${key} in ${everyMs} ms`, request);
    this.#nextByKey.set(key, atMs + everyMs);
    if (this.#nextByKey.size > KEYS_MAX) {
      for (const [old, freeMs] of this.#nextByKey) if (freeMs <= nowMs) this.#nextByKey.delete(old);
    }
    if (atMs > nowMs) await this.#wait(atMs - nowMs);
  }

  #refuseLongWait(waitMs: number, budget: string, request: string): void {
    if (waitMs <= this.#maxWaitMs) return;
    throw new DhanError({
      code: 'RATE_BUDGET',
      class: 'rate',
      message: `${budget} is spent: expected a turn within ${this.#maxWaitMs} ms, found one in ${Math.ceil(waitMs)} ms`,
      httpStatus: null,
      retryAfterMs: Math.ceil(waitMs),
      request,
    });
  }
}

class BucketState {
  readonly windows: SlidingWindows;
  pausedUntilMs = 0;
  #breaches = 0;
  #lastBreachMs = -Infinity;

  constructor(windows: readonly Window[]) {
    this.windows = new SlidingWindows(windows);
  }

  nextFreeMs(nowMs: number): number {
    // Moves the windows, so that past requests do not accumulate.
    this.windows.used(nowMs);
    return Math.max(this.windows.nextFreeMs(nowMs), this.pausedUntilMs);
  }

  pause(nowMs: number, random: number): void {
    // Several answers to one burst are one breach.
    if (nowMs < this.pausedUntilMs) return;
    this.#breaches = nowMs - this.#lastBreachMs > FORGIVEN_MS ? 1 : this.#breaches + 1;
    this.#lastBreachMs = nowMs;
    const pauseMs = backOffMs(FIRST_PAUSE_MS, this.#breaches, LONGEST_PAUSE_MS);
    this.pausedUntilMs = nowMs + pauseMs * (1 + random / 4);
  }
}
