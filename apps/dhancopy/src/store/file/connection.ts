import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { AsyncTransactionError } from './errors.ts';
import { storeError } from './sqlite-error.ts';

/** How hard a commit is pushed to the disk. Source: docs/decisions/0003-synchronous-level.md */
export type Synchronous = 'normal' | 'full';

export type ConnectionOptions = {
  /** A path, or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly synchronous: Synchronous;
  /** How long a write waits for another writer's lock, ms. */
  readonly patienceMs?: number | undefined;
  /** Epoch milliseconds; only for columns that the caller leaves to the store. */
  readonly now: () => number;
};

/** A body that a transaction may run: it must have finished when it returns. */
export type TransactionBody<T> = () => T extends PromiseLike<unknown> ? never : T;

/**
 * Another writer (a migration, a backup's checkpoint) holds the lock for milliseconds. Five seconds is far beyond that
 * and still short enough for an operator who has started a second engine by mistake.
 */
const PATIENCE_MS = 5_000;

/** A long read keeps the write-ahead log from being reused; once it ends, the log is cut back to this. */
const JOURNAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Pages in the write-ahead log before a commit has to write them back (4 KiB each, 100 MB in all).
 *
 * A running engine has a thread that does it long before (checkpoint-thread.ts); this is for when that thread is gone. SQLite's own
 * 1,000 is three decisions for 1,000 followers, and doubles the time of the one that pays (docs/decisions/0003-synchronous-level.md).
 */
const AUTOCHECKPOINT_PAGES = 25_000;

/** One connection to one SQLite file, its pragmas, and its transactions. Owns the handle until `close`. */
export class Connection {
  readonly readOnly: boolean;
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #synchronous: Synchronous;
  readonly #now: () => number;
  #depth = 0;
  #version: StatementSync | undefined;
  #seenVersion = 0;

  constructor(options: ConnectionOptions) {
    this.readOnly = options.readOnly;
    this.#path = options.path;
    this.#synchronous = options.synchronous;
    this.#now = options.now;
    const doing = `opening ${options.path}`;
    try {
      this.#db = new DatabaseSync(options.path, {
        readOnly: options.readOnly,
        timeout: options.patienceMs ?? PATIENCE_MS,
      });
    } catch (error) {
      throw this.fault(error, doing);
    }
    try {
      this.exec('pragma foreign_keys = on', doing);
      if (!options.readOnly) {
        // Only a new file takes it up: free pages can then be given back a few at a time, without a VACUUM.
        if (this.#isNew()) this.exec('pragma auto_vacuum = incremental', doing);
        this.exec('pragma journal_mode = wal', doing);
        this.exec(`pragma synchronous = ${options.synchronous}`, doing);
        this.exec(`pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`, doing);
        this.exec(`pragma journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES}`, doing);
      }
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** The handle, for `Statement` and for tests; everything else goes through a row module. */
  get handle(): DatabaseSync {
    return this.#db;
  }

  /** An error of this connection, with what to do. @param doing - what it was for, in words that fit after "while" */
  fault(error: unknown, doing: string): unknown {
    return storeError(error, doing, this.#path === ':memory:' ? undefined : this.#path);
  }

  /** Now, in epoch seconds. */
  nowSec(): number {
    return Math.floor(this.#now() / 1000);
  }

  /**
   * Whether another connection has committed since the last call. The first call says no.
   * @throws {DatabaseError}
   */
  isChangedElsewhere(): boolean {
    try {
      const version = Number((this.#version ??= this.#db.prepare('pragma data_version')).get()?.['data_version']);
      const before = this.#seenVersion;
      this.#seenVersion = version;
      return before !== 0 && before !== version;
    } catch (error) {
      throw this.fault(error, 'looking for changes of other programs');
    }
  }

  /** @throws {DatabaseError} */
  exec(sql: string, doing: string): void {
    try {
      this.#db.exec(sql);
    } catch (error) {
      throw this.fault(error, doing);
    }
  }

  /**
   * Runs `body` in one transaction: all of it is committed, or none. Inside another transaction it is a savepoint.
   *
   * @param synchronous - how hard this commit is pushed to the disk; the connection's own level by default
   * @throws {AsyncTransactionError} when the body is async: the commit would not wait for it
   * @throws {DatabaseError} when SQLite refuses; anything that the body throws is thrown on
   */
  transaction<T>(body: TransactionBody<T>, synchronous = this.#synchronous): T {
    // Within a transaction the level of its own commit counts.
    if (this.#depth > 0 || synchronous === this.#synchronous) return this.#transaction(body);
    this.exec(`pragma synchronous = ${synchronous}`, 'beginning a transaction');
    try {
      return this.#transaction(body);
    } finally {
      this.exec(`pragma synchronous = ${this.#synchronous}`, 'committing a transaction');
    }
  }

  /** Runs `body` as part of the transaction that is open, or in one of its own: for what has to read and write as one step. */
  asOneStep<T>(body: TransactionBody<T>): T {
    return this.#depth > 0 ? body() : this.transaction(body);
  }

  /** In the transaction that is open, a row may refer to one that is written later: it is looked at when the transaction ends. */
  deferReferences(): void {
    this.exec('pragma defer_foreign_keys = on', 'beginning a transaction');
  }

  /** Writes back what the log holds, as far as no reader is in the way. For quiet moments: it syncs the disk. */
  checkpoint(): void {
    this.exec('pragma wal_checkpoint(passive)', 'writing back the log');
  }

  close(): void {
    this.#db.close();
  }

  #transaction<T>(body: TransactionBody<T>): T {
    if (body.constructor.name === 'AsyncFunction') throw asyncBody();
    const savepoint = `depth_${this.#depth}`;
    const nested = this.#depth > 0;
    this.exec(nested ? `savepoint ${savepoint}` : 'begin immediate', 'beginning a transaction');
    this.#depth += 1;
    try {
      const result: unknown = body();
      if (isPromiseLike(result)) throw asyncBody();
      this.exec(nested ? `release ${savepoint}` : 'commit', 'committing a transaction');
      return result as T;
    } catch (error) {
      this.#rollback(nested ? savepoint : undefined);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  #isNew(): boolean {
    try {
      return this.#db.prepare('pragma page_count').get()?.['page_count'] === 0;
    } catch (error) {
      throw this.fault(error, 'opening it');
    }
  }

  #rollback(savepoint: string | undefined): void {
    // A full disk or an I/O error has already rolled everything back: a second rollback would hide the first error.
    if (!this.#db.isTransaction) return;
    this.#db.exec(savepoint === undefined ? 'rollback' : `rollback to ${savepoint}; release ${savepoint}`);
  }
}

function isPromiseLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function asyncBody(): AsyncTransactionError {
  return new AsyncTransactionError(
    'a transaction needs a synchronous function and was given an async one: it would commit before the work was done; ' +
      'await first, then write inside the transaction',
  );
}
