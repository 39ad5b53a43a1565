import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linkId, mirrorId, venueOrderId } from '@dhancopy/domain/ids';
import { allot } from './allotment.ts';
import type { Line } from './allotment.ts';

const units = fc.integer({ min: 0, max: 60 });
const parts = fc.record({ exit: units, entry: units });

/** Any copy, also one that no leader could cause: what comes out must make sense whatever goes in. */
const line = fc.record({
  sign: fc.constantFrom<1 | -1>(1, -1),
  mayFill: fc.boolean(),
  isEntry: fc.boolean(),
  isMarket: fc.boolean(),
  due: parts,
  rest: parts,
  done: units,
  working: units,
  isUnread: fc.boolean(),
  canGrow: fc.boolean(),
});
const signed = fc.integer({ min: -90, max: 90 });
const NONE = { exit: 0, entry: 0 };

it('what a copy should have is whole units, and the part that opens is never more than the whole', () => {
  fc.assert(
    fc.property(
      signed,
      signed,
      fc.array(line, { maxLength: 6 }),
      fc.constantFrom(1, 25),
      signed,
      units,
      (target, held, drawn, lotSize, correcting, unsure) => {
        const lines: Line[] = drawn.map((each, at) => ({
          ...each,
          rest: each.mayFill ? each.rest : NONE,
          isEntry: each.isEntry && each.due.exit === 0 && each.rest.exit === 0,
          id: mirrorId(linkId(1), venueOrderId(String(at))),
        }));
        const { leaves, correction } = allot(target, held, lines, lotSize, correcting, unsure);
        for (const { quantity, entry } of leaves.values()) {
          expect(Number.isSafeInteger(quantity) && Number.isSafeInteger(entry)).toBe(true);
          expect(entry).toBeGreaterThanOrEqual(0);
          expect(quantity).toBeGreaterThanOrEqual(entry);
        }
        expect(correction.quantity).toBeGreaterThanOrEqual(0);
        expect(correction.quantity % lotSize).toBe(0);
      },
    ),
    { numRuns: 5_000, seed: 20_261_129 },
  );
});
