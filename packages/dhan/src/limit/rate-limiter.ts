import type { Bucket } from './buckets.ts';

/** Calls that the broker meters individually: at most one of `key` in `everyMs`. */
export interface Spacing {
  readonly key: string;
  readonly everyMs: number;
}

/** One per account, shared by all callers for the account. Supply your own limiter to use another budget. */
export interface RateLimiter {
  /**
   * Resolves when the call may be sent.
   * @throws {DhanError} `RATE_BUDGET` when the wait would be too long; nothing was sent.
   */
  take(bucket: Bucket, request: string, spacing?: Spacing): Promise<void>;
  /** The broker answered "too many requests" to a call of this bucket. */
  breached(bucket: Bucket): void;
}
