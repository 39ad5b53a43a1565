import { DhanError } from '../errors.ts';

/** The token, or a function that is called each time, because a new token ends the old one at once. */
export type AccessToken = string | (() => string);

/** The characters that a header or a query can carry. */
const TOKEN = /^[\w.~+/=-]{1,4096}$/;

/** @throws {DhanError} `NO_TOKEN` when there is no token, or the text cannot be one. */
export function readAccessToken(accessToken: AccessToken | undefined, request: string): string {
  const token = typeof accessToken === 'function' ? accessToken() : (accessToken ?? '');
  if (TOKEN.test(token)) return token;
  throw new DhanError({
    code: 'NO_TOKEN',
    class: 'auth',
    authFault: 'TOKEN',
    message: `accessToken: expected a token, found ${token === '' ? 'none' : 'a text with other characters in it'}`,
    httpStatus: null,
    request,
  });
}
