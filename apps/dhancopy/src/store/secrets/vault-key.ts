import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { accessWords } from '../file/access.ts';
import { KeyError } from '../file/errors.ts';
import { isRefusal, refusedWords } from '../file/file-words.ts';

const KEY_BYTES = 32;
const GROUP_AND_OTHERS = 0o077;

/** A 256-bit key that cannot be printed, logged or serialised by accident. */
export class VaultKey {
  /** Names the key without revealing it; stored next to every value it has sealed. */
  readonly id: string;
  readonly #bytes: Buffer;

  /** @throws {KeyError} KEY_INVALID when `bytes` is not 32 bytes long */
  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw invalid('the key', bytes.length);
    this.#bytes = Buffer.from(bytes);
    this.id = createHmac('sha256', this.#bytes).update('dhancopy key id').digest('base64url').slice(0, 10);
  }

  /** The key itself, for the cipher only. */
  bytes(): Buffer {
    return this.#bytes;
  }

  toJSON(): string {
    return `[key ${this.id}]`;
  }

  [inspect.custom](): string {
    return this.toJSON();
  }
}

/**
 * The key from `DHANCOPY_KEY` (base64), or else from the file `DHANCOPY_KEY_FILE`, or else from `<home>/key`.
 *
 * @throws {KeyError} KEY_MISSING, KEY_INVALID or KEY_FILE_MODE
 */
export function loadKey(env: Readonly<Record<string, string | undefined>>, home: string): VaultKey {
  const given = env['DHANCOPY_KEY'];
  if (given) return parseKey(given, 'DHANCOPY_KEY');
  const path = env['DHANCOPY_KEY_FILE'] || join(home, 'key');
  const databasePath = join(home, 'dhancopy.db');
  finishRotation(path, databasePath);
  return readKeyFile(path, existsSync(databasePath));
}

/**
 * A rotation that was stopped after its commit has left the key that the database knows in `<path>.new`; it is put in place here. One that
 * the database does not know is left alone: its rotation was never committed, or is at work at this moment.
 *
 * @throws {KeyError} KEY_INVALID or KEY_FILE_MODE of the new key
 */
function finishRotation(path: string, databasePath: string): void {
  const incoming = `${path}.new`;
  if (!existsSync(incoming) || !existsSync(databasePath)) return;
  if (!knowsKey(databasePath, readKeyFile(incoming).id)) return;
  // Both may be gone already: the rotation itself does the same.
  if (existsSync(path)) ifThere(() => linkSync(path, `${path}.${readKeyFile(path).id}`));
  ifThere(() => renameSync(incoming, path));
}

function knowsKey(databasePath: string, keyId: string): boolean {
  const db = new DatabaseSync(databasePath, { readOnly: true, timeout: 5_000 });
  try {
    return db.prepare('select 1 from vault_keys where key_id = ?').get(keyId) !== undefined;
  } catch {
    // Not a database of ours, or none that can be read: whoever opens it next says so.
    return false;
  } finally {
    db.close();
  }
}

function ifThere(work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}

/**
 * Makes a new key and writes it, as base64, to a file that only its owner may read.
 *
 * @throws {KeyError} KEY_FILE_EXISTS: a key is never overwritten, what it has sealed would be lost
 */
export function createKeyFile(path: string): VaultKey {
  const key = new VaultKey(randomBytes(KEY_BYTES));
  try {
    writeFileSync(path, `${key.bytes().toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (isRefusal(error)) {
      throw new KeyError(
        'KEY_FILE_REFUSED',
        `the key file ${path} cannot be made: ${refusedWords(error)}; choose another folder with DHANCOPY_HOME`,
        error,
      );
    }
    if (errorCode(error) !== 'EEXIST') throw error;
    throw new KeyError(
      'KEY_FILE_EXISTS',
      `a key file already exists at ${path}, and dhancopy never overwrites a key; keep it, or choose another path`,
      error,
    );
  }
  return key;
}

/**
 * @param hasDatabase - what a database has encrypted, a new key cannot read: then none must be made
 * @throws {KeyError} KEY_MISSING, KEY_INVALID or KEY_FILE_MODE
 */
export function readKeyFile(path: string, hasDatabase = false): VaultKey {
  let file: number;
  try {
    // Non-blocking, so that a named pipe in the key's place cannot hang the start.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'EACCES') {
      const words = accessWords(path, 'read') ?? 'you may not read it. Change its permissions';
      throw new KeyError('KEY_FILE_MODE', `the key file ${path} cannot be read: ${words}`, error);
    }
    throw new KeyError(
      'KEY_MISSING',
      `there is no key in DHANCOPY_KEY or in the file ${path}; ` +
        (hasDatabase
          ? 'restore the key of this database from its backup, or set DHANCOPY_KEY_FILE to it. Do not make a new key: it cannot read this database'
          : 'run "dhancopy init" to create one, or set DHANCOPY_KEY_FILE to your key'),
      error,
    );
  }
  try {
    // Asked of the open file, not of the path: nobody can swap it in between.
    const stat = fstatSync(file);
    if (!stat.isFile()) throw mode(path, 'something that is not a regular file');
    // Windows has no such bits; its files are private to the profile.
    if (process.platform !== 'win32' && (stat.mode & GROUP_AND_OTHERS) !== 0) {
      throw mode(path, `mode 0${(stat.mode & 0o777).toString(8)}`);
    }
    return parseKey(readFileSync(file, 'utf8'), path);
  } finally {
    closeSync(file);
  }
}

function parseKey(text: string, source: string): VaultKey {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(trimmed)) {
    throw new KeyError(
      'KEY_INVALID',
      `the key in ${source} is not valid: expected 32 bytes in base64, found other characters; ${FIX}`,
    );
  }
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length !== KEY_BYTES) throw invalid(source, bytes.length);
  return new VaultKey(bytes);
}

const FIX = 'use the key of this database; its backup is where you put it after "dhancopy init"';

function invalid(source: string, length: number): KeyError {
  return new KeyError(
    'KEY_INVALID',
    `the key in ${source} is not valid: expected 32 bytes in base64, found ${length} bytes; ${FIX}`,
  );
}

function mode(path: string, found: string, cause?: unknown): KeyError {
  return new KeyError(
    'KEY_FILE_MODE',
    `the key file ${path} must be a regular file that only its owner may read; found ${found}; ` +
      `run: chmod 600 ${path}`,
    cause,
  );
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
