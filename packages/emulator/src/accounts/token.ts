import type { Prng } from '../chance/prng.ts';

/** Every live token lives 24 hours since 22 Sep 2025. Source: https://dhanhq.co/docs/v2/authentication/ */
export const TOKEN_LIFETIME_MS = 24 * 3_600_000;

/** `SELF`: made by hand on the broker's web site. `APP`: by the TOTP call, an API key or a partner. Observed. */
export type TokenConsumer = 'SELF' | 'APP';

export interface TokenClaims {
  readonly dhanClientId: string;
  readonly consumer: TokenConsumer;
  /** The URL that changes of orders placed with this token are posted to; empty for none. */
  readonly webhookUrl: string;
  readonly partnerId: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/**
 * A string in the format of the broker's access token: a JWT with the claims seen on real ones. The signature is random. The broker
 * publishes no key, so no client can check it.
 */
export function createToken(token: TokenClaims, chance: Prng): string {
  const claims = {
    iss: 'dhan',
    partnerId: token.partnerId,
    exp: Math.floor(token.expiresMs / 1000),
    iat: Math.floor(token.issuedMs / 1000),
    tokenConsumerType: token.consumer,
    webhookUrl: token.webhookUrl,
    dhanClientId: token.dhanClientId,
  };
  const signature = Buffer.from(Array.from({ length: 64 }, () => Math.floor(chance.next() * 256)));
  return [base64Json({ typ: 'JWT', alg: 'HS512' }), base64Json(claims), signature.toString('base64url')].join('.');
}

function base64Json(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
