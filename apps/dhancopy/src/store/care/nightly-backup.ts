import { makeFolder } from '../file/folder.ts';
import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Connection } from '../file/connection.ts';
import { DatabaseError } from '../file/errors.ts';
import { Statement } from '../file/statement.ts';
import { configNumber } from './config-number.ts';
import { copyDatabase } from './copy-database.ts';
import type { VerifiedCopy } from './copy-database.ts';
import { datedName } from './dated-name.ts';
import { megabytes } from './megabytes.ts';

/** Only what this made is ever removed: the operator's own backups have other names. */
const PREFIX = 'dhancopy-nightly-';
const MADE = /^dhancopy-nightly-\d{8}-\d{6}(-\d+)?\.db$/;
const UNFINISHED = /^dhancopy-nightly-\d{8}-\d{6}(-\d+)?\.db\.part(-wal|-shm|-journal)?$/;
/** What must be left on the disk for orders when the copy is made, in sizes of the database. */
const ROOM = 2;

export type NightlyBackupOptions = {
  /** The data folder. */
  readonly home: string;
  /** The database in it. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** What the disk of a folder has left. */
  readonly freeBytes?: (folder: string) => number;
};

export type NightlyBackup = {
  /** Null: `backups_kept` is 0. */
  readonly made: VerifiedCopy | null;
  /** Names of older ones that were removed. */
  readonly removed: readonly string[];
};

/**
 * Makes a backup, reads it again, and only then removes those beyond the newest `backups_kept`.
 *
 * @throws {RangeError} for a setting that is none
 * @throws {DatabaseError} DISK_FULL before the disk is: an engine may need what is left; and what {@link copyDatabase} throws
 */
export async function backUpNightly(
  db: Connection,
  { home, path, nowMs, freeBytes = freeBytesOf }: NightlyBackupOptions,
): Promise<NightlyBackup> {
  const kept = configNumber(db, 'backups_kept', 0);
  if (kept === 0) return { made: null, removed: [] };
  const folder = folderOf(db, home);
  // Of a run that was broken off.
  for (const name of namesIn(folder, UNFINISHED)) rmSync(join(folder, name), { force: true });
  needRoom(folder, bytesOf(db), freeBytes(folder));
  const made = await copyDatabase(path, datedName(join(folder, PREFIX), nowMs));
  const removed = namesIn(folder, MADE).slice(0, -kept);
  for (const name of removed) rmSync(join(folder, name));
  return { made, removed };
}

/** A folder that the operator named is not made: a disk that is not mounted would be filled next to it. */
function folderOf(db: Connection, home: string): string {
  const named =
    new Statement<{ value: string }>(db, "select value from config where key = 'backup_folder'").get()?.value ?? '';
  if (named === '') {
    const folder = join(home, 'backups');
    makeFolder(folder);
    return folder;
  }
  if (isAbsolute(named) && (statSync(named, { throwIfNoEntry: false })?.isDirectory() ?? false)) return named;
  throw new RangeError(`config backup_folder: expected the absolute path of an existing folder, and found "${named}"`);
}

/** Oldest first: the names begin with the day. */
function namesIn(folder: string, kind: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => kind.test(name))
    .toSorted();
}

/** Pages, not the file: much of it may be in the log still. */
function bytesOf(db: Connection): number {
  const sql = 'select page_count * page_size as bytes from pragma_page_count, pragma_page_size';
  return new Statement<{ bytes: number }>(db, sql).get()?.bytes ?? 0;
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function needRoom(folder: string, size: number, free: number): void {
  if (free >= size * ROOM) return;
  throw new DatabaseError(
    'DISK_FULL',
    `no backup was made: the database has ${megabytes(size)} MB, and ${folder} has ${megabytes(free)} MB left; ` +
      'free some space there, or choose another folder with "dhancopy config set backup_folder FOLDER"',
  );
}
