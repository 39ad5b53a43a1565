import type { Bucket } from './buckets.ts';

/** Calls that the broker meters one by one: at most one of `key` in `everyMs`. */
export interface Spacing {
  readonly key: string;
  readonly everyMs: number;
}

/** One per account, shared by everybody who calls the broker for it. Supply your own to put calls under another budget. */
export interface RateLimiter {
  /**
   * Resolves when the call may be sent.
   * @throws {DhanError} `RATE_BUDGET` when that would be too long from now; nothing was sent.
   */
  take(bucket: Bucket, request: string, spacing?: Spacing): Promise<void>;
  /** The broker said "too many requests" to a call of this bucket. */
  breached(bucket: Bucket): void;
}
