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

/** Has every database connection of this process report what it pushes to the disk. To be called once. */
export function watchDisks(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the database that they are called on
  const { exec, prepare } = DatabaseSync.prototype;
  const levels = new WeakMap<DatabaseSync, string>();
  const synced = (db: DatabaseSync): void => {
    if (levels.get(db) !== 'full' || db.isTransaction) return;
    watched.get(db.location() ?? '')?.synced();
  };
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    exec.call(this, sql);
    const level = /^pragma synchronous = (\w+)/.exec(sql)?.[1];
    if (level !== undefined) levels.set(this, level);
    else if (sql === 'commit') synced(this);
  };
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...given: Parameters<typeof prepare>): StatementSync {
    const statement = prepare.apply(this, given);
    const run = statement.run.bind(statement) as (...values: SQLInputValue[]) => ReturnType<StatementSync['run']>;
    Object.defineProperty(statement, 'run', {
      value: (...values: SQLInputValue[]) => {
        const result = run(...values);
        synced(this);
        return result;
      },
    });
    return statement;
  };
}
