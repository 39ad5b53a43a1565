import type { Connection } from '../file/connection.ts';
import { DatabaseError } from '../file/errors.ts';
import { Statement } from '../file/statement.ts';
import { SECRET_COLUMNS } from '../secrets/vault.ts';
import { quoted } from '../care/health.ts';
import { ownedColumns } from './owners.ts';
import type { Owners } from './owners.ts';
import { isTranslated, translated } from './translate.ts';
import { columnsOf, jsonOf, kindOf } from '../care/table-shape.ts';
import type { Column, TableShape } from '../care/table-shape.ts';

/** Rows of one table of an older file: taken over, or kept aside. */
export type TakenOver = {
  readonly table: string;
  readonly rows: number;
  readonly taken: number;
  readonly aside: number;
  readonly translations: readonly Translation[];
};

/** A word of an older file, and the word of ours that stands for it in so many rows. */
export type Translation = {
  readonly table: string;
  readonly column: string;
  readonly theirs: string;
  readonly ours: string;
  readonly rows: number;
};

/** A column of this schema, and what is written into it: SQL over a row of the older table. */
type Pair = { readonly column: Column; readonly sql: string; readonly raw: string };

const CHUNK = 2_000;

/**
 * Copies a table of the schema `old` into the table of the same name. A row that does not fit (a null, an unknown word, no parent, a
 * second one with its key, a quantity that is no number) is kept in `migration_leftovers` with the reason. The connection needs the
 * functions `is_number`, `seconds_of` and `sealed`, see migrate-older.ts. Words and times of other programs are translated, see other-words.ts.
 *
 * @param source - where the rows are: `old.<name>`, or a copy that has row numbers
 * @param owners - whose the rows of the leader and of the follower are, where that is known
 */
export function takeOverTable(
  db: Connection,
  table: TableShape,
  source: string,
  owners: Owners,
  onRows: (rows: number) => void,
): TakenOver {
  const here = columnsOf(db, 'main', table.name);
  const shared = table.columns.filter(({ name }) => here.some((column) => sameName(column.name, name)));
  const unknown = table.columns.filter((column) => !shared.includes(column));

  const pairs = shared.flatMap((column) => {
    const ours = here.find(({ name }) => sameName(name, column.name));
    return ours ? [{ column: ours, sql: valueOf(table, column, ours), raw: quoted(column.name) }] : [];
  });
  const accountType = pairs.find(({ column }) => column.name === 'account_type')?.sql ?? null;
  const given = [
    ...pairs.map(({ column, sql }) => ({ name: column.name, sql })),
    ...ownedColumns(table, here, owners, accountType),
  ];
  const names = given.map(({ name }) => quoted(name)).join(', ');
  const insert = `insert into main.${quoted(table.name)} (${names}) select ${given.map(({ sql }) => sql).join(', ')} from ${source}`;
  const odd = oddOf(pairs);
  const isSecret = SECRET_COLUMNS.some((secret) => secret.table === table.name);

  const chunkEnd = new Statement<{ last: string }>(
    db,
    `select cast(max(rowid) as text) as last
     from (select rowid from ${source} where rowid > cast(? as integer) order by rowid limit ${CHUNK})`,
  );
  const range = 'rowid > cast(? as integer) and rowid <= cast(? as integer)';
  const oddRows = new Statement<{ n: number }>(
    db,
    `select count(*) as n from ${source} where ${range} and (${odd}) is not null`,
  );
  const insertRange = new Statement(db, `${insert} where ${range}`);
  const insertOne = new Statement(db, `${insert} where rowid = cast(? as integer)`);
  const rowsOf = new Statement<{ id: string; why: string | null }>(
    db,
    `select cast(rowid as text) as id, (${odd}) as why from ${source} where ${range} order by rowid`,
  );
  const keep = keepStatement(db, table, source, isSecret, 'rowid = cast(?3 as integer)');
  const keepUnknown = keepStatement(
    db,
    table,
    source,
    isSecret,
    `rowid > cast(?3 as integer) and rowid <= cast(?4 as integer)
     and rowid not in (select source_rowid from migration_leftovers where source_table = '${text(table.name)}' and was_taken = 0)
     and (${unknown.map(({ name }) => `${quoted(name)} is not null`).join(' or ') || '0'})`,
  );

  let [taken, aside, after] = [0, 0, '-9223372036854775808'];
  for (;;) {
    const end = chunkEnd.get(after)?.last;
    // SQL's max of nothing is null, whatever the type says.
    if (end === undefined || (end as string | null) === null) break;
    const whole = (oddRows.get(after, end)?.n ?? 0) === 0 ? attempt(db, () => insertRange.run(after, end)) : null;
    if (typeof whole === 'number') taken += whole;
    else {
      for (const row of rowsOf.all(after, end)) {
        const why = row.why ?? attempt(db, () => insertOne.run(row.id));
        if (typeof why === 'number') taken += 1;
        else {
          keep.run(why, 0, row.id);
          aside += 1;
        }
      }
    }
    if (unknown.length > 0) {
      keepUnknown.run(`columns without a place: ${unknown.map(({ name }) => name).join(', ')}`, 1, after, end);
    }
    after = end;
    onRows(taken + aside);
  }
  const translations = pairs.flatMap((pair) => translationsOf(db, table.name, source, pair));
  return { table: table.name, rows: taken + aside, taken, aside, translations };
}

/** What was written in other words than ours. Times are counted and not listed: each is another one. */
function translationsOf(db: Connection, table: string, source: string, { column, sql, raw }: Pair): Translation[] {
  if (!isTranslated(table, column)) return [];
  const [from, to] =
    kindOf(column) === 'time'
      ? ["'another form of time'", "'epoch seconds'"]
      : [`cast(${raw} as text)`, `cast(${sql} as text)`];
  return new Statement<Translation>(
    db,
    `select '${text(table)}' as "table", '${text(column.name)}' as "column", ${from} as theirs, ${to} as ours, count(*) as rows
     from ${source}
     where (${sql}) is not ${raw}
       and rowid not in (select source_rowid from migration_leftovers where source_table = '${text(table)}' and was_taken = 0)
     group by 3, 4 order by rows desc, 3`,
  )
    .all()
    .map((row) => ({ ...row }));
}

/** Every row of a table that this schema does not have. */
export function keepTable(db: Connection, table: TableShape, source: string): TakenOver {
  const rows = keepStatement(db, table, source, true, '?3 is null').run(
    'a table that schema v3 does not have',
    0,
    null,
  );
  return { table: table.name, rows, taken: 0, aside: rows, translations: [] };
}

function keepStatement(db: Connection, table: TableShape, source: string, isSealed: boolean, where: string): Statement {
  const json = jsonOf(table.columns);
  const row = isSealed ? `sealed(${json}, 'migration_leftovers', '${text(table.name)}:' || rowid, 'row')` : json;
  return new Statement(
    db,
    `insert into migration_leftovers (source_table, source_rowid, row, is_sealed, why, was_taken, kept_at)
     select '${text(table.name)}', rowid, ${row}, ${isSealed ? 1 : 0}, ?1, ?2, ${db.nowSec()} from ${source} where ${where}`,
  );
}

/** SQL of a value as it is stored here: in our words; a secret is sealed on its way, and never stands in the clear in the new file. */
function valueOf(table: TableShape, { name }: Column, here: Column): string {
  const secret = SECRET_COLUMNS.find((column) => column.table === table.name && sameName(column.column, name));
  if (secret === undefined) return translated(table, name, here);
  return `case when ${quoted(name)} is null then null else sealed(${quoted(name)}, '${table.name}', ${secret.key}, '${secret.column}') end`;
}

/** SQL that says what is odd about a row's numbers; null when nothing is. */
function oddOf(pairs: readonly Pair[]): string {
  const cases = pairs.flatMap(({ column, sql }) => {
    const kind = kindOf(column);
    if (kind === 'text') return [];
    const value = `(${sql})`;
    const isNot = [
      `typeof(${value}) = 'blob'`,
      `typeof(${value}) = 'text' and not is_number(${value})`,
      `abs(${value}) > 1e300`,
    ];
    const what = kind === 'time' ? 'a time' : 'a number';
    const none = `when ${isNot.map((each) => `(${each})`).join(' or ')} then '${text(column.name)} is not ${what}'`;
    if (kind !== 'whole') return [none];
    return [
      none,
      `when typeof(${value}) <> 'integer' and cast(${value} as real) <> cast(${value} as integer) then '${text(column.name)} is not a whole number'`,
    ];
  });
  return cases.length === 0 ? 'null' : `case ${cases.join(' ')} end`;
}

/** @returns how many rows, or why the schema refuses them; then nothing was written */
function attempt(db: Connection, run: () => number): number | string {
  try {
    return db.transaction(() => run());
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'CONSTRAINT_FAILED') throw error;
    const said = error.cause instanceof Error ? error.cause.message : error.message;
    return WORDS.find(([start]) => said.startsWith(start))?.[1](said.slice(said.indexOf(': ') + 2)) ?? said;
  }
}

const WORDS: readonly (readonly [string, (rest: string) => string])[] = [
  ['NOT NULL', (rest) => `${rest} is missing`],
  ['UNIQUE', (rest) => `a second row with the same ${rest}`],
  ['FOREIGN KEY', () => 'refers to a row that is missing or was kept aside'],
  ['CHECK', (rest) => `an unknown value: ${rest}`],
];

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function text(name: string): string {
  return name.replaceAll("'", "''");
}
