import { DhanError } from '../errors.ts';

type SocketCode = 'NOT_SENT' | 'SOCKET_CLOSED' | 'SOCKET_SILENT';

/** A connection that was not made, or ended without a reason. */
export function socketError(code: SocketCode, message: string, request: string): DhanError {
  return new DhanError({ code, class: 'unavailable', message, httpStatus: null, request });
}

/** The token function may fail with any error. Its error is not repeated, because it could contain a token. */
export function noToken(error: unknown, request: string): DhanError {
  if (error instanceof DhanError && error.code === 'NO_TOKEN') return error;
  return new DhanError({
    code: 'NO_TOKEN',
    class: 'auth',
    authFault: 'TOKEN',
    message: 'accessToken: the function that gives the token failed',
    httpStatus: null,
    request,
  });
}
