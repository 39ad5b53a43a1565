import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyError, SecretError } from '../file/errors.ts';
import { TEST_KEY } from '../testing.ts';
import { VaultKey } from './vault-key.ts';
import { Vault, type SecretPlace } from './vault.ts';

const vault = new Vault(TEST_KEY);
const PLACE: SecretPlace = { table: 'auth_tokens', row: 1, column: 'access_token' };
const SECRET = 'a-token-nobody-may-see';

function failure(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('vault', () => {
  it('gives back what it sealed, in any place', () => {
    const place = fc.record({ table: fc.string(), row: fc.oneof(fc.string(), fc.integer()), column: fc.string() });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), place, (plain, where) => {
        expect(vault.open(vault.seal(plain, where), where)).toBe(plain);
      }),
    );
  });

  it('opens in no other place, however the names are cut', () => {
    const sealed = vault.seal(SECRET, PLACE);
    for (const place of [
      { ...PLACE, row: 2 },
      { ...PLACE, column: 'refresh_token' },
      { ...PLACE, table: 'config' },
      { table: 'auth_tokens","1', row: '', column: 'access_token' },
    ]) {
      const error = failure(() => vault.open(sealed, place));
      expect(error).toBeInstanceOf(SecretError);
      expect(error).toMatchObject({ code: 'SECRET_MOVED' });
    }
  });

  it('notices every changed character', () => {
    const sealed = vault.seal('x', PLACE);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      // The last character of base64url may hold bits that are not used: then nothing was changed.
      if (
        Buffer.from(changed.split('.')[3] ?? '', 'base64url').equals(
          Buffer.from(sealed.split('.')[3] ?? '', 'base64url'),
        )
      ) {
        if (changed.split('.').slice(0, 3).join() === sealed.split('.').slice(0, 3).join()) continue;
      }
      expect(
        failure(() => vault.open(changed, PLACE)),
        changed,
      ).toBeDefined();
    }
  });

  it('never seals the same value to the same text', () => {
    expect(vault.seal(SECRET, PLACE)).not.toBe(vault.seal(SECRET, PLACE));
  });

  it('is versioned, names its key and hides the value', () => {
    const [version, keyId, nonce] = vault.seal(SECRET, PLACE).split('.');
    expect([version, keyId]).toEqual(['v1', TEST_KEY.id]);
    expect(Buffer.from(nonce ?? '', 'base64url')).toHaveLength(12);
  });

  it.each([
    ['a clear value', SECRET],
    ['an empty value', ''],
    ['a cut value', 'v1.abc.def'],
    ['a future format', 'v2.a.b.c'],
    ['a short body', `v1.${TEST_KEY.id}.AAAA.AAAA`],
  ])('refuses %s without repeating it', (_, value) => {
    const error = failure(() => vault.open(value, PLACE));
    expect(error).toMatchObject({ code: 'SECRET_MALFORMED' });
    if (value !== '') expect((error as Error).message).not.toContain(value);
  });

  it('another key, and no key, say so and what to do', () => {
    const sealed = vault.seal(SECRET, PLACE);
    const other = new VaultKey(Buffer.alloc(32, 8));
    const wrong = failure(() => new Vault(other).open(sealed, PLACE));
    expect(wrong).toBeInstanceOf(KeyError);
    expect(wrong).toMatchObject({ code: 'KEY_WRONG' });
    expect((wrong as Error).message).toContain('DHANCOPY_KEY');
    for (const use of [(v: Vault) => v.open(sealed, PLACE), (v: Vault) => v.seal(SECRET, PLACE)]) {
      const missing = failure(() => use(new Vault(undefined)));
      expect(missing).toMatchObject({ code: 'KEY_MISSING' });
      expect((missing as Error).message).toContain('DHANCOPY_KEY_FILE');
      expect((missing as Error).message).not.toContain(SECRET);
    }
  });
});
