import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Connection } from '../file/connection.ts';
import { DatabaseFileError } from '../file/errors.ts';
import { recogniseFile } from '../file/inspect.ts';
import { checkKey } from '../secrets/key-check.ts';
import { loadMigrations, pendingMigrations } from '../schema/migrate.ts';
import type { VaultKey } from '../secrets/vault-key.ts';
import { copyDatabase } from './copy-database.ts';
import type { CopyProgress, VerifiedCopy } from './copy-database.ts';
import { datedName } from './dated-name.ts';
import { removeDatabase, replaceFile } from './durable.ts';
import { needHealthy } from './health.ts';

export type RestoreOptions = {
  readonly backup: string;
  /** The database that is replaced. */
  readonly path: string;
  /** Told wrong before anything is changed; undefined where there is none to compare. */
  readonly key?: VaultKey | undefined;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly onProgress?: CopyProgress;
};

export type Restored = VerifiedCopy & {
  /** Where the database that was there is kept; null when there was none. */
  readonly aside: string | null;
};

/**
 * Puts a backup in the place of the database. The backup is checked first, copied, and the copy checked; the present file is kept beside
 * it under a dated name. Nobody may have the database open: the caller holds the lock of the data folder.
 *
 * @throws {DatabaseFileError} DATABASE_MISSING, NOT_OUR_DATABASE, OLDER_DATABASE, NEWER_DATABASE
 * @throws {KeyError} KEY_WRONG: the backup was sealed with another key
 * @throws {DatabaseError} DATABASE_CORRUPT, DISK_FULL, …; the present file is then in its place
 */
export async function restoreDatabase(options: RestoreOptions): Promise<Restored> {
  const { key, now = Date.now } = options;
  const backup = resolve(options.backup);
  const path = resolve(options.path);
  if (backup === path) {
    throw new DatabaseFileError('FILE_EXISTS', `${path} is the database itself; pass the file of a backup`);
  }
  needBackup(backup, key);
  const incoming = `${path}.restoring`;
  // Only the holder of the lock comes here, so that it cannot be another one's.
  removeDatabase(incoming);
  try {
    const copy = await copyDatabase(backup, incoming, options.onProgress);
    noteRestored(incoming, now());
    const aside = keepAside(path, now());
    replaceFile(incoming, path);
    return { ...copy, path, aside };
  } finally {
    removeDatabase(incoming);
  }
}

/** The engine that starts on it must know that more may have happened since. */
function noteRestored(path: string, nowMs: number): void {
  const db = new Connection({ path, readOnly: false, synchronous: 'full', now: () => nowMs });
  try {
    const sec = Math.floor(nowMs / 1_000);
    db.exec(
      `insert into config (key, value, data_type, category, updated_at) values ('last_restore_ts', '${sec}', 'integer', 'copy_trading', ${sec})
       on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
      'noting the restore',
    );
    db.exec('pragma wal_checkpoint(truncate)', 'writing back the log');
  } finally {
    db.close();
  }
}

function needBackup(path: string, key: VaultKey | undefined): void {
  const found = recogniseFile(path);
  if (found.kind === 'missing' || found.kind === 'empty') {
    throw new DatabaseFileError(
      'DATABASE_MISSING',
      `${found.kind === 'empty' ? `the file ${path} is empty` : `there is no backup at ${path}`}; nothing was changed`,
    );
  }
  if (found.kind === 'older') {
    throw new DatabaseFileError(
      'OLDER_DATABASE',
      `${path} is a database of another program (schema version ${found.version}); import it with "dhancopy db migrate --from ${path}" into a new data folder`,
    );
  }
  const db = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    needHealthy(db, 'the backup');
    pendingMigrations(db, loadMigrations());
    if (key !== undefined) checkKey(db, key);
  } finally {
    db.close();
  }
}

/** Gives the present file a second name, so that it is never without one. */
function keepAside(path: string, nowMs: number): string | null {
  if (!existsSync(path) || statSync(path).size === 0) {
    removeDatabase(path);
    return null;
  }
  const aside = datedName(join(dirname(path), `${basename(path, '.db')}-before-restore-`), nowMs);
  foldLog(path);
  linkSync(path, aside);
  // A log that could not be folded in belongs to the file that goes aside, and would spoil the one that comes.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

/** Writes the log back into its file. A file that is damaged, which may be why one restores, keeps its log next to it. */
function foldLog(path: string): void {
  try {
    const db = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
    try {
      db.exec('pragma wal_checkpoint(truncate)', 'writing back the log');
    } finally {
      db.close();
    }
  } catch {
    // Kept as it is.
  }
}
