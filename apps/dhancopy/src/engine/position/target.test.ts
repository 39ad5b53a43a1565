import { describe, expect, it } from 'vitest';
import { linkId, mirrorId, venueOrderId } from '@dhancopy/domain/ids';
import type { MirrorId } from '@dhancopy/domain/ids';
import { ratio } from '@dhancopy/domain/ratio';
import type { Share } from '../sizing/share.ts';
import type { ReleasedAhead } from './copy.ts';
import type { LogEntry } from './log.ts';
import { dueOf, moreExit, targetOf } from './target.ts';
import type { Sized, Target } from './target.ts';

/** `A BUY 100`: 100 units of the leader's order A, a purchase, traded. `released 10`, `kept 10`: the target moved without him. */
type Happening = `${string} ${'BUY' | 'SELL'} ${number}` | `${'released' | 'kept'} ${number}`;

interface Row {
  readonly when: string;
  /** The follower's part of the leader's units; one to one when absent. */
  readonly ratio?: readonly [number, number];
  /** Units in one lot; 1 when absent. */
  readonly lot?: number;
  readonly belowOneLot?: 'one_lot';
  /** Entry units of an order at most: the rest was given up. */
  readonly most?: Readonly<Record<string, number>>;
  /** Entry units that the follower closed by hand before the leader had filled them. */
  readonly closedAhead?: Readonly<Record<string, readonly ReleasedAhead[]>>;
  /** Orders that the leader's app cut from one, in their order. */
  readonly together?: readonly string[];
  /** Orders that are refused for good. */
  readonly refused?: readonly string[];
  readonly happens: readonly Happening[];
  /** Units that each order asks of the follower. */
  readonly asks: Readonly<Record<string, number>>;
  readonly shouldHold: number;
}

const idOf = (name: string): MirrorId => mirrorId(linkId(1), venueOrderId(name));
const NOTHING_FOLDED = { leaderEntry: 0, exit: 0, entry: 0 };

/** The leader's fills with the role that his position gives each. */
function logOf({ happens }: Pick<Row, 'happens'>): LogEntry[] {
  let leader = 0;
  return happens.map((line) => {
    const [name = '', side = '', third] = line.split(' ');
    if (third === undefined) return { moved: name === 'kept' ? 'kept' : 'released', units: Number(side) };
    const sign = side === 'BUY' ? 1 : -1;
    const units = Number(third);
    const of = Math.max(0, -sign * leader);
    const exit = Math.min(units, of);
    leader += sign * units;
    return { copy: idOf(name), exit, of, entry: units - exit, heardMs: null };
  });
}

function copiesOf(row: Row): Map<MirrorId, Sized> {
  const [num, den] = row.ratio ?? [1, 1];
  const share: Share = {
    strategy: 'fixed_ratio',
    factors: [ratio(num, den)],
    lotSize: row.lot ?? 1,
    belowOneLot: row.belowOneLot ?? 'skip',
  };
  const copies = new Map<MirrorId, Sized>();
  const filled = new Map<string, number>();
  for (const line of row.happens) {
    const [name = '', side, units] = line.split(' ');
    if (units === undefined) continue;
    filled.set(name, (filled.get(name) ?? 0) + Number(units));
    const earlier = row.together?.slice(0, row.together.indexOf(name)) ?? [];
    const before = earlier.reduce((sum, each) => sum + (filled.get(each) ?? 0), 0);
    const first = row.together?.includes(name) === true ? (row.together[0] ?? name) : name;
    copies.set(idOf(name), {
      sign: side === 'BUY' ? 1 : -1,
      share: row.refused?.includes(name) === true ? null : share,
      slices: { of: idOf(first), before },
      entryMost: row.most?.[name] ?? null,
      releasedAhead: row.closedAhead?.[name] ?? [],
      folded: NOTHING_FOLDED,
    });
  }
  return copies;
}

/** The copies after what came first was folded away. */
function foldedBy(head: Target, copies: ReadonlyMap<MirrorId, Sized>): Map<MirrorId, Sized> {
  return new Map(
    [...copies].map(([id, copy]) => {
      const { exit, entry, leaderEntry } = dueOf(head, id);
      return [id, { ...copy, folded: { leaderEntry, exit, entry } }];
    }),
  );
}

function asksOf(row: Row, { due }: Target): Record<string, number> {
  const names = Object.keys(row.asks);
  return Object.fromEntries(
    names.map((name) => {
      const asked = due.get(idOf(name));
      return [name, (asked?.exit ?? 0) + (asked?.entry ?? 0)];
    }),
  );
}

const SLICES = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10'] as const;
const bought = SLICES.map((name): Happening => `${name} BUY ${name === 'S10' ? 1_170 : 1_755}`);

const ROWS: readonly Row[] = [
  { when: 'he buys 100, one to one', happens: ['A BUY 100'], asks: { A: 100 }, shouldHold: 100 },
  { when: 'he sells 100 short', happens: ['A SELL 100'], asks: { A: 100 }, shouldHold: -100 },
  {
    when: 'half of 101 is 50: never more than the share',
    ratio: [1, 2],
    happens: ['A BUY 101'],
    asks: { A: 50 },
    shouldHold: 50,
  },
  {
    when: 'an order that fills one by one is sized on its total, not on each piece',
    ratio: [1, 2],
    happens: ['A BUY 1', 'A BUY 1', 'A BUY 1', 'A BUY 1'],
    asks: { A: 2 },
    shouldHold: 2,
  },
  {
    when: 'another order between its pieces changes nothing in that',
    ratio: [1, 2],
    happens: ['A BUY 1', 'B BUY 10', 'A BUY 1'],
    asks: { A: 1, B: 5 },
    shouldHold: 6,
  },
  {
    when: 'half of three lots of 75 is one whole lot',
    ratio: [1, 2],
    lot: 75,
    happens: ['A BUY 225'],
    asks: { A: 75 },
    shouldHold: 75,
  },
  {
    when: 'half of one lot is nothing',
    ratio: [1, 2],
    lot: 75,
    happens: ['A BUY 75'],
    asks: { A: 0 },
    shouldHold: 0,
  },
  {
    when: 'half of one lot is one lot where the link says so',
    ratio: [1, 2],
    lot: 75,
    belowOneLot: 'one_lot',
    happens: ['A BUY 75'],
    asks: { A: 75 },
    shouldHold: 75,
  },
  {
    when: 'he sells 30 of 100: the same fraction goes',
    ratio: [1, 2],
    happens: ['A BUY 100', 'B SELL 30'],
    asks: { A: 50, B: 15 },
    shouldHold: 35,
  },
  {
    when: 'he sells a third of 4 lots, of which half were copied: a third of 2 lots is below one lot',
    ratio: [1, 2],
    lot: 25,
    happens: ['A BUY 100', 'B SELL 33'],
    asks: { A: 50, B: 0 },
    shouldHold: 50,
  },
  {
    when: 'an exit that fills in pieces takes one fraction: it does not lose a unit to each piece',
    ratio: [1, 3],
    happens: ['A BUY 300', 'B SELL 10', 'B SELL 10', 'B SELL 10', 'B SELL 10'],
    asks: { A: 100, B: 13 },
    shouldHold: 87,
  },
  {
    when: 'flat takes all: the residue of two roundings goes with the last exit',
    ratio: [1, 3],
    happens: ['A BUY 100', 'B SELL 50', 'C SELL 50'],
    asks: { A: 33, B: 16, C: 17 },
    shouldHold: 0,
  },
  {
    when: 'flat takes all of two entries that were rounded each on its own',
    ratio: [1, 2],
    happens: ['A BUY 101', 'B BUY 99', 'C SELL 200'],
    asks: { A: 50, B: 49, C: 99 },
    shouldHold: 0,
  },
  {
    when: 'a flip in one order: all of the long goes, and half of what is short is opened',
    ratio: [1, 2],
    happens: ['A BUY 100', 'B SELL 150'],
    asks: { A: 50, B: 75 },
    shouldHold: -25,
  },
  {
    when: 'a flip from short to long, filled in two pieces around zero',
    happens: ['A SELL 100', 'B BUY 60', 'B BUY 90'],
    asks: { A: 100, B: 150 },
    shouldHold: 50,
  },
  {
    when: 'he is long, flat, and long again by the order that made him flat',
    happens: ['A BUY 40', 'B SELL 40', 'A BUY 60', 'C SELL 30'],
    asks: { A: 100, B: 40, C: 30 },
    shouldHold: 30,
  },
  {
    when: 'an entry capped at 30 of 50: half of what there is goes when he sells half',
    ratio: [1, 2],
    most: { A: 30 },
    happens: ['A BUY 100', 'B SELL 50'],
    asks: { A: 30, B: 15 },
    shouldHold: 15,
  },
  {
    when: 'the follower closed 9 of what his copy had filled ahead: they are not bought again when the leader fills',
    closedAhead: { A: [{ after: 0, units: 9 }] },
    happens: ['A BUY 70', 'A BUY 4'],
    asks: { A: 65 },
    shouldHold: 65,
  },
  {
    when: 'the follower closed 9 ahead, and the leader has filled 5 so far',
    closedAhead: { A: [{ after: 0, units: 9 }] },
    happens: ['A BUY 5'],
    asks: { A: 0 },
    shouldHold: 0,
  },
  {
    when: 'the follower closed 20 when the leader had filled 12 of them: those were asked, and the next 8 are not asked again',
    closedAhead: { A: [{ after: 12, units: 8 }] },
    happens: ['A BUY 12', 'released 12', 'A BUY 10'],
    asks: { A: 14 },
    shouldHold: 2,
  },
  {
    when: 'the same, and 5 more when the leader had filled 30: those come off the newest',
    closedAhead: {
      A: [
        { after: 12, units: 8 },
        { after: 22, units: 5 },
      ],
    },
    happens: ['A BUY 12', 'released 12', 'A BUY 18', 'A BUY 3', 'A BUY 4'],
    asks: { A: 24 },
    shouldHold: 12,
  },
  {
    when: 'an entry given up whole: his exit has nothing to take',
    most: { A: 0 },
    happens: ['A BUY 100', 'B SELL 100'],
    asks: { A: 0, B: 0 },
    shouldHold: 0,
  },
  {
    when: 'one of two entries given up: the exit takes its fraction of the other',
    most: { A: 0 },
    happens: ['A BUY 100', 'B BUY 100', 'C SELL 100'],
    asks: { A: 0, B: 100, C: 50 },
    shouldHold: 50,
  },
  {
    when: 'the entry part of a flip given up: the exit part goes all the same',
    most: { B: 0 },
    happens: ['A BUY 100', 'B SELL 150'],
    asks: { A: 100, B: 100 },
    shouldHold: 0,
  },
  {
    when: 'an order refused for good moves nothing',
    refused: ['A'],
    happens: ['A BUY 100', 'B BUY 10', 'C SELL 55'],
    asks: { A: 0, B: 10, C: 5 },
    shouldHold: 5,
  },
  {
    when: 'nine orders of 1,755 and one of 1,170 are one order of 261 lots: half of it is 130 lots',
    ratio: [1, 2],
    lot: 65,
    together: SLICES,
    happens: bought,
    asks: { S1: 845, S2: 910, S3: 845, S4: 910, S5: 845, S6: 910, S7: 845, S8: 910, S9: 845, S10: 585 },
    shouldHold: 8_450,
  },
  {
    when: 'the same ten orders, each on its own, would lose four lots',
    ratio: [1, 2],
    lot: 65,
    happens: bought,
    asks: { S1: 845, S10: 585 },
    shouldHold: 8_190,
  },
  {
    when: 'an exit that his app cut in two takes one fraction',
    ratio: [1, 3],
    together: ['B', 'C'],
    happens: ['A BUY 300', 'B SELL 50', 'C SELL 50'],
    asks: { A: 100, B: 16, C: 17 },
    shouldHold: 67,
  },
  {
    when: '30 released: his exits take their fraction of the 70 that are left',
    happens: ['A BUY 100', 'released 30', 'B SELL 50'],
    asks: { A: 100, B: 35 },
    shouldHold: 35,
  },
  {
    when: 'a release stops at zero',
    happens: ['A BUY 100', 'released 130', 'B SELL 100'],
    asks: { A: 100, B: 0 },
    shouldHold: 0,
  },
  {
    when: '30 of a short released: it moves towards zero as well',
    happens: ['A SELL 100', 'released 30', 'B BUY 100'],
    asks: { A: 100, B: 70 },
    shouldHold: 0,
  },
  {
    when: 'a surplus of 10 kept: it goes when he is out',
    happens: ['A BUY 50', 'kept 10', 'B SELL 50'],
    asks: { A: 50, B: 60 },
    shouldHold: 0,
  },
];

describe('what a link should hold by the fills of the leader', () => {
  it.each(ROWS)('$when', (row) => {
    const target = targetOf(0, null, logOf(row), copiesOf(row));
    expect(asksOf(row, target)).toEqual(row.asks);
    expect(target.target).toBe(row.shouldHold);
  });
});

describe('1. the fills that came first may be folded away at any point', () => {
  const rows = ROWS.filter(({ most }) => most === undefined).flatMap((row) =>
    row.happens.map((_, at) => ({ ...row, at })),
  );
  it.each(rows)('$when; the first $at folded', (row) => {
    const log = logOf(row);
    const copies = copiesOf(row);
    const head = targetOf(0, null, log.slice(0, row.at), copies);
    const target = targetOf(head.target, head.run, log.slice(row.at), foldedBy(head, copies));
    expect(asksOf(row, target)).toEqual(row.asks);
    expect(target.target).toBe(row.shouldHold);
  });
});

describe('2. an exit that still fills keeps its fraction', () => {
  it.each([
    { when: '2 more: 4 of 100 are one unit', folded: 0, between: false, more: 2, held: 98, asks: 1 },
    { when: '2 more, its first fill folded', folded: 2, between: false, more: 2, held: 98, asks: 1 },
    { when: 'the other 98, so that he is out', folded: 2, between: false, more: 98, held: 98, asks: 33 },
    { when: '2 more after another exit: it starts again', folded: 0, between: true, more: 2, held: 96, asks: 0 },
  ])('2 of 100 sold, of which 33 were copied; now $when', ({ folded, between, more, held, asks }) => {
    const row: Row = {
      when: '',
      ratio: [1, 3],
      happens: ['A BUY 100', 'B SELL 2', ...(between ? (['C SELL 2'] as const) : [])],
      asks: {},
      shouldHold: 0,
    };
    const log = logOf(row);
    const copies = copiesOf(row);
    const head = targetOf(0, null, log.slice(0, folded), copies);
    const target = targetOf(head.target, head.run, log.slice(folded), foldedBy(head, copies));
    const copy = copies.get(idOf('B'));
    expect(copy && moreExit(target, copy, more, held)).toBe(asks);
  });
});

describe('3. what was given up after its fills were folded lowers the target by what it still has of it', () => {
  it.each([
    { when: '100 bought, capped at 30', base: 100, entry: 100, most: 30, shouldHold: 30 },
    { when: '100 bought, 80 sold since: only 20 can go', base: 20, entry: 100, most: 30, shouldHold: 0 },
    { when: '100 bought, the cap not reached', base: 100, entry: 100, most: 100, shouldHold: 100 },
  ])('$when', ({ base, entry, most, shouldHold }) => {
    const row: Row = { when: '', happens: ['A BUY 100'], most: { A: most }, asks: {}, shouldHold };
    const copies = new Map(
      [...copiesOf(row)].map(([id, copy]) => [id, { ...copy, folded: { leaderEntry: entry, exit: 0, entry } }]),
    );
    expect(targetOf(base, null, [], copies).target).toBe(shouldHold);
  });

  it('in whole lots: of 75 in lots of 25, of which an exit has left 57, two lots go', () => {
    const row: Row = { when: '', happens: ['A BUY 75'], most: { A: 0 }, asks: {}, shouldHold: 25 };
    const folded = { leaderEntry: 75, exit: 0, entry: 75, left: 57 };
    const copies = new Map(
      [...copiesOf(row)].map(([id, copy]) => [
        id,
        { ...copy, share: copy.share && { ...copy.share, lotSize: 25 }, folded },
      ]),
    );
    expect(targetOf(75, null, [], copies).target).toBe(25);
  });
});
