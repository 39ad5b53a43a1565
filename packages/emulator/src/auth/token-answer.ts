import { istMillis } from '@dhancopy/domain/indian-time';
import type { Session } from '../accounts/account-registry.ts';

/**
 * A new token as the login host returns it. `expiryTime` is Indian time without a zone, with milliseconds from the TOTP call and
 * without from a consent. Source: https://dhanhq.co/docs/v2/authentication/
 */
export function tokenAnswer({ account, token, expiresMs }: Session, withMillis: boolean): Record<string, unknown> {
  const indian = istMillis(expiresMs);
  return {
    dhanClientId: account.dhanClientId,
    dhanClientName: account.name.toUpperCase(),
    dhanClientUcc: account.identity.ucc,
    givenPowerOfAttorney: account.identity.ddpi,
    accessToken: token,
    expiryTime: indian.slice(0, withMillis ? 23 : 19),
  };
}
