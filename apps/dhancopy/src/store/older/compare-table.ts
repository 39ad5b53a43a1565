import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { SECRET_COLUMNS } from '../secrets/vault.ts';
import { quoted } from '../care/health.ts';
import { columnsOf, kindOf } from '../care/table-shape.ts';
import type { Column, TableShape } from '../care/table-shape.ts';
import { translated } from './translate.ts';

/**
 * What the triggers of 0002_v2_words.sql write again where an old program left it out: it is compared where it was given, in the other
 * vocabulary.
 */
const DERIVED: ReadonlySet<string> = new Set(['positions.total_pl', 'positions.quantity', 'positions.avg_price']);
/** Sums of reals depend on the order of the rows; by no more than this part of their size. */
const TOLERANCE = 1e-9;

type Sum = { readonly exact: string | null; readonly sum: number; readonly size: number };

/**
 * Holds a table that was taken over against the older file: as many rows, and the same sums of quantities and money, first and last
 * times, in our words, over all rows that were not kept aside.
 *
 * @returns what differs, in words; empty when nothing does
 */
export function differencesOf(db: Connection, table: TableShape, source: string): readonly string[] {
  const here = columnsOf(db, 'main', table.name);
  const target = `main.${quoted(table.name)}`;
  const taken = `rowid not in (select source_rowid from main.migration_leftovers where source_table = '${table.name}' and was_taken = 0)`;
  const differences: string[] = [];
  const count = (sql: string): number => new Statement<{ n: number }>(db, sql).get()?.n ?? 0;
  const [old, now] = [
    count(`select count(*) as n from ${source} where ${taken}`),
    count(`select count(*) as n from ${target}`),
  ];
  if (old !== now) differences.push(`${table.name}: ${old} rows were to be taken over, and ${now} are there`);
  const isV2 = !table.columns.some(({ name }) => name === 'net_qty');
  for (const column of here) {
    const name = `${table.name}.${column.name}`;
    if (!table.columns.some((other) => other.name === column.name) || kindOf(column) === 'text') continue;
    if (SECRET_COLUMNS.some((secret) => `${secret.table}.${secret.column}` === name)) continue;
    if (DERIVED.has(name) && !(isV2 && column.name !== 'total_pl')) continue;
    const theirs = translated(table, column.name, column);
    const [a, b] = [
      sumOf(db, column, theirs, `${source} where ${taken}`),
      sumOf(db, column, quoted(column.name), target),
    ];
    const isSame = a.exact === b.exact && Math.abs(a.sum - b.sum) <= TOLERANCE * Math.max(a.size, b.size);
    if (!isSame)
      differences.push(`${name}: ${a.exact ?? a.sum} was to be taken over, and ${b.exact ?? b.sum} is there`);
  }
  return differences;
}

/** @param sql - of the value */
function sumOf(db: Connection, column: Column, sql: string, from: string): Sum {
  // As a number also where the old column had no type and holds digits as text.
  const value = `((${sql}) + 0)`;
  const whole = `cast((${sql}) as integer)`;
  // The two halves of a whole number: their sums do not overflow.
  const exact =
    kindOf(column) === 'number'
      ? 'null'
      : `count(${sql}) || '/' || total(${whole} / 1000000) || '/' || total(${whole} % 1000000)`;
  const sum = new Statement<Sum>(
    db,
    `select ${exact} as exact, total(${value}) as sum, total(abs(${value})) as size from ${from}`,
  ).get();
  return { exact: sum?.exact ?? null, sum: sum?.sum ?? 0, size: sum?.size ?? 0 };
}
