import { makeFolder } from '../file/folder.ts';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Connection } from '../file/connection.ts';
import { refusedFile } from '../file/access.ts';
import { DatabaseError, DatabaseFileError } from '../file/errors.ts';
import { isRefusal } from '../file/file-words.ts';
import { storeError } from '../file/sqlite-error.ts';
import { publishFile, removeDatabase } from './durable.ts';
import { countRows, healthOf, healthWords } from './health.ts';

/** Pages that are copied, of how many. */
export type CopyProgress = (done: number, total: number) => void;

/** A copy that was read again after it was made. */
export type VerifiedCopy = {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly schemaVersion: string | null;
  /** Rows that refer to rows that are not there. The database had them as well; a copy keeps what there is. */
  readonly orphans: number;
};

/** 1 MiB a step: a killed process is noticed, and progress is reported. */
const PAGES_A_STEP = 256;

/**
 * Copies a database while others write to it: the copy is what the file held at one moment. Read again before it gets its name:
 * every page, every reference, every row counted. Owner-only, and never over a file that is there.
 *
 * @throws {DatabaseFileError} FILE_EXISTS
 * @throws {DatabaseError} DATABASE_CORRUPT when the copy is not whole, DISK_FULL, …
 */
export async function copyDatabase(from: string, to: string, onProgress?: CopyProgress): Promise<VerifiedCopy> {
  const part = beginCopy(to);
  const source = new Connection({ path: from, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    // The backup reads what this transaction sees. Without it, each commit of another connection would begin it anew.
    source.exec('begin', 'backing up');
    const counts = countRows(source);
    try {
      await backup(source.handle, part, {
        rate: PAGES_A_STEP,
        progress: ({ totalPages, remainingPages }) => onProgress?.(totalPages - remainingPages, totalPages),
      });
    } catch (error) {
      throw storeError(error, 'backing up');
    }
    const copy = verifyCopy(part, counts);
    finishCopy(part, to);
    return { ...copy, path: to };
  } catch (error) {
    removeDatabase(part);
    throw error;
  } finally {
    source.close();
  }
}

/** The same in one call that does not return before it is done, for a start; the copy has no free pages. */
export function copyDatabaseNow(source: Connection, to: string): VerifiedCopy {
  const part = beginCopy(to);
  try {
    const counts = countRows(source);
    source.exec(`vacuum into '${part.replaceAll("'", "''")}'`, 'backing up');
    const copy = verifyCopy(part, counts);
    finishCopy(part, to);
    return { ...copy, path: to };
  } catch (error) {
    removeDatabase(part);
    throw error;
  }
}

function beginCopy(to: string): string {
  const part = `${to}.part`;
  makeFolder(dirname(to));
  try {
    removeDatabase(part);
    // SQLite would make it with the modes of the umask.
    closeSync(openSync(part, 'wx', 0o600));
  } catch (error) {
    throw isRefusal(error) ? refusedFile(to, 'write', error) : error;
  }
  return part;
}

function finishCopy(part: string, to: string): void {
  try {
    publishFile(part, to);
    // Reading it again has left side files.
    removeDatabase(part);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new DatabaseFileError(
      'FILE_EXISTS',
      `the file ${to} already exists and is not overwritten; choose another name`,
    );
  }
}

function verifyCopy(path: string, expected: ReadonlyMap<string, number>): Omit<VerifiedCopy, 'path'> {
  standAlone(path);
  const copy = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    const health = healthOf(copy);
    if (health.damage.length > 0) {
      throw new DatabaseError(
        'DATABASE_CORRUPT',
        `the copy is damaged, so the database may be damaged too: ${healthWords(health)}; run "dhancopy db check", and keep older backups`,
      );
    }
    const counts = countRows(copy);
    for (const [table, rows] of expected) {
      if (counts.get(table) === rows) continue;
      throw new DatabaseError(
        'DATABASE_CORRUPT',
        `the copy has ${counts.get(table) ?? 'no'} rows of ${table}, but the database has ${rows}; nothing was changed. Try again`,
      );
    }
    const { bytes } = copy.handle
      .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
      .get() as { bytes: number };
    const version = counts.has('config')
      ? copy.handle.prepare("select value from config where key = 'schema_version'").get()
      : undefined;
    return {
      bytes,
      rows: [...counts.values()].reduce((sum, rows) => sum + rows, 0),
      schemaVersion: version === undefined ? null : String(version['value']),
      orphans: health.orphans.reduce((sum, { rows }) => sum + rows, 0),
    };
  } finally {
    copy.close();
  }
}

/** One file without a log next to it: it can be read from a folder that may not be written to. */
function standAlone(path: string): void {
  try {
    const db = new DatabaseSync(path);
    try {
      db.exec('pragma journal_mode = delete');
    } finally {
      db.close();
    }
  } catch (error) {
    throw storeError(error, 'reading the copy');
  }
}
