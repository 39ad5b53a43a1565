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

/** What an upsert does with a row that is there already. */
export type UpsertRules<Column extends string> = {
  /** The conflict's key. */
  readonly key: Column;
  /** Never changed by a later write. */
  readonly fixed: ReadonlySet<Column>;
  /** Keep what is known when the later write leaves them out; columns with a default always do. */
  readonly kept: ReadonlySet<Column>;
};

/** `insertSql` that updates the row where its key is there already. */
export function upsertSql<Column extends string>(
  table: string,
  columns: readonly Column[],
  defaults: Defaults<Column>,
  rules: UpsertRules<Column>,
): string {
  const changes = columns.flatMap((column, n) => {
    if (column === rules.key || rules.fixed.has(column)) return [];
    // The parameter and not `excluded`, in which a default has already taken the place of what was left out.
    if (rules.kept.has(column) || defaults.has(column)) return [`${column} = coalesce(?${n + 1}, ${column})`];
    return [`${column} = excluded.${column}`];
  });
  return `${insertSql(table, columns, defaults)} on conflict (${rules.key}) do update set ${changes.join(', ')}`;
}

/** The placeholder of a column in `insertSql`, for SQL that needs the value as it was given and not the default in its stead. */
export function placeOf<Column extends string>(columns: readonly Column[], column: Column): string {
  return `?${columns.indexOf(column) + 1}`;
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
