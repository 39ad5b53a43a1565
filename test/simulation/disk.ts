import { copyFileSync, existsSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Chance } from './chance.ts';
import { WalEnd } from './wal.ts';

/** Files whose log is watched, by path. */
const watched = new Map<string, Disk>();

/**
 * What of a database is on the disk for good. SQLite pushes the log to the disk when a commit at the level `full` returns, with all
 * that was written before it; later commits at the level `normal` are in the kernel only. A power cut keeps any part of those.
 */
export class Disk {
  readonly #path: string;
  readonly #end: WalEnd;
  #durable = 0;
  /** Another program holds the write lock. */
  isLocked = false;
  /** There is no room for another commit. */
  isFull: () => boolean = () => false;

  constructor(path: string) {
    this.#path = path;
    this.#end = new WalEnd(`${path}-wal`);
    watched.set(path, this);
  }

  /** Everything that was written so far is on the disk. */
  synced(): void {
    this.#durable = this.#end.find();
  }

  /** Copies the database as a process that was killed leaves it: the kernel has all of it. */
  copyTo(path: string): void {
    for (const part of ['', '-wal']) if (existsSync(this.#path + part)) copyFileSync(this.#path + part, path + part);
  }

  /**
   * Copies it as a power cut leaves it: what was not pushed to the disk is lost from any byte on.
   * @returns the bytes that were lost
   */
  copyAfterPowerCut(path: string, chance: Chance): number {
    this.copyTo(path);
    const end = this.#end.find();
    // A log that began again was checkpointed before: it is on the disk up to where it was synced since.
    const durable = Math.min(this.#durable, end);
    if (end === durable) return 0;
    const kept = Math.floor(chance.between(durable, end));
    truncateSync(`${path}-wal`, kept);
    return end - kept;
  }

  forget(): void {
    watched.delete(this.#path);
  }
}

/** SQLite's result codes. Source: https://sqlite.org/rescode.html */
const BUSY = 5;
const FULL = 13;

/** Has every database connection of this process write to the watched disks, with their faults. To be called once. */
export function watchDisks(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the database that they are called on
  const { exec, prepare } = DatabaseSync.prototype;
  const levels = new WeakMap<DatabaseSync, string>();
  const diskOf = (db: DatabaseSync): Disk | undefined => watched.get(db.location() ?? '');
  const synced = (db: DatabaseSync): void => {
    if (levels.get(db) !== 'full' || db.isTransaction) return;
    diskOf(db)?.synced();
  };
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    const disk = diskOf(this);
    if (sql.startsWith('begin') && disk?.isLocked === true) throw sqliteError('database is locked', BUSY);
    if (sql === 'commit' && disk?.isFull() === true) {
      // SQLite rolls everything back itself.
      exec.call(this, 'rollback');
      throw sqliteError('database or disk is full', FULL);
    }
    exec.call(this, sql);
    const level = /^pragma synchronous = (\w+)/.exec(sql)?.[1];
    if (level !== undefined) levels.set(this, level);
    else if (sql === 'commit') synced(this);
    // It pushes the log to the disk before it writes into the file.
    else if (sql.startsWith('pragma wal_checkpoint')) disk?.synced();
  };
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...given: Parameters<typeof prepare>): StatementSync {
    const statement = prepare.apply(this, given);
    const run = statement.run.bind(statement) as (...values: SQLInputValue[]) => ReturnType<StatementSync['run']>;
    Object.defineProperty(statement, 'run', {
      value: (...values: SQLInputValue[]) => {
        const disk = this.isTransaction ? undefined : diskOf(this);
        if (disk?.isLocked === true) throw sqliteError('database is locked', BUSY);
        if (disk?.isFull() === true) throw sqliteError('database or disk is full', FULL);
        const result = run(...values);
        synced(this);
        return result;
      },
    });
    return statement;
  };
}

function sqliteError(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr: message });
}
