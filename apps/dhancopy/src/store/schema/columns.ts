import type { SQLInputValue } from 'node:sqlite';
import { DEFAULTS, type Row, type Table } from './rows.ts';

/** A row whose columns hold less than the schema allows: what our own statements write, or select. */
export type Narrow<Whole, To extends Partial<Whole>> = Omit<Whole, keyof To> & To;

type NeverNull<Whole> = { [Column in keyof Whole]: null extends Whole[Column] ? never : Column }[keyof Whole];
type Needed<Whole, Also, Except> = Exclude<NeverNull<Whole>, Except> | (Also & keyof Whole);

/**
 * A row to write: columns that are never null must be given, and those of `Also`. The rest and those of `Except` may be left out: null,
 * or the column's default.
 */
export type Writable<Whole, Also extends keyof Whole = never, Except extends keyof Whole = never> = {
  readonly [Column in Needed<Whole, Also, Except>]: Whole[Column];
} & {
  readonly [Column in Exclude<keyof Whole, Needed<Whole, Also, Except>>]?: Whole[Column] | undefined;
};

/** SQL of what a column holds when a caller leaves it out: binding null would override the schema's default. */
export type Defaults<Column extends string> = Readonly<Partial<Record<Column, string>>>;

/** Columns without some of them. */
export function without<Column extends string, Out extends Column>(
  columns: readonly Column[],
  ...out: readonly Out[]
): readonly Exclude<Column, Out>[] {
  return columns.filter((column): column is Exclude<Column, Out> => !out.some((each) => each === column));
}

/**
 * `insert into table (…) values (…)`, one placeholder per column, in the order of `columns`.
 *
 * @param defaults - of columns that have none in the schema, or that may not be null there
 */
export function insertSql<Name extends Table, Column extends keyof Row<Name> & string>(
  table: Name,
  columns: readonly Column[],
  defaults?: Defaults<Column>,
): string {
  const values = columns.map((column) => {
    const fallback = defaults?.[column] ?? defaultOf(table, column);
    return fallback === undefined ? '?' : `coalesce(?, ${fallback})`;
  });
  return `insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})`;
}

function defaultOf<Name extends Table>(table: Name, column: keyof Row<Name>): string | undefined {
  return DEFAULTS[table]?.[column];
}

/** What an upsert does with a row that is there already. */
export type UpsertRules<Column extends string> = {
  /** The conflict's key. */
  readonly key: Column;
  /** Never changed by a later write. */
  readonly fixed: readonly Column[];
  /** Null when the later write leaves them out; of all others what is known stays. */
  readonly cleared: readonly Column[];
  /** Times of the write itself: where nothing but them would change, the row is left alone. Without it every write counts. */
  readonly stamps?: readonly Column[];
  /** What a column becomes, as SQL; `given` is the placeholder of the value. */
  readonly own?: Readonly<Partial<Record<Column, (given: string) => string>>>;
};

/** `insertSql` that updates the row where its key is there already. */
export function upsertSql<Name extends Table, Column extends keyof Row<Name> & string>(
  table: Name,
  columns: readonly Column[],
  { key, fixed, cleared, stamps, own }: UpsertRules<Column>,
): string {
  const changes = columns.flatMap((column, n): { column: Column; value: string }[] => {
    if (column === key || fixed.includes(column)) return [];
    const special: ((given: string) => string) | undefined = own?.[column];
    if (special) return [{ column, value: special(`?${n + 1}`) }];
    if (cleared.includes(column)) return [{ column, value: `excluded.${column}` }];
    // The parameter and not `excluded`, in which a default has already taken the place of what was left out.
    return [{ column, value: `coalesce(?${n + 1}, ${column})` }];
  });
  const set = changes.map(({ column, value }) => `${column} = ${value}`).join(', ');
  const sql = `${insertSql(table, columns)} on conflict (${key}) do update set ${set}`;
  if (!stamps) return sql;
  const isNews = changes.filter(({ column }) => !stamps.includes(column));
  return `${sql} where ${isNews.map(({ column, value }) => `${column} is not ${value}`).join(' or ')}`;
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
