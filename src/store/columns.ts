import type { SQLInputValue } from 'node:sqlite';

/** A row to write: the named columns must be given, the rest may be left out (null, or the column's default). */
export type Writable<Row, Needed extends keyof Row> = { readonly [Column in Needed]: Row[Column] } & {
  readonly [Column in Exclude<keyof Row, Needed>]?: Row[Column] | undefined;
};

/** Defaults of the schema, as SQL, for columns that a caller may leave out: binding null would override them. */
export type Defaults<Column extends string> = ReadonlyMap<Column, string>;

/** `insert into table (…) values (…)`, one placeholder per column, in the order of `columns`. */
export function insertSql<Column extends string>(
  table: string,
  columns: readonly Column[],
  defaults: Defaults<Column> = new Map(),
): string {
  const values = columns.map((column) => {
    const fallback = defaults.get(column);
    return fallback === undefined ? '?' : `coalesce(?, ${fallback})`;
  });
  return `insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})`;
}

/** The values of a row in the order of `columns`; null where it has none. */
export function bind<Column extends string>(
  columns: readonly Column[],
  row: Readonly<Partial<Record<Column, SQLInputValue | undefined>>>,
): SQLInputValue[] {
  const values: SQLInputValue[] = [];
  for (const column of columns) values.push(row[column] ?? null);
  return values;
}
