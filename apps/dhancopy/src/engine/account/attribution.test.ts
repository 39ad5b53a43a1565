import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { Link } from '@dhancopy/domain/link';
import { ONE } from '@dhancopy/domain/ratio';
import type { Turn } from '../decision.ts';
import { addHeld, putPosition } from '../position/books.ts';
import type { PositionKey } from '../position/copy-position.ts';
import { emptyPosition } from '../position/create.ts';
import { bareTurn } from '../testing/bare-turn.ts';
import { INSTRUMENT } from '../testing/world.ts';
import { attribute, isCrossed } from './attribution.ts';
import { takeHandTrade } from './hand-trade.ts';
import { ownOf, putOwn } from './own-book.ts';

const FOLLOWER = accountId('F');
const ASSET = INSTRUMENT.id as string as Asset;
const LINK: Link = {
  id: linkId(1),
  leaderId: accountId('L'),
  followerId: FOLLOWER,
  state: 'ACTIVE',
  settings: { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE },
};

/** Signed units; `ours`: an order of ours filled, otherwise the follower traded by hand. The second is its place in the list. */
interface Trade {
  readonly ours: boolean;
  readonly units: number;
}

interface Split {
  readonly own: number | null;
  readonly held: number;
}

/** What is whose after the trades, heard of in an order: the places of the list, one after the other. */
function heardIn(order: readonly number[], trades: readonly Trade[], ownBefore: number): Split {
  const turn = bareTurn(INSTRUMENT);
  turn.state.links.set(LINK.id, LINK);
  turn.state.linksByFollower.set(FOLLOWER, [LINK.id]);
  const position = emptyPosition(LINK, ASSET, 'INTRADAY', 'INTRADAY', { instrumentId: INSTRUMENT.id }, null, 0, null);
  putPosition(turn, position);
  putOwn(turn, { ...ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY'), units: ownBefore });
  for (const at of order) {
    const trade = trades[at];
    if (trade) hear(turn, position.key, trade, at * 1_000);
  }
  const own = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY').units;
  return { own, held: turn.state.positions.get(position.key)?.held ?? 0 };
}

function hear(turn: Turn, key: PositionKey, { ours, units }: Trade, tsMs: number): void {
  if (!ours) {
    const own = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
    takeHandTrade(turn, own, { units, tsMs, reason: 'CLOSED_BY_HAND', price: null });
    return;
  }
  addHeld(turn, key, units, tsMs);
  const own = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
  if (isCrossed(own, tsMs)) attribute(turn, own, true);
}

const units = fc.integer({ min: 1, max: 100 }).chain((size) => fc.constantFrom(size, -size));
const trades = fc.array(fc.record({ ours: fc.boolean(), units }), { minLength: 1, maxLength: 8 });

describe('whose units the trades of an account were', () => {
  it('does not depend on the order in which they are reported', () => {
    fc.assert(
      fc.property(
        trades.chain((list) => {
          const places = list.map((_, at) => at);
          return fc.tuple(fc.constant(list), fc.shuffledSubarray(places, { minLength: places.length }));
        }),
        fc.integer({ min: -100, max: 100 }),
        ([list, order], ownBefore) => {
          const inOrder = list.map((_, at) => at);
          expect(heardIn(order, list, ownBefore)).toEqual(heardIn(inOrder, list, ownBefore));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each<{ when: string; own: number; trades: Trade[]; heard: number[]; left: Split }>([
    {
      when: 'he closed 100 before our exit, and is heard of after it: our exit sold 100 too many',
      own: 0,
      trades: [
        { ours: true, units: 100 },
        { ours: false, units: -100 },
        { ours: true, units: -100 },
      ],
      heard: [0, 2, 1],
      left: { own: 0, held: -100 },
    },
    {
      when: 'our exit closed 100 before he did, and is heard of after him: his trade is his own short position',
      own: 0,
      trades: [
        { ours: true, units: 100 },
        { ours: true, units: -100 },
        { ours: false, units: -100 },
      ],
      heard: [0, 2, 1],
      left: { own: -100, held: 0 },
    },
    {
      when: 'he sold 72 copied units and bought 87 of his own, and the purchase is heard of first',
      own: 0,
      trades: [
        { ours: true, units: 72 },
        { ours: false, units: -72 },
        { ours: false, units: 87 },
      ],
      heard: [0, 2, 1],
      left: { own: 87, held: 0 },
    },
    {
      when: 'our entry is heard of after he closed it',
      own: 0,
      trades: [
        { ours: true, units: 40 },
        { ours: false, units: -40 },
      ],
      heard: [1, 0],
      left: { own: 0, held: 0 },
    },
  ])('$when', ({ own, trades: list, heard, left }) => {
    expect(heardIn(heard, list, own)).toEqual(left);
  });
});
