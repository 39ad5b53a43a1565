import type { z } from 'zod';
import { DhanError } from '../errors.ts';
import { parseWire, WireError } from '../wire/parse.ts';
import type { RowMark } from '../wire/row-mark.ts';
import { unreadable } from './answer.ts';
import { requestOf } from './call.ts';
import type { Call } from './call.ts';
import type { DhanHttp } from './http.ts';
import { isNoData } from './read.ts';
import type { UnreadableRow, WithRaw } from './read.ts';

/** The part of a list that is new to its reader. */
export interface News<T> {
  /** The rows that were read; `mark` is null where the shape of the list has none. */
  readonly rows: readonly { readonly row: WithRaw<T>; readonly mark: RowMark | null }[];
  /** The rows that were present and known. */
  readonly known: readonly RowMark[];
  readonly unreadable: readonly UnreadableRow[];
}

/** The rows that need not be read: the caller has their mark, and all their content. */
export type IsKnown = (mark: RowMark) => boolean;

/**
 * A list that is read repeatedly, at the cost of its new rows only. Each row has a mark that follows from its text. Rows with a known
 * mark are skipped. @throws {DhanError}
 */
export async function scanNews<T extends object>(
  http: DhanHttp,
  call: Call,
  schema: z.ZodType<T>,
  isKnown: IsKnown,
): Promise<News<T>> {
  const rows: { readonly row: WithRaw<T>; readonly mark: RowMark | null }[] = [];
  const known: RowMark[] = [];
  const bad: UnreadableRow[] = [];
  const read = (row: unknown, mark: RowMark | null): void => {
    const index = rows.length + known.length + bad.length;
    try {
      rows.push({ row: { ...parseWire(schema, row, `${requestOf(call)}: row ${index}`), raw: row }, mark });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      bad.push({ row, why: error.message });
    }
  };
  const clear = (): void => {
    for (const list of [rows, known, bad]) list.length = 0;
  };
  try {
    const answer = await http.call(call, { isKnown, onKnown: (mark) => known.push(mark), onRow: read, onOdd: clear });
    const { body } = answer;
    if (!Array.isArray(body)) throw unreadable(call, answer, 'a list');
    for (const row of body as readonly unknown[]) read(row, null);
  } catch (error) {
    if (!(error instanceof DhanError) || !isNoData(error)) throw error;
  }
  return { rows, known, unreadable: bad };
}
