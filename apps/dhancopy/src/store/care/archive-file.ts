import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { DatabaseFileError } from '../file/errors.ts';
import { createDatabaseFile } from '../file/files.ts';
import { storeError } from '../file/sqlite-error.ts';
import { quoted } from './health.ts';
import type { Column } from './table-shape.ts';

export type Row = readonly SQLInputValue[];

/**
 * One month's archive: tables with the columns of the database, and the time and key of each for looking things up. It refers to nothing,
 * so that it can be read alone, and attached to the database to be read with it.
 */
export class ArchiveFile {
  readonly #db: DatabaseSync;

  constructor(path: string) {
    const isNew = !existsSync(path);
    createDatabaseFile(path);
    try {
      this.#db = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: false });
      this.#db.exec('pragma journal_mode = delete; pragma synchronous = full');
      if (isNew)
        this.#db.exec(
          "pragma user_version = 1; create table about (text text); insert into about values ('dhancopy archive')",
        );
    } catch (error) {
      throw storeError(error, `opening the archive ${path}`);
    }
  }

  /** Makes the table, or gives it the columns that it does not have yet. */
  prepare(table: string, columns: readonly Column[], timeColumn: string): void {
    const lines = columns.map(({ name, type, pk }) => `${quoted(name)} ${type}${pk > 0 ? ' primary key' : ''}`);
    this.#exec(`create table if not exists ${quoted(table)} (${lines.join(', ')})`);
    const known = new Set(
      this.#db
        .prepare('select name from pragma_table_info(?)')
        .all(table)
        .map((row) => String(row['name'])),
    );
    for (const { name, type } of columns) {
      if (!known.has(name)) this.#exec(`alter table ${quoted(table)} add column ${quoted(name)} ${type}`);
    }
    this.#exec(`create index if not exists ${quoted(`idx_${table}_time`)} on ${quoted(table)} (${quoted(timeColumn)})`);
  }

  /**
   * Writes rows, the first column being their key, pushes them to the disk and reads them back. Rows that are there already, from a run
   * that was broken off, are the same or an error.
   *
   * @throws {DatabaseFileError} ARCHIVE_DIFFERS
   */
  store(table: string, columns: readonly Column[], rows: readonly Row[]): void {
    const names = columns.map(({ name }) => quoted(name)).join(', ');
    const key = quoted(columns[0]?.name ?? '');
    this.#exec('begin immediate');
    try {
      const insert = this.#db.prepare(
        `insert or ignore into ${quoted(table)} (${names}) values (${columns.map(() => '?').join(', ')})`,
      );
      for (const row of rows) insert.run(...row);
      this.#db.exec('commit');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw storeError(error, 'writing to an archive');
    }
    const read = this.#db.prepare(`select ${names} from ${quoted(table)} where ${key} = ?`);
    read.setReadBigInts(true);
    read.setReturnArrays(true);
    for (const row of rows) {
      const there = read.get(row[0] ?? null) as unknown as Row | undefined;
      if (there !== undefined && row.every((value, at) => isSame(value, there[at]))) continue;
      throw new DatabaseFileError(
        'ARCHIVE_DIFFERS',
        `the archive already has a different row of ${table} with the key ${keyText(row)}; nothing was removed from the database. ` +
          'Move that archive file away, and run the command again',
      );
    }
  }

  close(): void {
    this.#db.close();
  }

  #exec(sql: string): void {
    try {
      this.#db.exec(sql);
    } catch (error) {
      throw storeError(error, 'preparing an archive');
    }
  }
}

/** The key of a row in words. */
export function keyText([key]: Row): string {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' ? String(key) : '';
}

function isSame(a: SQLInputValue | undefined, b: SQLInputValue | undefined): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return Object.is(a, b);
}
