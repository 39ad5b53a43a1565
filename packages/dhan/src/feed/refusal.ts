import { DhanError } from '../errors.ts';
import { authFaultOf, classify, errorIn } from '../wire/error-body.ts';

/** Codes of the data API. Source: https://dhanhq.co/docs/v2/annexure/ */
const REASONS: Readonly<Record<number, string>> = {
  800: 'internal server error',
  804: 'too many instruments requested',
  805: 'too many connections (five a user; a further one ends the oldest) or requests: close one you do not need',
  806: 'the Data APIs are not subscribed: subscribe to them at the broker',
  807: 'the access token has expired: make a new one',
  808: 'authentication failed: check client id and token',
  809: 'the access token is invalid: make a new one',
  810: 'the client id is invalid',
  811: 'invalid expiry date',
  812: 'invalid date format',
  813: 'invalid security id',
  814: 'invalid request',
};

/** The status of an open WebSocket. It says nothing about an error. */
const SWITCHING_PROTOCOLS = 101;

/** The reason in the server's last packet for the end of the connection. */
export function disconnected(reason: number, request: string): DhanError {
  const words = REASONS[reason] ?? 'a reason that is not documented';
  const error = { code: String(reason), innerCode: null, errorType: null, message: words };
  return new DhanError({
    code: error.code,
    class: classify(SWITCHING_PROTOCOLS, error),
    authFault: authFaultOf(SWITCHING_PROTOCOLS, error),
    message: `the broker ended the connection (${reason}): ${words}`,
    httpStatus: null,
    request,
  });
}

/** Why the server refused the connection. @param body - without secrets */
export function turnedAway(
  httpStatus: number,
  retryAfter: string | undefined,
  body: string,
  request: string,
): DhanError {
  const error = errorIn(readJson(body));
  return new DhanError({
    code: error?.code ?? `HTTP-${httpStatus}`,
    class: classify(httpStatus, error),
    authFault: authFaultOf(httpStatus, error),
    message: `the broker did not let the connection in: ${error?.message || `HTTP ${httpStatus}`}`,
    httpStatus,
    retryAfterMs: /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : null,
    request,
    body,
  });
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
