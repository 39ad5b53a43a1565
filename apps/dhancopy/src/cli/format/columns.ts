import type { Context } from '../context.ts';
import { formatTable } from './table.ts';

/** A fact of a listing, once for both outputs: a field of each JSON object, and a column of the table. */
export interface Column<Row> {
  /** Its name in the JSON; null: only in the table. */
  readonly key: string | null;
  /** Its head in the table; null: only in the JSON. */
  readonly head: string | null;
  readonly value: (row: Row) => unknown;
  readonly cell: (row: Row) => string;
}

/**
 * @param cell - words for the table; without it the value itself
 * @param none - in the table in place of null
 */
export function column<Row, Value>(
  key: string | null,
  head: string | null,
  value: (row: Row) => Value,
  cell: (value: NonNullable<Value>, row: Row) => string = String,
  none = '-',
): Column<Row> {
  return {
    key,
    head,
    value,
    cell(row) {
      const found = value(row);
      return found === null || found === undefined ? none : cell(found, row);
    },
  };
}

export function toTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const shown = columns.filter(({ head }) => head !== null);
  return formatTable(
    shown.map(({ head }) => head ?? ''),
    rows.map((row) => shown.map(({ cell }) => cell(row))),
  );
}

export function toJson<Row>(columns: readonly Column<Row>[], row: Row): Record<string, unknown> {
  return Object.fromEntries(columns.flatMap(({ key, value }) => (key === null ? [] : [[key, value(row)]])));
}

/** @param none - what is printed instead of an empty table @param notes - lines below it */
export function printList<Row>(
  ctx: Context,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  none: string,
  notes: readonly string[] = [],
): void {
  const text = rows.length === 0 ? none : [toTable(columns, rows), ...notes].join('\n');
  ctx.print(
    rows.map((row) => toJson(columns, row)),
    text,
  );
}
