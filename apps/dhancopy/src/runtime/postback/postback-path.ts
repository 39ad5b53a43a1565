import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secret part of the address: 32 random bytes. */
export function newPathSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** `https://desk.example/dhan` → `https://desk.example/dhan/postback/`; the secret follows. */
export function postbackUrl(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/postback/`;
}

/** Header that a proxy in front may add: `sha256=` and the HMAC of the body's bytes in hex. The broker itself signs nothing. */
export const SIGNATURE_HEADER = 'x-dhancopy-signature';

/** Compares in constant time. */
export function isSigned(body: string, signature: string | null, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`);
  const found = Buffer.from(signature ?? '');
  return expected.length === found.length && timingSafeEqual(expected, found);
}
