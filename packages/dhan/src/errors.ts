/** What may be done after an error of the broker. */
export const ERROR_CLASSES = ['refused', 'invalid', 'auth', 'rate', 'unavailable', 'unknown'] as const;
/**
 * refused: the order or request is refused for good. invalid: a field is wrong. auth: token, client or IP; stop and mend.
 * rate: too many requests, wait; it was not carried out. unavailable: the request never reached the broker.
 * unknown: a write may have been carried out; look it up, never send it again. A read may be tried again.
 */
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** What has to be mended when the class is `auth`. */
export const AUTH_FAULTS = ['TOKEN', 'IP', 'PLAN', 'LOGIN'] as const;
/**
 * TOKEN: expired, replaced by a newer one, or of another client. IP: this machine's address is not the registered one (writes only).
 * PLAN: no subscription to this API. LOGIN: PIN, one-time code, key or consent were not accepted.
 */
export type AuthFault = (typeof AUTH_FAULTS)[number];

/** Codes of ours, where the broker gave none. */
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
 * BAD_REQUEST: refused here, before it was sent. NO_TOKEN: nothing to log in with. RATE_BUDGET: the limiter of this client let
 * it not through. NOT_SENT: no connection was made. NO_ANSWER: sent, and then nothing. UNREADABLE: an answer without sense.
 * Of sockets: SOCKET_CLOSED: it ended or broke off. SOCKET_SILENT: no sign of life for too long. CLOSED_UNHEARD: let in and closed without
 * a frame, again and again, which is how a bad token or a missing plan looks.
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

/** The broker's words are shown whole as long as they are words. */
const MESSAGE_MAX = 1_000;

/** An answer of the broker that is not a success, or no answer at all. Never holds a token, PIN or one-time code. */
export class DhanError extends Error {
  override readonly name = 'DhanError';
  /** The broker's code (`DH-905`, `805`, …: an open set), or one of {@link OWN_CODES}. */
  readonly code: string;
  /** The second code of bodies that have one (`DH-1111`, `RS-9005`). */
  readonly innerCode: string | null;
  /** The broker's free text (`Order_Error`). Do not decide by it. */
  readonly errorType: string | null;
  /** What may be done. Decide by this. */
  readonly class: ErrorClass;
  /** Null unless the class is `auth`. */
  readonly authFault: AuthFault | null;
  /** null when there was no answer. */
  readonly httpStatus: number | null;
  /** How long to wait at least, ms, where that is known. */
  readonly retryAfterMs: number | null;
  /** What was asked, for example `PUT /orders/…`; never with its query. */
  readonly request: string;
  /** The broker's body, cut. */
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
