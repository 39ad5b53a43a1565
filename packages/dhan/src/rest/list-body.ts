import { setImmediate as turn } from 'node:timers/promises';
import { RowCutter } from '../wire/row-cutter.ts';
import type { RowMark } from '../wire/row-mark.ts';
import { answerOf } from './answer.ts';
import type { Answer } from './answer.ts';

/** The thread is released after this time, because frames and answers of other accounts wait for it, ms. */
const AT_A_STRETCH_MS = 1;

export interface ListSink {
  /** A row with this mark need not be read. */
  readonly isKnown: (mark: RowMark) => boolean;
  readonly onKnown: (mark: RowMark) => void;
  readonly onRow: (row: unknown, mark: RowMark) => void;
  /** The rows taken so far do not count: the body is not a list of objects, and the answer contains it whole. */
  readonly onOdd: () => void;
}

/**
 * The body of an answer that is a long list. It is read row by row as it arrives, a little at a time, so that a large book does not
 * block the thread. The answer then has an empty list as its body, and no text.
 */
export async function readList(httpStatus: number, body: AsyncIterable<Buffer>, sink: ListSink): Promise<Answer> {
  const cutter = new RowCutter(sink.isKnown);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let sinceMs = performance.now();
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    for (const cut of cutter.take(chunk)) {
      if (cut.isKnown) sink.onKnown(cut.mark);
      else sink.onRow(cut.row, cut.mark);
      if (performance.now() - sinceMs < AT_A_STRETCH_MS) continue;
      await turn();
      sinceMs = performance.now();
    }
  }
  if (cutter.isWhole) return { httpStatus, body: [], text: '', bytes };
  sink.onOdd();
  return answerOf(httpStatus, Buffer.concat(chunks).toString('utf8'));
}
