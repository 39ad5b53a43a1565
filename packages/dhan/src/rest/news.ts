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

/** A list as far as its reader did not know it. */
export interface News<T> {
  /** The rows that were read; `mark` is null where the list came in a shape that has none. */
  readonly rows: readonly { readonly row: WithRaw<T>; readonly mark: RowMark | null }[];
  /** The rows that were there and known. */
  readonly known: readonly RowMark[];
  readonly unreadable: readonly UnreadableRow[];
}

/** Which rows need not be read: those of which the caller has the mark, and has all that is in them. */
export type IsKnown = (mark: RowMark) => boolean;

/**
 * A list that is read again and again, and of which only what is new costs anything: each row has a mark that follows from its text, and
 * rows whose mark is known are passed over. @throws {DhanError}
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
