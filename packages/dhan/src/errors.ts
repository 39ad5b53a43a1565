/** The permitted reaction to an error of the broker. */
export const ERROR_CLASSES = ['refused', 'invalid', 'auth', 'rate', 'unavailable', 'unknown'] as const;
/**
 * refused: the order or request is refused for good. invalid: a field is wrong. auth: token, client or IP; stop, and correct it.
 * rate: too many requests, wait; it was not carried out. unavailable: the request never reached the broker.
 * unknown: a write may have been carried out; look it up, never send it again. A read may be tried again.
 */
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** The cause to correct when the class is `auth`. */
export const AUTH_FAULTS = ['TOKEN', 'IP', 'PLAN', 'LOGIN'] as const;
/**
 * TOKEN: expired, replaced by a newer one, or of another client. IP: this machine's address is not the registered one (writes only).
 * PLAN: no subscription to this API. LOGIN: PIN, one-time code, key or consent were not accepted.
 */
export type AuthFault = (typeof AUTH_FAULTS)[number];

/** Our own codes, for errors without a code of the broker. */
export const OWN_CODES = [
  'BAD_REQUEST',
  'NO_TOKEN',
  'RATE_BUDGET',
  'NOT_SENT',
  'NO_ANSWER',
  'UNREADABLE',
  'SOCKET_CLOSED',
  'SOCKET_SILENT',
  'CLOSED_UNHEARD',
] as const;
/**
 * BAD_REQUEST: refused here, before it was sent. NO_TOKEN: no token for the login. RATE_BUDGET: the limiter of this client refused it.
 * NOT_SENT: no connection was made. NO_ANSWER: sent, without an answer. UNREADABLE: an answer that cannot be read.
 * Of sockets: SOCKET_CLOSED: it ended or broke. SOCKET_SILENT: no message for too long. CLOSED_UNHEARD: accepted and closed without a
 * frame, repeatedly, which is the sign of a bad token or a missing plan.
 */
export type OwnCode = (typeof OWN_CODES)[number];

export interface DhanErrorFields {
  readonly code: string;
  readonly class: ErrorClass;
  readonly message: string;
  readonly httpStatus: number | null;
  readonly request: string;
  readonly innerCode?: string | null;
  readonly errorType?: string | null;
  readonly authFault?: AuthFault | null;
  readonly retryAfterMs?: number | null;
  readonly body?: string;
  readonly cause?: unknown;
}

/** Text of the broker with at most this length is shown whole. */
const MESSAGE_MAX = 1_000;

/** An answer of the broker that is not a success, or no answer. It never contains a token, PIN or one-time code. */
export class DhanError extends Error {
  override readonly name = 'DhanError';
  /** The broker's code (`DH-905`, `805`, …: an open set), or one of {@link OWN_CODES}. */
  readonly code: string;
  /** The second code of bodies that have one (`DH-1111`, `RS-9005`). */
  readonly innerCode: string | null;
  /** The broker's free text (`Order_Error`). Do not base decisions on it. */
  readonly errorType: string | null;
  /** The permitted reaction. Base decisions on it. */
  readonly class: ErrorClass;
  /** Null unless the class is `auth`. */
  readonly authFault: AuthFault | null;
  /** null when there was no answer. */
  readonly httpStatus: number | null;
  /** The minimum wait, ms, where it is known. */
  readonly retryAfterMs: number | null;
  /** The request, for example `PUT /orders/…`; never with its query. */
  readonly request: string;
  /** The broker's body, shortened. */
  readonly body: string;

  constructor(fields: DhanErrorFields) {
    super(fields.message.slice(0, MESSAGE_MAX), fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.innerCode = fields.innerCode ?? null;
    this.errorType = fields.errorType ?? null;
    this.class = fields.class;
    this.authFault = fields.authFault ?? null;
    this.httpStatus = fields.httpStatus;
    this.retryAfterMs = fields.retryAfterMs ?? null;
    this.request = fields.request;
    this.body = (fields.body ?? '').slice(0, 2_000);
  }
}
