/** What a token says of itself. The signature cannot be checked: the broker publishes no key. */
export interface TokenClaims {
  readonly dhanClientId: string | null;
  /** Epoch ms. */
  readonly expiresAtMs: number | null;
}

/** Reads the claims of a JWT; null when the text is not one. Source: claims seen on live tokens, 2026. */
export function readTokenClaims(token: string): TokenClaims | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token.trim())?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return null;
    const { exp, dhanClientId } = claims as { exp?: unknown; dhanClientId?: unknown };
    return {
      dhanClientId: typeof dhanClientId === 'string' ? dhanClientId : null,
      expiresAtMs: typeof exp === 'number' ? exp * 1000 : null,
    };
  } catch {
    return null;
  }
}
