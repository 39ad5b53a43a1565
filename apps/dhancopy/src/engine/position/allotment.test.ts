import { describe, expect, it } from 'vitest';
import { linkId, mirrorId, venueOrderId } from '@dhancopy/domain/ids';
import { allot, expectedOf } from './allotment.ts';
import type { Line } from './allotment.ts';

/**
 * A copy: `opens` and `closes` are units by the leader's fills; `restOpens` and `restCloses` what the rest of his order would add; `has`
 * what the copy has filled, `working` what it has at the broker unfilled.
 */
interface Given {
  readonly side: 'BUY' | 'SELL';
  readonly opens?: number;
  readonly closes?: number;
  readonly restOpens?: number;
  readonly restCloses?: number;
  readonly has?: number;
  readonly working?: number;
  readonly isMarket?: true;
  /** The leader's order is open, also if its rest would add nothing. */
  readonly isOpen?: true;
  /** It failed, and nothing more is placed for it. */
  readonly failed?: true;
  readonly unread?: true;
}

interface Row {
  readonly when: string;
  readonly shouldHold: number;
  readonly holds: number;
  readonly lot?: number;
  readonly copies?: readonly Given[];
  /** Units that a correction has at the broker, signed. */
  readonly correcting?: number;
  /** Units held that the account may not have. */
  readonly unsure?: number;
  /** What each copy should have at the broker beyond what it has filled. */
  readonly leaves?: readonly number[];
  /** Signed. */
  readonly correction?: number;
}

function lineOf(given: Given, at: number): Line {
  const rest = { exit: given.restCloses ?? 0, entry: given.restOpens ?? 0 };
  return {
    id: mirrorId(linkId(1), venueOrderId(String(at))),
    sign: given.side === 'BUY' ? 1 : -1,
    mayFill: given.isOpen ?? rest.exit + rest.entry > 0,
    isEntry: (given.closes ?? 0) + (given.restCloses ?? 0) === 0,
    isMarket: given.isMarket ?? false,
    due: { exit: given.closes ?? 0, entry: given.opens ?? 0 },
    rest,
    done: given.has ?? 0,
    working: given.working ?? 0,
    isUnread: given.unread ?? false,
    canGrow: given.failed === undefined && given.unread === undefined,
  };
}

function allotted(row: Row): { leaves: number[]; correction: number } {
  const lines = (row.copies ?? []).map(lineOf);
  const { leaves, correction } = allot(row.shouldHold, row.holds, lines, row.lot ?? 1, row.correcting, row.unsure);
  return {
    leaves: lines.map(({ id }) => leaves.get(id)?.quantity ?? 0),
    correction: correction.quantity === 0 ? 0 : correction.sign * correction.quantity,
  };
}

function check(row: Row): void {
  expect(allotted(row)).toEqual({ leaves: row.leaves ?? [], correction: row.correction ?? 0 });
}

describe('a copy alone', () => {
  it.each<Row>([
    { when: 'the leader bought 100', shouldHold: 100, holds: 0, copies: [{ side: 'BUY', opens: 100 }], leaves: [100] },
    {
      when: '40 of them have filled',
      shouldHold: 100,
      holds: 40,
      copies: [{ side: 'BUY', opens: 100, has: 40, working: 60 }],
      leaves: [60],
    },
    {
      when: 'his order rests',
      shouldHold: 0,
      holds: 0,
      copies: [{ side: 'BUY', restOpens: 100 }],
      leaves: [100],
    },
    {
      when: 'his order rests, and the copy has filled 40 ahead of it',
      shouldHold: 0,
      holds: 40,
      copies: [{ side: 'BUY', restOpens: 100, has: 40, working: 60 }],
      leaves: [60],
    },
    {
      when: 'he cancelled with 40 filled: what rests of the copy goes',
      shouldHold: 40,
      holds: 40,
      copies: [{ side: 'BUY', opens: 40, has: 40, working: 60 }],
      leaves: [0],
    },
    {
      when: 'he sold all',
      shouldHold: 0,
      holds: 100,
      copies: [{ side: 'SELL', closes: 100 }],
      leaves: [100],
    },
    {
      when: 'he sold all, and nothing was copied',
      shouldHold: 0,
      holds: 0,
      copies: [{ side: 'SELL', closes: 0 }],
      leaves: [0],
    },
  ])('$when', check);
});

describe('1. an exit shrinks the working entry before it, and two opposite copies never both trade', () => {
  it.each<Row>([
    {
      when: 'he bought 100 and sold 50, of which 40 were copied: the entry goes on with 10, and nothing is sold',
      shouldHold: 50,
      holds: 40,
      copies: [
        { side: 'BUY', opens: 100, has: 40, working: 60 },
        { side: 'SELL', closes: 50 },
      ],
      leaves: [10, 0],
    },
    {
      when: 'he bought 100 and sold 80: the entry is taken back, and only what is too much is sold',
      shouldHold: 20,
      holds: 40,
      copies: [
        { side: 'BUY', opens: 100, has: 40, working: 60 },
        { side: 'SELL', closes: 80 },
      ],
      leaves: [0, 20],
    },
    {
      when: 'he is out before anything was copied: nothing is bought, nothing is sold',
      shouldHold: 0,
      holds: 0,
      copies: [
        { side: 'BUY', opens: 100, working: 100 },
        { side: 'SELL', closes: 100 },
      ],
      leaves: [0, 0],
    },
    {
      when: 'of two entries the newer one shrinks',
      shouldHold: 150,
      holds: 0,
      copies: [
        { side: 'BUY', opens: 100, working: 100 },
        { side: 'BUY', opens: 100, working: 100 },
        { side: 'SELL', closes: 50 },
      ],
      leaves: [100, 50, 0],
    },
    {
      when: 'the entry filled after all: the exit sells again',
      shouldHold: 50,
      holds: 100,
      copies: [
        { side: 'BUY', opens: 100, has: 100 },
        { side: 'SELL', closes: 50 },
      ],
      leaves: [0, 50],
    },
    {
      when: 'his entry still rests with 1 of 250, and he sold 200: the open order works on as he works his',
      shouldHold: 49,
      holds: 0,
      copies: [
        { side: 'BUY', opens: 249, restOpens: 1, working: 250 },
        { side: 'SELL', closes: 200 },
      ],
      leaves: [250, 0],
    },
    {
      when: 'an exit that waits for units that are to come in keeps what works and does not grow',
      shouldHold: 32,
      holds: 9,
      copies: [
        { side: 'BUY', opens: 32, working: 28 },
        { side: 'SELL', closes: 9, restCloses: 23, working: 18 },
      ],
      leaves: [23, 18],
    },
    {
      when: 'an entry that rests is not raised for an exit that waits: what works for the rest of his order is not for what he filled',
      shouldHold: 141,
      holds: 0,
      copies: [
        { side: 'BUY', opens: 66, working: 66 },
        { side: 'SELL', closes: 27 },
        { side: 'BUY', opens: 102, restOpens: 1, working: 77 },
      ],
      leaves: [65, 0, 77],
    },
    {
      when: 'what a resting entry may trade is not given to a done one too: nothing is sold against it',
      shouldHold: 174,
      holds: 172,
      copies: [
        { side: 'BUY', opens: 140, working: 198 },
        { side: 'SELL', closes: 140 },
        { side: 'BUY', opens: 172, has: 172 },
        { side: 'BUY', opens: 2, restOpens: 182, working: 184 },
      ],
      leaves: [0, 0, 0, 184],
    },
    {
      when: 'a market exit has its units at the broker: another exit does not count on them',
      shouldHold: 0,
      holds: 300,
      lot: 75,
      copies: [
        { side: 'SELL', restCloses: 150, working: 150, isMarket: true },
        { side: 'SELL', closes: 300, working: 150 },
      ],
      leaves: [150, 150],
    },
    {
      when: 'he bought again after he sold: the second entry fills the gap',
      shouldHold: 100,
      holds: 0,
      copies: [
        { side: 'BUY', opens: 100, has: 100 },
        { side: 'SELL', closes: 100, has: 100 },
        { side: 'BUY', opens: 100 },
      ],
      leaves: [0, 0, 100],
    },
    {
      when: 'short: the exit shrinks the entry that sells',
      shouldHold: -50,
      holds: -40,
      copies: [
        { side: 'SELL', opens: 100, has: 40, working: 60 },
        { side: 'BUY', closes: 50 },
      ],
      leaves: [10, 0],
    },
  ])('$when', check);
});

describe('2. an exit is covered by what is held', () => {
  it.each<Row>([
    {
      when: 'target and stop both rest: each is for the whole',
      shouldHold: 100,
      holds: 100,
      copies: [
        { side: 'SELL', restCloses: 100 },
        { side: 'SELL', restCloses: 100 },
      ],
      leaves: [100, 100],
    },
    {
      when: 'two exits at the market: the second has nothing left to sell',
      shouldHold: 100,
      holds: 100,
      copies: [
        { side: 'SELL', restCloses: 100, isMarket: true },
        { side: 'SELL', restCloses: 100, isMarket: true },
      ],
      leaves: [100, 0],
    },
    {
      when: 'an exit at the market claims its units before one that rests, though it is newer',
      shouldHold: 100,
      holds: 100,
      copies: [
        { side: 'SELL', restCloses: 100, working: 100 },
        { side: 'SELL', restCloses: 60, isMarket: true },
      ],
      leaves: [40, 60],
    },
    {
      when: 'what his fills ask to sell claims its units before an exit that rests',
      shouldHold: 60,
      holds: 100,
      copies: [
        { side: 'SELL', restCloses: 60 },
        { side: 'SELL', closes: 40 },
      ],
      leaves: [60, 40],
    },
    {
      when: 'the same, and the resting one was placed for the whole',
      shouldHold: 60,
      holds: 100,
      copies: [
        { side: 'SELL', restCloses: 100, working: 100 },
        { side: 'SELL', closes: 40 },
      ],
      leaves: [60, 40],
    },
    {
      when: 'an exit that rests waits for the entry before it: it sells what is there',
      shouldHold: 100,
      holds: 40,
      copies: [
        { side: 'BUY', opens: 100, has: 40, working: 60 },
        { side: 'SELL', restCloses: 100 },
      ],
      leaves: [60, 40],
    },
    {
      when: 'and is not cut while more comes in',
      shouldHold: 100,
      holds: 40,
      copies: [
        { side: 'BUY', opens: 100, has: 40, working: 60 },
        { side: 'SELL', restCloses: 100, working: 80 },
      ],
      leaves: [60, 80],
    },
    {
      when: 'a flip needs no cover for what it opens',
      shouldHold: -50,
      holds: 100,
      copies: [{ side: 'SELL', closes: 100, opens: 50 }],
      leaves: [150],
    },
    {
      when: 'a flip of which half is copied: it sells that half and opens',
      shouldHold: -50,
      holds: 60,
      copies: [
        { side: 'BUY', opens: 100, has: 60, working: 40 },
        { side: 'SELL', closes: 100, opens: 50 },
      ],
      leaves: [0, 110],
    },
    {
      when: 'a flip that rests with nothing held: only what opens',
      shouldHold: 0,
      holds: 0,
      copies: [{ side: 'SELL', restCloses: 100, restOpens: 50 }],
      leaves: [50],
    },
    {
      when: 'a flip that has filled what it closes does not send what it opens a second time',
      shouldHold: -50,
      holds: -20,
      copies: [{ side: 'SELL', closes: 100, opens: 50, has: 120, working: 30 }],
      leaves: [30],
    },
    {
      when: '60 of 100 were released: an exit that rests for 100 is cut to what is left',
      shouldHold: 40,
      holds: 40,
      copies: [{ side: 'SELL', restCloses: 40, working: 100 }],
      leaves: [40],
    },
  ])('$when', check);
});

describe('3. what no copy can close is one correction: it closes before it opens, never more than is held', () => {
  it.each<Row>([
    { when: '30 too many: they are sold', shouldHold: 0, holds: 30, correction: -30 },
    { when: '30 too few: they are bought', shouldHold: 50, holds: 20, correction: 30 },
    { when: 'short by 20 and 50 should be held: 20 are bought back first', shouldHold: 50, holds: -20, correction: 20 },
    { when: 'long by 20 and -50 should be held: 20 are sold first', shouldHold: -50, holds: 20, correction: -20 },
    { when: 'in whole lots: of 100 too many one lot of 75', shouldHold: 0, holds: 100, lot: 75, correction: -75 },
    { when: 'less than a lot: nothing', shouldHold: 0, holds: 50, lot: 75, correction: 0 },
    { when: 'nothing is missing', shouldHold: 50, holds: 50, correction: 0 },
    {
      when: 'two market exits sell all that is held and a third has filled: nothing is sold short for it',
      shouldHold: 31,
      holds: 40,
      copies: [
        { side: 'SELL', restCloses: 31, isMarket: true, working: 20 },
        { side: 'SELL', restCloses: 31, isMarket: true, working: 20 },
        { side: 'SELL', closes: 9 },
      ],
      leaves: [20, 20, 0],
    },
    {
      when: 'an exit failed: its units stay owed',
      shouldHold: 0,
      holds: 100,
      copies: [{ side: 'SELL', closes: 100, has: 0, failed: true }],
      leaves: [0],
      correction: -100,
    },
    {
      when: 'a copy can close it: no correction',
      shouldHold: 0,
      holds: 100,
      copies: [{ side: 'SELL', closes: 100 }],
      leaves: [100],
      correction: 0,
    },
    {
      when: 'a copy can close a part of it',
      shouldHold: 0,
      holds: 100,
      copies: [{ side: 'SELL', closes: 70 }],
      leaves: [70],
      correction: -30,
    },
    {
      when: 'a correction has 20 of 30 at the broker already: it stays one of 30',
      shouldHold: 0,
      holds: 30,
      correcting: -20,
      correction: -30,
    },
    {
      when: 'a unit that an exit sold ahead of a leader who then cancelled is bought back',
      shouldHold: 100,
      holds: 60,
      copies: [{ side: 'SELL', closes: 0, has: 40 }],
      leaves: [0],
      correction: 40,
    },
    {
      when: 'fills ahead of a leader order that still rests are expected: no correction',
      shouldHold: 0,
      holds: 40,
      copies: [{ side: 'BUY', restOpens: 100, has: 40, working: 60 }],
      leaves: [60],
      correction: 0,
    },
  ])('$when', check);
});

describe('a correction waits while something at the broker may still fill that should not', () => {
  it.each<Row>([
    {
      when: 'an entry that was cancelled still has 20 there',
      shouldHold: 0,
      holds: 30,
      copies: [{ side: 'BUY', has: 30, working: 20 }],
      leaves: [0],
      correction: 0,
    },
    {
      when: 'the 20 are gone',
      shouldHold: 0,
      holds: 30,
      copies: [{ side: 'BUY', has: 30 }],
      leaves: [0],
      correction: -30,
    },
    {
      when: 'a leader order was not read since the start: what rests of its copy stays',
      shouldHold: 0,
      holds: 30,
      copies: [{ side: 'BUY', restOpens: 20, working: 20, unread: true }],
      leaves: [20],
      correction: 0,
    },
  ])('$when', check);
});

describe('units that the account may not have are not traded', () => {
  it.each<Row>([
    {
      when: '40 of 100 are unsure: an exit of all sells 60',
      shouldHold: 0,
      holds: 100,
      unsure: 40,
      copies: [{ side: 'SELL', closes: 100 }],
      leaves: [60],
      correction: 0,
    },
    { when: 'all are unsure: no correction sells them', shouldHold: 0, holds: 100, unsure: 100, correction: 0 },
    { when: 'and none buys more either', shouldHold: 150, holds: 100, unsure: 40, correction: 0 },
    { when: 'short: the same', shouldHold: 0, holds: -100, unsure: 100, correction: 0 },
    {
      when: 'a flip does not open either while what it is to close may not be there',
      shouldHold: -3,
      holds: 100,
      unsure: 100,
      copies: [
        { side: 'BUY', opens: 100, has: 100 },
        { side: 'SELL', closes: 100, opens: 3 },
      ],
      leaves: [0, 0],
    },
    {
      when: 'an entry does not care',
      shouldHold: 150,
      holds: 100,
      unsure: 40,
      copies: [{ side: 'BUY', opens: 50 }],
      leaves: [50],
      correction: 0,
    },
  ])('$when', check);
});

describe('he sold more than he held, and a purchase of his that rests has closed a part of that again', () => {
  const bought: Given = { side: 'BUY', closes: 28, restCloses: 2, restOpens: 62, working: 92 };
  it.each<Row>([
    {
      when: 'the purchase goes on resting whole, and the sale goes out in one piece',
      shouldHold: -2,
      holds: 64,
      copies: [bought, { side: 'SELL', closes: 64, opens: 30, isMarket: true }],
      leaves: [92, 94],
    },
    {
      when: 'the sale is on its way',
      shouldHold: -2,
      holds: 64,
      copies: [bought, { side: 'SELL', closes: 64, opens: 30, isMarket: true, working: 94 }],
      leaves: [92, 94],
    },
    {
      when: 'the sale has filled',
      shouldHold: -2,
      holds: -30,
      copies: [bought, { side: 'SELL', closes: 64, opens: 30, isMarket: true, has: 94 }],
      leaves: [92, 0],
    },
    {
      when: 'the sale failed after 66: the purchase is cut to what it can close, and nothing is corrected',
      shouldHold: -2,
      holds: -2,
      copies: [bought, { side: 'SELL', closes: 64, opens: 30, isMarket: true, has: 66, failed: true }],
      leaves: [64, 0],
    },
  ])('$when', check);
});

describe('he has sold 98 at two to one, and buys 99 at the market before all of the sale is copied', () => {
  const sale: Given = { side: 'SELL', opens: 196, working: 24 };
  it.each<Row>([
    {
      when: 'the purchase closes what there is, and does not open meanwhile',
      shouldHold: -196,
      holds: -4,
      copies: [sale, { side: 'BUY', restCloses: 196, restOpens: 2, isMarket: true }],
      leaves: [192, 4],
    },
    {
      when: 'the sale is through: the purchase goes out whole',
      shouldHold: -196,
      holds: -196,
      copies: [
        { ...sale, has: 196, working: 0 },
        { side: 'BUY', restCloses: 196, restOpens: 2, isMarket: true },
      ],
      leaves: [0, 198],
    },
  ])('$when', check);
});

it('three purchases that flip have filled ahead of the leader, and he has sold 5: none of them buys what that sale made room for', () => {
  check({
    when: '',
    shouldHold: -3,
    holds: 15,
    copies: [
      { side: 'BUY', restCloses: 3, restOpens: 11, has: 14 },
      { side: 'SELL', opens: 3, restOpens: 10, has: 13 },
      { side: 'BUY', restCloses: 3, restOpens: 16, has: 16 },
      { side: 'BUY', restCloses: 3, restOpens: 3, has: 3 },
      { side: 'SELL', restOpens: 5, has: 5, isMarket: true },
    ],
    leaves: [0, 0, 0, 0, 0],
  });
});

describe('a market order of his goes against what no copy can close', () => {
  it.each<Row>([
    {
      when: 'he is to be 50 longer and sells 100: the 50 that are there are sold, and none are bought for it',
      shouldHold: 100,
      holds: 50,
      copies: [{ side: 'SELL', restCloses: 100, isMarket: true }],
      leaves: [50],
    },
    {
      when: 'he sells 50: nothing is traded',
      shouldHold: 100,
      holds: 50,
      copies: [{ side: 'SELL', restCloses: 50, isMarket: true }],
      leaves: [0],
    },
    {
      when: 'he sells 20: the other 30 are bought',
      shouldHold: 100,
      holds: 50,
      copies: [{ side: 'SELL', restCloses: 20, isMarket: true }],
      leaves: [0],
      correction: 30,
    },
    {
      when: 'he is to hold less and buys: what is too much is sold at once',
      shouldHold: 50,
      holds: 100,
      copies: [{ side: 'BUY', restOpens: 20, isMarket: true }],
      leaves: [0],
      correction: -50,
    },
    {
      when: 'it is at the broker already: it is not cancelled',
      shouldHold: 100,
      holds: 50,
      copies: [{ side: 'SELL', restCloses: 50, working: 50, isMarket: true }],
      leaves: [50],
      correction: 50,
    },
    {
      when: 'a sale of his that has more to close than there is does not trade one unit back and forth with it',
      shouldHold: -98,
      holds: -1,
      copies: [
        { side: 'SELL', opens: 13, restOpens: 47, working: 60 },
        { side: 'SELL', closes: 58, opens: 1, has: 9 },
        { side: 'BUY', restCloses: 60, isMarket: true },
      ],
      leaves: [60, 0, 0],
    },
  ])('$when', check);
});

describe('an exit that rests has sold 82 before the leader, and he has bought 84', () => {
  const sold: Given = { side: 'SELL', restCloses: 79, has: 82, working: 79 };
  it.each<Row>([
    {
      when: 'the purchase opens what lies beyond zero; what brings the rest back waits for what is being cancelled',
      shouldHold: 84,
      holds: -82,
      copies: [sold, { side: 'BUY', opens: 84, isMarket: true }],
      leaves: [0, 2],
    },
    {
      when: 'those 2 have filled: the purchase does not take the rest two by two',
      shouldHold: 84,
      holds: -80,
      copies: [sold, { side: 'BUY', opens: 84, isMarket: true, has: 2 }],
      leaves: [0, 0],
    },
    {
      when: 'the exit is cancelled: one order brings the rest back',
      shouldHold: 84,
      holds: -80,
      copies: [
        { ...sold, working: 0 },
        { side: 'BUY', opens: 84, isMarket: true, has: 2 },
      ],
      leaves: [0, 0],
      correction: 80,
    },
  ])('$when', check);
});

describe('a market order of his while an exit is owed', () => {
  it('does not go ahead of him: what it buys would be sold for the exit', () => {
    const row: Row = {
      when: '',
      shouldHold: -79,
      holds: 0,
      copies: [
        { side: 'SELL', closes: 92, has: 9, isMarket: true },
        { side: 'BUY', restCloses: 79, restOpens: 14, isMarket: true },
      ],
    };
    expect(allotted(row).leaves).toEqual([0, 0]);
  });
});

describe('an exit keeps a unit that there is nothing to close with any more', () => {
  it.each<Row>([
    {
      when: 'it goes to the oldest entry, like the rest of the gap, and not unit by unit to the youngest',
      shouldHold: 168,
      holds: 16,
      copies: [
        { side: 'BUY', opens: 217, has: 65, working: 102 },
        { side: 'SELL', closes: 245, has: 93 },
        { side: 'BUY', closes: 17, has: 16, working: 1 },
        { side: 'BUY', opens: 168, has: 17 },
      ],
      leaves: [152, 0, 0, 0],
    },
  ])('$when', check);
});

describe('what is expected to be held while leader orders rest', () => {
  it.each<{ when: string; shouldHold: number; copies: readonly Given[]; expected: number }>([
    {
      when: 'an entry has filled 40 ahead of him',
      shouldHold: 0,
      copies: [{ side: 'BUY', restOpens: 100, has: 40 }],
      expected: 40,
    },
    {
      when: 'an exit has filled 40 ahead of him',
      shouldHold: 100,
      copies: [{ side: 'SELL', restCloses: 100, has: 40 }],
      expected: 60,
    },
    {
      when: 'two exits have both filled whole: together they close what there was, once',
      shouldHold: 100,
      copies: [
        { side: 'SELL', restCloses: 100, has: 100 },
        { side: 'SELL', restCloses: 100, has: 100 },
      ],
      expected: 0,
    },
    {
      when: 'two exits of a short position have filled, and orders after them have opened it again: both closed something',
      shouldHold: -150,
      copies: [
        { side: 'BUY', opens: 150, restCloses: 150, has: 300 },
        { side: 'BUY', opens: 225, restCloses: 150, has: 375 },
        { side: 'SELL', closes: 150, restOpens: 150, has: 300 },
        { side: 'SELL', closes: 225, restOpens: 225, has: 450 },
      ],
      expected: -225,
    },
    {
      when: 'an order that is done counts nothing',
      shouldHold: 50,
      copies: [{ side: 'BUY', opens: 50, has: 70 }],
      expected: 50,
    },
  ])('$when', ({ shouldHold, copies, expected }) => {
    expect(expectedOf(shouldHold, copies.map(lineOf))).toBe(expected);
  });
});

describe('an order that closes one unit and opens the others works next to an older one', () => {
  it.each<Row>([
    {
      when: 'what it closes is not set aside once more: neither grows',
      shouldHold: -31,
      holds: 1,
      copies: [
        { side: 'SELL', opens: 91, working: 91 },
        { side: 'SELL', closes: 1, opens: 31, isOpen: true, working: 5 },
      ],
      leaves: [27, 5],
    },
    {
      when: 'what the older one opened while units were still to be closed is bought for the exit in one piece, and not unit by unit',
      shouldHold: 24,
      holds: -18,
      copies: [
        { side: 'BUY', closes: 24, opens: 53, has: 29 },
        { side: 'SELL', closes: 29, opens: 47, has: 47, isMarket: true },
        { side: 'BUY', closes: 23, working: 23 },
      ],
      leaves: [19, 0, 18],
    },
  ])('$when', check);
});

it('an order that has closed its part opens with the rest, also while others hold more against it', () => {
  const older = lineOf({ side: 'SELL', restOpens: 60, has: 60 }, 0);
  const flip: Given = { side: 'BUY', restCloses: 1, restOpens: 54, isMarket: true };
  const leavesOf = (has: number) =>
    allot(-1, -61 + has, [older, lineOf({ ...flip, has }, 1)], 1).leaves.get(lineOf(flip, 1).id);
  expect(leavesOf(0)).toEqual({ quantity: 55, entry: 54 });
  // Its entry may be too late to send: then nothing more is sent, rather than one unit again and again.
  expect(leavesOf(1)).toEqual({ quantity: 54, entry: 54 });
});
