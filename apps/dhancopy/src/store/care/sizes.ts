import { statSync } from 'node:fs';
import { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** What a database takes on the disk, in bytes. */
export type Sizes = {
  readonly file: number;
  /** The write-ahead log next to it. */
  readonly log: number;
  /** Free pages: room inside the file. */
  readonly free: number;
  /** By table, with its indexes; the largest first. */
  readonly tables: readonly { readonly table: string; readonly bytes: number; readonly rows: number }[];
};

export type Growth = {
  /** Epoch seconds. */
  readonly since: number;
  readonly file: number;
  readonly tables: readonly { readonly table: string; readonly bytes: number }[];
};

/** Reads every page's header: for a quiet moment, or a connection of one's own. */
export function sizesOf(path: string): Sizes {
  const db = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    const tables = new Statement<{ table: string; bytes: number }>(
      db,
      `select s.tbl_name as "table", sum(d.pgsize) as bytes
       from dbstat as d join sqlite_schema as s on s.name = d.name
       where d.aggregate = true group by 1 order by 2 desc, 1`,
    ).all();
    const count = (table: string): number =>
      new Statement<{ n: number }>(db, `select count(*) as n from "${table.replaceAll('"', '""')}"`).get()?.n ?? 0;
    const pages = new Statement<{ file: number; free: number }>(
      db,
      `select page_count * page_size as file, freelist_count * page_size as free
       from pragma_page_count, pragma_page_size, pragma_freelist_count`,
    ).get();
    return {
      file: pages?.file ?? 0,
      log: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      free: pages?.free ?? 0,
      tables: tables.map((row) => ({ ...row, rows: count(row.table) })),
    };
  } finally {
    db.close();
  }
}

/** Notes the sizes for the next report. @returns what grew since the last one; null when this is the first */
export function noteSizes(db: Connection, sizes: Sizes): Growth | null {
  const last = new Statement<Pick<Row<'size_reports'>, 'taken_at' | 'file_bytes' | 'tables'>>(
    db,
    'select taken_at, file_bytes, tables from size_reports order by id desc limit 1',
  ).get();
  new Statement(db, 'insert into size_reports (taken_at, file_bytes, free_bytes, tables) values (?, ?, ?, ?)').run(
    db.nowSec(),
    sizes.file,
    sizes.free,
    JSON.stringify(Object.fromEntries(sizes.tables.map(({ table, bytes }) => [table, bytes]))),
  );
  if (last === undefined) return null;
  const before = JSON.parse(last.tables) as Record<string, number>;
  return {
    since: last.taken_at,
    file: sizes.file - last.file_bytes,
    tables: sizes.tables
      .map(({ table, bytes }) => ({ table, bytes: bytes - (before[table] ?? 0) }))
      .filter(({ bytes }) => bytes !== 0),
  };
}
