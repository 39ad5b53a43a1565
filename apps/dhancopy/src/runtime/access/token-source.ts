import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import type { AccountLogin, LoginMethod } from '../../store/accounts/account-logins.ts';
import { loginCommand, tokenCommand, totpCommand } from '../advice.ts';
import { loginSecret } from './login-secret.ts';

/** How an account's next token is made automatically. */
export type TokenSource =
  /** PIN and one-time code: works also when the present token is dead. */
  | { readonly kind: 'TOTP' }
  /** The present token makes the next one, while it lives. Only tokens made at web.dhan.co can. */
  | { readonly kind: 'RENEWED' }
  /** The operator must log in; `how` says how. */
  | { readonly kind: 'PERSON'; readonly how: string };

/** @param token - the present one; "" when there is none */
export function tokenSource(clientId: string, method: LoginMethod | null, token: string): TokenSource {
  if (method === 'totp') return { kind: 'TOTP' };
  if (method !== null) return { kind: 'PERSON', how: `log in with ${loginCommand(clientId)}` };
  const consumer = readTokenClaims(token)?.consumerType ?? null;
  if (token !== '' && consumer !== 'APP') return { kind: 'RENEWED' };
  return {
    kind: 'PERSON',
    how: `make a new one at web.dhan.co and store it with ${tokenCommand(clientId)}, or have tokens made automatically with ${totpCommand(clientId)}`,
  };
}

/**
 * Makes the next token; from then on the one before is dead.
 * @param login - read for this call, null for a renewal
 * @param nowMs - by the broker's clock, as far as that is known: a one-time code of half a minute ago is refused
 * @throws {DhanError} {@link LoginSecretError}
 */
export async function obtainToken(
  login: AccountLogin | null,
  api: AuthenticationApi,
  nowMs: number,
): Promise<TokenGrant> {
  if (login === null) return api.renewToken();
  const { pin, totpSecret } = loginSecret('totp', login);
  return api.generateAccessToken({ pin, totp: totpCode(totpSecret, nowMs) });
}
