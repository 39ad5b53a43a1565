/** What may be done after an error of the broker. */
export const ERROR_CLASSES = ['refused', 'invalid', 'auth', 'rate', 'unavailable', 'unknown'] as const;
/**
 * refused: the order or request is refused for good. invalid: a field is wrong. auth: token, client or IP; stop and mend.
 * rate: too many requests, wait. unavailable: the request never reached the broker. unknown: it may have been carried out.
 */
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** An answer of the broker that is not a success, or no answer at all. Never holds the token. */
export class DhanError extends Error {
  override readonly name = 'DhanError';
  /** The broker's code (`DH-905`, `805`, …), or ours: NO_ANSWER, NOT_SENT, UNREADABLE. */
  readonly code: string;
  readonly class: ErrorClass;
  /** null when there was no answer. */
  readonly httpStatus: number | null;
  /** What was asked, for example `PUT /orders/…`. */
  readonly request: string;
  /** The broker's body, cut. */
  readonly body: string;

  constructor(fields: {
    readonly code: string;
    readonly class: ErrorClass;
    readonly message: string;
    readonly httpStatus: number | null;
    readonly request: string;
    readonly body?: string;
    readonly cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.class = fields.class;
    this.httpStatus = fields.httpStatus;
    this.request = fields.request;
    this.body = (fields.body ?? '').slice(0, 2_000);
  }
}
