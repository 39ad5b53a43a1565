import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyError, SecretError } from '../file/errors.ts';
import type { VaultKey } from './vault-key.ts';

/** Where a secret lives. It can only be read there: copied to another row it is refused. */
export type SecretPlace = {
  readonly table: string;
  readonly row: string | number;
  readonly column: string;
};

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The columns that hold sealed values, for whoever has to find them all. `key` is SQL for the row they are bound to. */
export const SECRET_COLUMNS = [
  { table: 'auth_tokens', key: 'id', column: 'access_token' },
  { table: 'auth_tokens', key: 'id', column: 'refresh_token' },
  { table: 'account_logins', key: 'account_id', column: 'secret' },
  { table: 'edis_transactions', key: 'id', column: 'tpin' },
  { table: 'postback_configs', key: 'id', column: 'webhook_secret' },
  { table: 'postback_configs', key: 'id', column: 'path_secret' },
  { table: 'config', key: 'key', column: 'value' },
  { table: 'vault_keys', key: 'key_id', column: 'key_check' },
] as const;

/**
 * Seals single fields with AES-256-GCM: `v1.<keyId>.<nonce>.<ciphertext and tag>`, the last two in base64url.
 *
 * The format, the key id and the place are authenticated with the value. The nonce is random: 96 bits leave no chance of
 * a repetition at the few thousand seals a day of this program.
 * Source: the seed's "Security Considerations".
 */
export class Vault {
  #key: VaultKey | undefined;

  /** @param key - undefined for a reader that never touches a secret; using one then is KEY_MISSING */
  constructor(key: VaultKey | undefined) {
    this.#key = key;
  }

  /** From now on everything is sealed and opened with another key: the database was sealed again with it. */
  rekey(key: VaultKey): void {
    this.#key = key;
  }

  /** @throws {KeyError} KEY_MISSING */
  seal(plain: string, place: SecretPlace): string {
    const key = this.#needKey(place);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.bytes(), nonce);
    cipher.setAAD(authenticated(key.id, place));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [FORMAT, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /**
   * @throws {KeyError} KEY_MISSING, or KEY_WRONG when another key sealed the value
   * @throws {SecretError} SECRET_MALFORMED when it was never sealed, SECRET_MOVED when it was changed or sealed elsewhere
   */
  open(sealed: unknown, place: SecretPlace): string {
    // Bytes, as a bad disk or another program may leave them.
    if (typeof sealed !== 'string') throw malformed(place);
    const [format, keyId, nonce, body, ...rest] = sealed.split('.');
    if (format !== FORMAT || !keyId || !nonce || !body || rest.length > 0) throw malformed(place);
    const key = this.#needKey(place);
    if (keyId !== key.id) throw wrongKey(keyId, key.id);
    const bytes = Buffer.from(body, 'base64url');
    const iv = Buffer.from(nonce, 'base64url');
    if (iv.length !== NONCE_BYTES || bytes.length < TAG_BYTES) throw malformed(place);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes(), iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(key.id, place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw new SecretError(
        'SECRET_MOVED',
        `the encrypted value in ${words(place)} was changed, or belongs to another row; store the secret again`,
        error,
      );
    }
  }

  /** Whether a value has the form of a sealed one; `open` says whether it is. */
  static isSealed(value: string): boolean {
    return /^v1\.[\w-]+\.[\w-]{16}\.[\w-]+$/.test(value);
  }

  #needKey(place: SecretPlace): VaultKey {
    if (this.#key !== undefined) return this.#key;
    throw new KeyError(
      'KEY_MISSING',
      `${words(place)} is encrypted, and no key was loaded; ` +
        'restore the key of this database from its backup, or set DHANCOPY_KEY_FILE to it',
    );
  }
}

/** The error for a value, or a database, that another key sealed. Key ids are not secret. */
export function wrongKey(sealedId: string, foundId: string): KeyError {
  // An id has ten letters; a damaged row may have any text.
  const expectedId = sealedId.slice(0, 40);
  return new KeyError(
    'KEY_WRONG',
    `the key is wrong: this database was encrypted with the key ${expectedId}, and the loaded key is ${foundId}; ` +
      `set DHANCOPY_KEY or DHANCOPY_KEY_FILE to the right key. If the key was rotated, the old one is next to the new one as key.${expectedId}`,
  );
}

function authenticated(keyId: string, place: SecretPlace): Buffer {
  // JSON, because joining the parts with any separator would let two places read the same.
  return Buffer.from(JSON.stringify([FORMAT, keyId, place.table, String(place.row), place.column]));
}

function malformed(place: SecretPlace): SecretError {
  return new SecretError(
    'SECRET_MALFORMED',
    `the value in ${words(place)} is not encrypted, or was cut off; store the secret again`,
  );
}

function words(place: SecretPlace): string {
  return `${place.table}.${place.column} of row ${place.row}`;
}
