import { DhanError } from '../errors.ts';
import { authFaultOf, classify, errorIn, isMintLock } from '../wire/error-body.ts';
import { requestOf } from './call.ts';
import type { Call } from './call.ts';
import type { Hider } from './hide.ts';
import { readJson } from '../wire/json.ts';
import { networkWords } from './network-words.ts';

export interface Answer {
  readonly httpStatus: number;
  /** The JSON, or undefined when there was none. */
  readonly body: unknown;
  /** "" for a list that was read row by row. */
  readonly text: string;
  readonly bytes: number;
  /** The Date header, epoch ms, whole seconds; absent without one. */
  readonly dateMs?: number;
}

/** Bodies may be empty (202) or not JSON. An unreadable body is undefined. */
export function answerOf(httpStatus: number, text: string): Answer {
  return { httpStatus, text, body: readJson(text), bytes: text.length };
}

/** The lock after a token was minted, ms. Source: observed, "once every 2 minutes". */
const MINT_LOCK_MS = 121_000;

/** The error in an answer, or null. The HTTP status alone does not prove success. */
export function readAnswer(call: Call, answer: Answer, hide: Hider): DhanError | null {
  const { httpStatus, body, text } = answer;
  const isFine = httpStatus >= 200 && httpStatus < 300;
  const error = call.statusIsData && isFine && isPlainObject(body) ? null : errorIn(body);
  if (isFine && !error) return null;
  return new DhanError({
    code: error?.code ?? `HTTP-${httpStatus}`,
    innerCode: error?.innerCode ?? null,
    errorType: error?.errorType ?? null,
    class: classify(httpStatus, error),
    authFault: authFaultOf(httpStatus, error),
    message: hide.text(error?.message || `HTTP ${httpStatus}`),
    httpStatus,
    retryAfterMs: isMintLock(error) ? MINT_LOCK_MS : null,
    request: requestOf(call),
    body: hide.answer(text),
  });
}

/** True when none of the fields of an error is present. */
function isPlainObject(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return !['errorCode', 'errorType', 'internalErrorCode', 'data'].some((field) => field in body);
}

/** An answer that is neither a success nor an error. The outcome is unknown. */
export function unreadable(call: Call, answer: Answer, expected: string): DhanError {
  return new DhanError({
    code: 'UNREADABLE',
    class: 'unknown',
    message: `expected ${expected}, found ${call.answerIsSecret ? 'something else' : kindOf(answer)}`,
    httpStatus: answer.httpStatus,
    request: requestOf(call),
    body: call.answerIsSecret ? '' : answer.text,
  });
}

function kindOf({ body, text }: Answer): string {
  if (body === undefined) return text.trim() === '' ? 'an empty body' : 'a body that is no JSON';
  if (Array.isArray(body)) return 'a list';
  if (typeof body !== 'object' || body === null) return `the value ${text.slice(0, 40)}`;
  return `an object with ${Object.keys(body).slice(0, 6).join(', ') || 'nothing in it'}`;
}

/** Errors that prove that nothing was sent: the connection was never made, or the request was invalid. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_CLOSED',
]);

export function noAnswer(call: Call, error: unknown): DhanError {
  const code = errorCode(error);
  const never = NEVER_SENT.has(code);
  return new DhanError({
    code: never ? 'NOT_SENT' : 'NO_ANSWER',
    class: never ? 'unavailable' : 'unknown',
    message: never
      ? `could not connect: ${networkWords(code)}`
      : `no answer: ${code === '' && error instanceof Error ? error.message : networkWords(code)}`,
    httpStatus: null,
    request: requestOf(call),
    cause: error,
  });
}

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) ? errorCode(errors[0]) : '';
}
