import { expect, it } from 'vitest';
import { doubtOf } from './plausible.ts';
import type { Read } from './plausible.ts';

/** Rows before and after, by segment. */
function read(segments: Record<string, readonly [number, number]>, of: Partial<Read> = {}): Read {
  const counts = Object.entries(segments).map(([segment, [before, after]]) => [
    segment,
    { before, after, added: 0, changed: 0, removed: 0 },
  ]);
  const sum = (at: 0 | 1): number => Object.values(segments).reduce((total, counts) => total + counts[at], 0);
  const total = { before: sum(0), after: sum(1), added: 0, changed: 0, removed: 0 };
  return {
    comparison: { ...total, segments: Object.fromEntries(counts) as Read['comparison']['segments'] },
    brokenRows: 0,
    acceptFewer: false,
    ...of,
  };
}

it.each<[string, Read, string | null]>([
  ['the first list', read({ NSE_EQ: [0, 9] }), null],
  ['as many as before', read({ NSE_EQ: [9, 9] }), null],
  ['a month has expired', read({ NSE_EQ: [60_000, 60_000], NSE_FNO: [140_000, 100_000] }), null],
  ['seven tenths are left', read({ NSE_EQ: [1_000, 700] }), null],
  ['fewer than seven tenths', read({ NSE_EQ: [1_000, 699] }), '699 rows, but the table has 1,000'],
  ['half of a segment is left', read({ NSE_EQ: [900, 900], MCX_COMM: [100, 50] }), null],
  ['less than half of a segment', read({ NSE_EQ: [900, 900], MCX_COMM: [100, 49] }), '49 rows of MCX_COMM'],
  ['a small segment is gone', read({ NSE_EQ: [900, 900], NSE_COMM: [99, 0] }), null],
  ['a segment is gone', read({ NSE_EQ: [900, 900], BSE_FNO: [100, 0] }), '0 rows of BSE_FNO'],
  ['fewer, and a person says so', read({ NSE_EQ: [1_000, 5] }, { acceptFewer: true }), null],
  ['nothing', read({ NSE_EQ: [1_000, 0] }), 'no usable row'],
  ['nothing, whatever the user says', read({ NSE_EQ: [9, 0] }, { acceptFewer: true }), 'no usable row'],
  ['one row in a hundred is broken', read({ NSE_EQ: [99, 99] }, { brokenRows: 1 }), null],
  ['more are', read({ NSE_EQ: [98, 98] }, { brokenRows: 2 }), '2 of its 100 rows cannot be read'],
  [
    'more are, whatever the user says',
    read({ NSE_EQ: [98, 98] }, { brokenRows: 2, acceptFewer: true }),
    '2 of its 100',
  ],
])('%s', (_what, list, expected) => {
  const doubt = doubtOf(list);
  if (expected === null) expect(doubt).toBeNull();
  else expect(doubt?.why).toContain(expected);
});
