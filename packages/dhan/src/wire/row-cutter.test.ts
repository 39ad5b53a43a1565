import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowCutter } from './row-cutter.ts';
import type { CutRow } from './row-cutter.ts';
import type { RowMark } from './row-mark.ts';

function cut(text: string, sizes: readonly number[], isKnown: (mark: RowMark) => boolean = () => false) {
  const cutter = new RowCutter(isKnown);
  const rows: CutRow[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    rows.push(...cutter.take(bytes.subarray(at, at + size)));
    at += size;
  }
  return { cutter, rows };
}

const read = ({ rows }: ReturnType<typeof cut>): unknown[] => rows.map((row) => (row.isKnown ? 'known' : row.row));

// Texts full of characters that end a row, and inner objects.
const text = fc.oneof(fc.string(), fc.constantFrom('},{', '"}]', '\\', '}', '[{', 'ü}, {€'));
const row = fc.dictionary(fc.string(), fc.oneof(text, fc.double({ noNaN: true }), fc.constant(null), fc.array(text)));
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 });

it('finds the rows that JSON.parse finds, in any chunks, and no other', () => {
  fc.assert(
    fc.property(fc.array(row), sizes, fc.constantFrom(undefined, 1), (list, parts, space) => {
      const json = JSON.stringify(list, null, space);
      const done = cut(json, parts);
      if (done.cutter.isOdd) return;
      expect(done.cutter.isWhole).toBe(true);
      expect(read(done)).toEqual(JSON.parse(json));
      const marks = new Set(done.rows.map(({ mark }) => mark));
      expect(read(cut(json, [7], (mark) => marks.has(mark)))).toEqual(list.map(() => 'known'));
    }),
  );
});

it('cuts the rows of a book, which always have the supported shape', () => {
  const list = Array.from({ length: 50 }, (_, at) => ({
    orderId: String(at),
    text: 'RMS: {no},{ "margin"}',
    price: 1,
  }));
  const done = cut(JSON.stringify(list), [64]);
  expect(read(done)).toEqual(list);
  expect(new Set(done.rows.map(({ mark }) => mark)).size).toBe(50);
});

it('identifies a row by its whole text: one different character makes another row', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (before, at, other) => {
        const place = at % before.length;
        const after = before.slice(0, place) + other + before.slice(place + 1);
        const [a] = cut(JSON.stringify([{ before }]), [1_000]).rows;
        const [b] = cut(JSON.stringify([{ before: after }]), [1_000]).rows;
        expect(a?.mark === b?.mark).toBe(before === after);
      },
    ),
  );
});

it.each(['', '{}', '[1]', '[null]', '[{}]x', '[{},]', '[,{}]', 'no JSON', '[{"a":1}', '[{"a":}]'])(
  'does not accept %j as a list of objects',
  (json) => {
    expect(cut(json, [3]).cutter.isWhole).toBe(false);
  },
);

it('accepts an empty list', () => {
  const done = cut(' [ ] ', [1]);
  expect(done.cutter.isWhole).toBe(true);
  expect(done.rows).toEqual([]);
});
