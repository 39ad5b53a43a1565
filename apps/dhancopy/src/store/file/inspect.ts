import { existsSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { refusedFile } from './access.ts';
import { DatabaseFileError } from './errors.ts';
import { isRefusal } from './file-words.ts';
import { isAccessError, storeError } from './sqlite-error.ts';

/** What is at a path: nothing of value yet, or a database of ours. */
export type Found = { readonly kind: 'missing' | 'empty' } | { readonly kind: 'ours' };

/** One that another program made: schema v1, v2 or v3, without migrations of ours to its name. */
export type Older = { readonly kind: 'older'; readonly version: number };

/** As long as any statement waits for another process. */
const LOCKED_MAX_MS = 5_000;
/** Bytes: no database is shorter than its smallest page. */
const PAGE_MIN = 512;
/** SQLITE_NOTADB: the first bytes are not those of a database. */
const NOT_A_DATABASE = 26;

/** The `schema_version` of the configuration that this code writes. */
const SCHEMA_VERSION = 3;

/**
 * Looks at a file before anything is opened for writing, so that a refused file stays as it was, byte for byte. SQLite alone opens it: a
 * process that closes a handle of its own loses all its locks on the file (POSIX), also those of its other connections, and then another
 * program that closes the file deletes the log under a running engine.
 *
 * @throws {DatabaseFileError} NOT_OUR_DATABASE, OLDER_DATABASE, NEWER_DATABASE, or DATABASE_REFUSED where the system does not let us at it
 */
export function inspectFile(path: string): Found {
  const found = recogniseFile(path);
  if (found.kind !== 'older') return found;
  throw new DatabaseFileError(
    'OLDER_DATABASE',
    `${path} is a database of another program (schema version ${found.version}); run "dhancopy db migrate" to import it. ` +
      'It makes a backup first, and leaves this file unchanged if a step fails',
  );
}

/**
 * As {@link inspectFile}, for whoever can do something with an older file.
 *
 * @throws {DatabaseFileError} NOT_OUR_DATABASE or NEWER_DATABASE
 */
export function recogniseFile(path: string): Found | Older {
  const stat = statOf(path);
  if (stat === undefined) return { kind: 'missing' };
  if (!stat.isFile()) throw notOurs(path, 'something that is not a regular file');
  if (stat.size === 0) return { kind: 'empty' };
  if (stat.size < PAGE_MIN) throw notOurs(path, 'a file that is not SQLite');
  const db = openForLooking(path);
  try {
    return inspectTables(db, path);
  } catch (error) {
    if (error instanceof DatabaseFileError) throw error;
    if (isAccessError(error)) throw refusedFile(path, 'write', error);
    const isOther = error instanceof Error && 'errcode' in error && error.errcode === NOT_A_DATABASE;
    const found = isOther ? 'a file that is not SQLite' : 'a file that SQLite cannot read';
    throw notOurs(path, found, storeError(error, 'reading its schema'));
  } finally {
    db.close();
  }
}

/** @throws {DatabaseFileError} DATABASE_REFUSED */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isRefusal(error)) throw refusedFile(path, 'read', error);
    throw error;
  }
}

function inspectTables(db: DatabaseSync, path: string): Found | Older {
  const tables = new Set(
    db
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
      .all()
      .map((row) => String(row['name'])),
  );
  if (tables.size === 0) return { kind: 'empty' };
  const version = tables.has('config') ? schemaVersion(db) : undefined;
  if (version === undefined) throw notOurs(path, 'tables of another program and no schema_version');
  if (version > SCHEMA_VERSION) {
    throw new DatabaseFileError(
      'NEWER_DATABASE',
      `${path} has schema version ${version}, but this dhancopy knows versions up to ${SCHEMA_VERSION}; ` +
        'run the newer dhancopy that made the file, or restore a backup from before the update',
    );
  }
  if (!tables.has('schema_migrations')) return { kind: 'older', version };
  return { kind: 'ours' };
}

function schemaVersion(db: DatabaseSync): number | undefined {
  const columns = db.prepare("select name from pragma_table_info('config')").all();
  if (!['key', 'value'].every((name) => columns.some((column) => column['name'] === name))) return undefined;
  const row = db.prepare("select value from config where key = 'schema_version'").get();
  const version = Number(row?.['value'] ?? NaN);
  return Number.isInteger(version) && version > 0 ? version : undefined;
}

/**
 * Read-only, and without side files where that is possible: `immutable` keeps SQLite from making `-wal` and `-shm` beside
 * a file that is not ours. With a write-ahead log the newest pages are in it, so then it has to be read as well.
 */
function openForLooking(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1');
  // Another process may be closing it, or making it, at this moment.
  try {
    return new DatabaseSync(url, { readOnly: true, timeout: LOCKED_MAX_MS });
  } catch (error) {
    throw isAccessError(error) ? refusedFile(path, 'read', error) : error;
  }
}

function notOurs(path: string, found: string, cause?: unknown): DatabaseFileError {
  return new DatabaseFileError(
    'NOT_OUR_DATABASE',
    `${path} is not a dhancopy database: found ${found}; choose another data folder (DHANCOPY_HOME)`,
    cause,
  );
}
