import type { RowEffect } from './fault-book.ts';

type Row = Readonly<Record<string, unknown>>;

/** A list with its faults applied. An answer that is not a list is unchanged. */
export function spoiledRows(body: unknown, effects: readonly RowEffect[]): unknown {
  if (!Array.isArray(body)) return body;
  let rows = body as readonly Row[];
  for (const effect of effects) {
    if (effect.kind === 'addRow') rows = [...rows, effect.row];
    else rows = rows.map((row) => (agrees(row, effect.where) ? { ...row, ...effect.set } : row));
  }
  return rows;
}

function agrees(row: Row, where: Row): boolean {
  return Object.entries(where).every(([field, value]) => row[field] === value);
}
