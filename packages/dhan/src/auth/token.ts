/** The claims of a token. The signature cannot be checked: the broker publishes no key. */
export interface TokenClaims {
  readonly dhanClientId: string | null;
  /** Epoch ms. */
  readonly expiresAtMs: number | null;
  /** SELF: made by hand at web.dhan.co. APP: made by the TOTP call or an API key. */
  readonly consumerType: string | null;
}

/** Reads the claims of a JWT; null when the text is not one. Source: claims seen on live tokens, 2026. */
export function readTokenClaims(token: string): TokenClaims | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token.trim())?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return null;
    const { exp, dhanClientId, tokenConsumerType } = claims as Readonly<Record<string, unknown>>;
    return {
      dhanClientId: typeof dhanClientId === 'string' ? dhanClientId : null,
      expiresAtMs: momentOf(exp),
      consumerType: typeof tokenConsumerType === 'string' ? tokenConsumerType : null,
    };
  } catch {
    return null;
  }
}

/** Seconds to ms; null for a number that is not a valid time. */
function momentOf(exp: unknown): number | null {
  if (typeof exp !== 'number') return null;
  const ms = Math.round(exp * 1_000);
  return Number.isNaN(new Date(ms).getTime()) ? null : ms;
}
