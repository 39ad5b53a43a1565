import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRatio, ratio } from '@dhancopy/domain/ratio';
import { sizeEntry, sizeExit } from './share.ts';
import type { Share } from './share.ts';

const lot = fc.constantFrom(1, 15, 20, 30, 65, 75, 1100);
const anyRatio = fc.record({ num: fc.integer({ min: 0, max: 5_000 }), den: fc.integer({ min: 1, max: 1_000 }) });
const shareOf = (
  lotSize: number,
  factor: { num: number; den: number },
  belowOneLot: Share['belowOneLot'] = 'skip',
): Share => ({
  strategy: 'fixed_ratio',
  factors: [ratio(factor.num, factor.den)],
  lotSize,
  belowOneLot,
});

describe('an entry', () => {
  it('is whole lots, never more than the share, and less than one lot below it', () => {
    fc.assert(
      fc.property(lot, anyRatio, fc.integer({ min: 0, max: 1_000_000 }), (lotSize, factor, quantity) => {
        const sized = sizeEntry(shareOf(lotSize, factor), quantity);
        expect(sized % lotSize).toBe(0);
        expect(BigInt(sized) * BigInt(factor.den)).toBeLessThanOrEqual(BigInt(quantity) * BigInt(factor.num));
        expect(BigInt(sized + lotSize) * BigInt(factor.den)).toBeGreaterThan(BigInt(quantity) * BigInt(factor.num));
      }),
    );
  });

  it('ends with the same total however the leader fills, because it works on the running total', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parts, lot, anyRatio, (fills, lotSize, factor) => {
        const share = shareOf(lotSize, factor);
        let total = 0;
        let copied = 0;
        for (const fill of fills) {
          total += fill;
          const next = sizeEntry(share, total);
          expect(next).toBeGreaterThanOrEqual(copied);
          copied = next;
        }
        expect(copied).toBe(sizeEntry(share, total));
      }),
    );
  });

  it('below one lot is nothing, or one lot where the link says so, but never one lot of a ratio of zero', () => {
    expect(sizeEntry(shareOf(65, { num: 1, den: 2 }), 65)).toBe(0);
    expect(sizeEntry(shareOf(65, { num: 1, den: 2 }, 'one_lot'), 65)).toBe(65);
    expect(sizeEntry(shareOf(65, { num: 0, den: 1 }, 'one_lot'), 65)).toBe(0);
  });

  it('takes decimals as what they say: 0.1 of 30 is 3', () => {
    const tenth = parseRatio('0.1');
    expect(tenth && sizeEntry(shareOf(1, tenth), 30)).toBe(3);
    const third = parseRatio('1.15');
    expect(third && sizeEntry(shareOf(1, third), 100)).toBe(115);
  });
});

describe('an exit', () => {
  it('never sells more than is held, is whole lots, and takes everything when the leader is flat', () => {
    fc.assert(
      fc.property(
        lot,
        fc.nat(100_000),
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(100_000),
        (lotSize, lots, leaderHeld, wish) => {
          const held = lots * lotSize;
          const leaderExit = Math.min(wish, leaderHeld);
          const sized = sizeExit(held, leaderExit, leaderHeld, lotSize);
          expect(sized).toBeLessThanOrEqual(held);
          expect(sized % lotSize).toBe(0);
          if (leaderExit === leaderHeld) expect(sized).toBe(held);
        },
      ),
    );
  });

  it('in any parts leaves nothing when the last part makes the leader flat', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, lot, fc.nat(500), (exits, lotSize, lots) => {
        let leader = exits.reduce((sum, exit) => sum + exit, 0);
        let held = lots * lotSize;
        for (const exit of exits) {
          held -= sizeExit(held, exit, leader, lotSize);
          leader -= exit;
        }
        expect(held).toBe(0);
      }),
    );
  });
});
