import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { OperationError } from './errors.ts';

/** Checks an access token without asking the broker. @returns when it expires, epoch s; null: unknown @throws {OperationError} */
export function checkToken(text: string, client: string, nowMs: number): number | null {
  const claims = readTokenClaims(text);
  if (!claims) {
    throw new OperationError(
      'token: expected a JWT as web.dhan.co shows it (three parts with dots), found something else',
    );
  }
  if (claims.dhanClientId !== null && claims.dhanClientId !== client) {
    throw new OperationError(`token: it belongs to client ${claims.dhanClientId}, not to ${client}`);
  }
  if (claims.expiresAtMs === null) return null;
  if (claims.expiresAtMs <= nowMs) {
    throw new OperationError('token: it has expired; make a new one at web.dhan.co');
  }
  return Math.floor(claims.expiresAtMs / 1000);
}
