import { isDeepStrictEqual } from 'node:util';
import { ALL_SAMPLES } from '@dhancopy/dhan/testing/samples/all';
import { RowCutter } from '@dhancopy/dhan/wire/row-cutter';
import { mutateJsonText } from '../mutate.ts';
import { Finding, show } from '../oracle.ts';
import type { Target } from '../target.ts';

const ROWS = ALL_SAMPLES.map(({ body }) => body).filter((body) => typeof body === 'object');

/** A list in chunks: cut into exactly its rows, or not cut. */
export const ROW_LIST_TARGET: Target = {
  name: 'lists in pieces',
  weight: 6,
  run(chance, note) {
    const rows = Array.from({ length: chance.below(4) }, () => chance.pick(ROWS));
    const text = mutateJsonText(chance.percent(50) ? rows : rows.flat(), chance);
    note(text);
    const bytes = Buffer.from(text);
    const cutter = new RowCutter(() => false);
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = 1 + chance.below(200);
      for (const cut of cutter.take(bytes.subarray(at, at + size))) if (!cut.isKnown) found.push(cut.row);
      at += size;
    }
    // Too deep for the comparison.
    if (!cutter.isWhole || /\[{99}/.test(text)) return;
    const whole: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isDeepStrictEqual(found, whole)) throw new Finding(`cut into ${show(found)}`);
  },
};
