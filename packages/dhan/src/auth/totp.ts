import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
const DIGITS = 6;

/** The secret is not base32 text. The error does not repeat it. */
export class TotpSecretError extends Error {
  override readonly name = 'TotpSecretError';
  readonly code = 'TOTP_SECRET';
}

/**
 * The one-time code of a moment, as an authenticator shows it: SHA-1, 30 seconds, 6 digits. The broker accepts each code once.
 * @param secret - base32, as web.dhan.co shows it; spaces and padding are ignored
 * @throws {TotpSecretError}
 * Source: RFC 6238, RFC 4226
 */
export function totpCode(secret: string, nowMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS)));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const code = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(code).padStart(DIGITS, '0');
}

/** The time at which the code of a moment ends and the next one begins, epoch ms. */
export function totpEndsMs(nowMs: number): number {
  return (Math.floor(nowMs / STEP_MS) + 1) * STEP_MS;
}

function bytesOf(secret: string): Buffer {
  const letters = secret.toUpperCase().replaceAll(/[\s-]|=+$/g, '');
  if (!/^[A-Z2-7]{16,}$/.test(letters)) {
    throw new TotpSecretError('TOTP secret: expected at least 16 letters of base32 (A-Z, 2-7)');
  }
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of letters) {
    value = ((value << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
