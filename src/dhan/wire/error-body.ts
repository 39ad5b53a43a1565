import type { ErrorClass } from '../errors.ts';

export interface BrokerError {
  /** `DH-905`, `805`, `DHOLDING_ERROR`, `HTTP-404`, …: an open set. */
  readonly code: string;
  /** A second, inner code where the body has one (`DH-1111`). */
  readonly innerCode: string | null;
  readonly message: string;
}

/**
 * The error inside an answer, whatever its HTTP status and shape, or null when the body is no error.
 * Shapes: `{errorType, errorCode, errorMessage}`; `{status:"failed", data:{"805":"…"}}`; a numeric `errorCode`;
 * `{errorCode, internalErrorCode, internalErrorMessage}`; the framework's `{status:404, error, path}`;
 * `{status:"error", message}` of the login host.
 * Source: https://dhanhq.co/docs/v2/annexure/ ; observed wire of several clients.
 */
export function errorIn(body: unknown): BrokerError | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const fields = body as Record<string, unknown>;
  const inner = text(fields['internalErrorCode']);
  const code = text(fields['errorCode']) ?? inner;
  if (code !== null || text(fields['errorType']) !== null) {
    const message =
      text(fields['errorMessage']) ?? text(fields['internalErrorMessage']) ?? text(fields['errorType']) ?? '';
    return { code: code ?? 'UNKNOWN', innerCode: inner, message };
  }
  const status = fields['status'];
  if (typeof status === 'number' && status >= 400) {
    return { code: `HTTP-${status}`, innerCode: null, message: text(fields['error']) ?? '' };
  }
  if (status === 'failed' || status === 'error' || status === 'failure') {
    const data = fields['data'];
    if (typeof data === 'object' && data !== null) {
      const [entry] = Object.entries(data);
      if (entry) return { code: entry[0], innerCode: null, message: text(entry[1]) ?? '' };
    }
    return { code: 'UNKNOWN', innerCode: null, message: text(fields['message']) ?? text(fields['remarks']) ?? '' };
  }
  return null;
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

/** Codes of an expired, replaced or wrong token, client id or address. Source: https://dhanhq.co/docs/v2/annexure/ */
const AUTH_CODES: ReadonlySet<string> = new Set(['DH-901', 'DH-902', 'DH-911', '806', '807', '808', '809', '810']);
const RATE_CODES: ReadonlySet<string> = new Set(['DH-904', '805']);
const INVALID_CODES: ReadonlySet<string> = new Set(['DH-905', '804', '811', '812', '813', '814']);
const REFUSED_CODES: ReadonlySet<string> = new Set(['DH-903', 'DH-906', 'DH-907']);
/** The broker's own backend failed or could not be reached: a write may have been carried out. */
const AMBIGUOUS_CODES: ReadonlySet<string> = new Set(['DH-908', 'DH-909', 'DH-910', '800']);

/**
 * What may be done after an answer with this status and error. The only place that decides it.
 * "Invalid Token" hides behind DH-906 and "Invalid IP" behind DH-905 (observed 2026): both stop the account.
 */
export function classify(httpStatus: number, error: BrokerError | null): ErrorClass {
  const code = error?.code ?? '';
  const message = error?.message ?? '';
  if (httpStatus === 401 || AUTH_CODES.has(code) || isAuthText(code, message)) return 'auth';
  if (httpStatus === 429 || RATE_CODES.has(code)) return 'rate';
  if (httpStatus >= 500 || AMBIGUOUS_CODES.has(code)) return 'unknown';
  if (INVALID_CODES.has(code)) return 'invalid';
  if (REFUSED_CODES.has(code)) return 'refused';
  return httpStatus >= 400 && httpStatus < 500 ? 'refused' : 'unknown';
}

function isAuthText(code: string, message: string): boolean {
  return (code === 'DH-906' && /invalid token/i.test(message)) || (code === 'DH-905' && /invalid ip/i.test(message));
}

/** "No data" comes as an error on lists. Source: observed wire of an account without holdings. */
export function isEmptyList(error: BrokerError): boolean {
  return (
    error.code === 'DHOLDING_ERROR' ||
    error.code === 'DH-1111' ||
    error.innerCode === 'DH-1111' ||
    error.code === 'DH-907'
  );
}
