import { describe, expect, it } from 'vitest';
import { totpCode, totpEndsMs } from './totp.ts';

/** "12345678901234567890", the secret of RFC 6238's appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a one-time code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds equals that of the RFC: %s', (seconds, code) => {
    expect(totpCode(SECRET, seconds * 1_000)).toBe(code);
  });

  it('accepts every spelling of its secret', () => {
    const written = ` ${SECRET.toLowerCase().replaceAll(/(.{4})/g, '$1 ')}======`;
    expect(totpCode(written, 59_000)).toBe('287082');
  });

  it.each(['', 'short', 'GEZDGNBVGY3TQOJQ1', 'canary!canary!canary!'])(
    'does not repeat an invalid secret: %j',
    (secret) => {
      let message = '';
      try {
        totpCode(secret, 0);
      } catch (error) {
        message = String(error);
      }
      expect(message).toMatch(/expected at least 16 letters of base32/);
      if (secret !== '') expect(message).not.toContain(secret);
    },
  );

  it('ends with its half minute', () => {
    expect([totpEndsMs(0), totpEndsMs(29_999), totpEndsMs(30_000)]).toEqual([30_000, 30_000, 60_000]);
  });
});
