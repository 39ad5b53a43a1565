import type { Bucket } from '../limit/buckets.ts';
import type { Spacing } from '../limit/rate-limiter.ts';

/** One request to the broker, as an endpoint describes it. */
export interface Call {
  /** The name of the call in the audit trail: place_order, get_order_book, … */
  readonly action: string;
  readonly module: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `auth` is the login host. It is called without the account's token. */
  readonly host?: 'api' | 'auth';
  /** Below the base, encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The bucket that the broker counts it in. */
  readonly bucket: Bucket;
  readonly spacing?: Spacing;
  /** Texts that must not appear in an error or a record. */
  readonly secrets?: readonly string[];
  /** The answer is itself a secret (a token). */
  readonly answerIsSecret?: boolean;
  /** `status` in the body is requested data, not the outcome of the call. */
  readonly statusIsData?: boolean;
}

/** `PUT /orders/…`: never with the query, which contains PIN and one-time codes on the login host. */
export function requestOf(call: Pick<Call, 'method' | 'path'>): string {
  return `${call.method} ${call.path}`;
}

export function pathWithQuery(path: string, query: Readonly<Record<string, string>> | undefined): string {
  return query ? `${path}?${new URLSearchParams(query).toString()}` : path;
}

/** A path from parts. Values of the caller are encoded. */
export function pathOf(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}
