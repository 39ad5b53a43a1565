import type { AuthFault, ErrorClass } from '../errors.ts';

export interface BrokerError {
  /** `DH-905`, `805`, `DHOLDING_ERROR`, `HTTP-404`, …: an open set. */
  readonly code: string;
  /** A second, inner code where the body has one (`DH-1111`). */
  readonly innerCode: string | null;
  /** Free text of the broker (`Order_Error`), null where there is none. */
  readonly errorType: string | null;
  readonly message: string;
}

/**
 * The error in an answer, whatever its HTTP status and shape, or null when the body is not an error.
 * Shapes: `{errorType, errorCode, errorMessage}`; `{status:"failed", data:{"805":"…"}}`; a numeric `errorCode`;
 * `{errorCode, internalErrorCode, internalErrorMessage}`; the framework's `{status:404, error, path}`;
 * `{status:"error", message}` of the login host, `{status:"ERROR", message}` of the IP and exit-all calls.
 * Source: https://dhanhq.co/docs/v2/annexure/ ; observed wire of several clients.
 */
export function errorIn(body: unknown): BrokerError | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const fields = body as Record<string, unknown>;
  const inner = text(fields['internalErrorCode']);
  const code = text(fields['errorCode']) ?? inner;
  const errorType = text(fields['errorType']);
  if (code !== null || errorType !== null) {
    const message = text(fields['errorMessage']) ?? text(fields['internalErrorMessage']) ?? errorType ?? '';
    return { code: code ?? 'UNKNOWN', innerCode: inner, errorType, message };
  }
  const { status } = fields;
  if (typeof status === 'number' && status >= 400) {
    return { code: `HTTP-${status}`, innerCode: null, errorType, message: text(fields['error']) ?? '' };
  }
  if (typeof status !== 'string' || !/^(failed|failure|error)$/i.test(status)) return null;
  const { data } = fields;
  // The code is a key. Only an object has one.
  const [first] = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data) : [];
  if (first) return { code: first[0], innerCode: null, errorType, message: text(first[1]) ?? '' };
  const message = text(fields['message']) ?? text(fields['remarks']) ?? '';
  return { code: 'UNKNOWN', innerCode: null, errorType, message };
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

/** Source: https://dhanhq.co/docs/v2/annexure/ ; only the broker's own agent skill lists DH-911. */
const AUTH_CODES: Readonly<Record<string, AuthFault>> = {
  'DH-901': 'TOKEN',
  'DH-902': 'PLAN',
  'DH-911': 'IP',
  '806': 'PLAN',
  '807': 'TOKEN',
  '808': 'TOKEN',
  '809': 'TOKEN',
  '810': 'TOKEN',
};
const RATE_CODES: ReadonlySet<string> = new Set(['DH-904', '805']);
const INVALID_CODES: ReadonlySet<string> = new Set(['DH-905', '804', '811', '812', '813', '814']);
const REFUSED_CODES: ReadonlySet<string> = new Set(['DH-903', 'DH-906', 'DH-907']);
/** The broker's own backend failed or could not be reached. A write may have been carried out. */
const AMBIGUOUS_CODES: ReadonlySet<string> = new Set(['DH-908', 'DH-909', 'DH-910', '800']);
/** The server did not receive the body, or an intermediary gave up. It proves nothing. */
const AMBIGUOUS_STATUS: ReadonlySet<number> = new Set([408, 499]);

/**
 * The permitted reaction to an answer with this status and error. Only this function decides it.
 * "Invalid Token" is hidden in DH-906 and "Invalid IP" in DH-905 (observed 2026). Both stop the account. The login host has no codes,
 * only text, and sends it with HTTP 200.
 */
export function classify(httpStatus: number, error: BrokerError | null): ErrorClass {
  const code = error?.code ?? '';
  if (authFaultOf(httpStatus, error) !== null) return 'auth';
  if (httpStatus === 429 || RATE_CODES.has(code) || isMintLock(error)) return 'rate';
  if (httpStatus >= 500 || AMBIGUOUS_CODES.has(code) || AMBIGUOUS_STATUS.has(httpStatus)) return 'unknown';
  if (INVALID_CODES.has(code)) return 'invalid';
  if (REFUSED_CODES.has(code)) return 'refused';
  return httpStatus >= 400 && httpStatus < 500 ? 'refused' : 'unknown';
}

/** The cause to correct, null when the answer is not about the caller's access. */
export function authFaultOf(httpStatus: number, error: BrokerError | null): AuthFault | null {
  const { code, message } = error ?? { code: '', message: '' };
  if (code === 'DH-906' && /invalid token/i.test(message)) return 'TOKEN';
  if (code === 'DH-905' && /invalid ip/i.test(message)) return 'IP';
  if (code === 'UNKNOWN' && /invalid (totp|pin|otp|mpin|app|partner|consent|token ?id)/i.test(message)) return 'LOGIN';
  return AUTH_CODES[code] ?? (httpStatus === 401 ? 'TOKEN' : null);
}

/** "Token can be generated once every 2 minutes.": no token was made. Source: observed, HTTP 200 on the login host. */
export function isMintLock(error: BrokerError | null): boolean {
  return error?.code === 'UNKNOWN' && /once every \d+ minute/i.test(error.message);
}

/** "No data" is an error on lists. Source: observed wire of an account without holdings. */
export function isEmptyList(error: { readonly code: string; readonly innerCode: string | null }): boolean {
  return (
    error.code === 'DHOLDING_ERROR' ||
    error.code === 'DH-1111' ||
    error.innerCode === 'DH-1111' ||
    error.code === 'DH-907'
  );
}
