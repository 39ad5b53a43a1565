import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Connection } from './connection.ts';

/**
 * One SQL statement, prepared when it is first used and kept.
 *
 * `Row` is what a select returns. The one cast from SQLite's untyped row lives here: the columns are held to their types
 * by the schema's test, not checked again on every read.
 */
export class Statement<Row = unknown> {
  readonly #db: Connection;
  readonly #sql: string;
  #prepared: StatementSync | undefined;

  constructor(db: Connection, sql: string) {
    this.#db = db;
    this.#sql = sql;
  }

  /**
   * Runs a write.
   *
   * @returns how many rows changed
   * @throws {DatabaseError}
   */
  run(...values: SQLInputValue[]): number {
    try {
      return Number(this.#statement().run(...values).changes);
    } catch (error) {
      throw this.#db.fault(error, this.#doing());
    }
  }

  /**
   * Runs an insert.
   *
   * @returns the new row's id
   * @throws {DatabaseError}
   */
  insert(...values: SQLInputValue[]): number {
    try {
      return Number(this.#statement().run(...values).lastInsertRowid);
    } catch (error) {
      throw this.#db.fault(error, this.#doing());
    }
  }

  /** @throws {DatabaseError} */
  get(...values: SQLInputValue[]): Row | undefined {
    try {
      return this.#statement().get(...values) as Row | undefined;
    } catch (error) {
      throw this.#db.fault(error, this.#doing());
    }
  }

  /** @throws {DatabaseError} */
  all(...values: SQLInputValue[]): Row[] {
    try {
      return this.#statement().all(...values) as Row[];
    } catch (error) {
      throw this.#db.fault(error, this.#doing());
    }
  }

  /** Row by row, for results that need not fit into memory. @throws {DatabaseError} */
  *iterate(...values: SQLInputValue[]): Generator<Row, void, undefined> {
    try {
      // Its own statement: the kept one may be used by others before this has come to its end.
      for (const row of this.#db.handle.prepare(this.#sql).iterate(...values)) yield row as Row;
    } catch (error) {
      throw this.#db.fault(error, this.#doing());
    }
  }

  #statement(): StatementSync {
    this.#prepared ??= this.#db.handle.prepare(this.#sql);
    return this.#prepared;
  }

  /** The verb and the table, never the values: a value may be a secret. */
  #doing(): string {
    return `running "${this.#sql.trim().replaceAll(/\s+/g, ' ').slice(0, 60)}…"`;
  }
}
