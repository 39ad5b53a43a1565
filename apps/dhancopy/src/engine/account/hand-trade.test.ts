import { describe, expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId, venueOrderId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { Link } from '@dhancopy/domain/link';
import type { OrderReport } from '@dhancopy/domain/order';
import { ONE } from '@dhancopy/domain/ratio';
import type { Turn } from '../decision.ts';
import { putPosition } from '../position/books.ts';
import type { CopyPosition } from '../position/copy-position.ts';
import { emptyPosition } from '../position/create.ts';
import { pictureNow } from '../position/picture-now.ts';
import { bareReport } from '../testing/bare-report.ts';
import { bareTurn } from '../testing/bare-turn.ts';
import { INSTRUMENT } from '../testing/world.ts';
import { countHandTrade, takeHandTrade } from './hand-trade.ts';
import { ownOf, putOwn } from './own-book.ts';

const FOLLOWER = accountId('F');
const ASSET = INSTRUMENT.id as string as Asset;

/** What one link holds; `owes`: units that an exit of the leader asked for and that are not sold yet; `soldAtMs`: when our exit filled. */
interface Held {
  readonly held: number;
  readonly owes?: number;
  readonly sold?: { readonly units: number; readonly tsMs: number };
}

function world(
  links: readonly Held[],
  own: number | null,
  lotSize: number,
): { turn: Turn; keys: CopyPosition['key'][] } {
  const turn = bareTurn({ ...INSTRUMENT, lotSize });
  const keys = links.map(({ held, owes, sold }, at) => {
    const link: Link = {
      id: linkId(at + 1),
      leaderId: accountId(`L${at + 1}`),
      followerId: FOLLOWER,
      state: 'ACTIVE',
      settings: { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE },
    };
    turn.state.links.set(link.id, link);
    turn.state.linksByFollower.set(FOLLOWER, [...(turn.state.linksByFollower.get(FOLLOWER) ?? []), link.id]);
    const bare = emptyPosition(link, ASSET, 'INTRADAY', 'INTRADAY', { instrumentId: INSTRUMENT.id }, null, 0, null);
    const base = held - Math.sign(held) * (owes ?? 0);
    const recentFills = sold ? [{ units: -sold.units, tsMs: sold.tsMs, heardMs: sold.tsMs, heard: 0 }] : [];
    putPosition(turn, { ...bare, held, base, recentFills });
    return bare.key;
  });
  putOwn(turn, { ...ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY'), units: own });
  return { turn, keys };
}

interface After {
  readonly own: number | null;
  readonly held: readonly number[];
  readonly shouldHold: readonly number[];
}

function after(turn: Turn, keys: readonly CopyPosition['key'][]): After {
  const positions = keys.flatMap((key) => turn.state.positions.get(key) ?? []);
  return {
    own: ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY').units,
    held: positions.map(({ held }) => held),
    shouldHold: positions.map((position) => pictureNow(turn, position).target.target),
  };
}

interface Row {
  readonly when: string;
  readonly own: number;
  readonly links: readonly Held[];
  readonly lot?: number;
  /** Signed units of his trade. */
  readonly trades: number;
  readonly ownAfter: number;
  readonly heldAfter: readonly number[];
  /** What each link should hold then; the same as it holds when absent. */
  readonly shouldHold?: readonly number[];
}

function check({ own, links, lot, trades, ownAfter, heldAfter, shouldHold }: Row): void {
  const { turn, keys } = world(links, own, lot ?? 1);
  const now = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
  takeHandTrade(turn, now, { units: trades, tsMs: null, reason: 'CLOSED_BY_HAND', price: null });
  expect(after(turn, keys)).toEqual({ own: ownAfter, held: heldAfter, shouldHold: shouldHold ?? heldAfter });
  const before = own + links.reduce((sum, { held }) => sum + held, 0);
  const total = ownAfter + heldAfter.reduce((sum, held) => sum + held, 0);
  // Own units and what his links hold are the account's net.
  expect(total).toBe(before + trades);
}

describe('a trade that explains what a read showed', () => {
  it('has every link of the account worked out again, also those of which it released nothing: their exits waited for it', () => {
    const { turn } = world([{ held: 150 }, { held: 150 }], 75, 75);
    const suspicion = { difference: -150, askedMs: 0, receivedMs: 0, own: 75, held: 300, overnight: false };
    putOwn(turn, { ...ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY'), suspicion });
    turn.doubts.clear();
    const doubted = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
    takeHandTrade(turn, doubted, { units: -150, tsMs: null, reason: 'CLOSED_BY_HAND', price: null });
    expect([...turn.doubts]).toEqual([doubted.key]);
  });
});

describe('a hand trade closes his own units first, then copied ones as long as the account is on their side', () => {
  it.each<Row>([
    {
      when: 'own 50, copied 100, sells 120',
      own: 50,
      links: [{ held: 100 }],
      trades: -120,
      ownAfter: 0,
      heldAfter: [30],
    },
    {
      when: 'own 50, copied 100, sells 50',
      own: 50,
      links: [{ held: 100 }],
      trades: -50,
      ownAfter: 0,
      heldAfter: [100],
    },
    { when: 'copied 100, sells all', own: 0, links: [{ held: 100 }], trades: -100, ownAfter: 0, heldAfter: [0] },
    { when: 'copied 100, sells 130', own: 0, links: [{ held: 100 }], trades: -130, ownAfter: -30, heldAfter: [0] },
    { when: 'copied 100, buys 40', own: 0, links: [{ held: 100 }], trades: 40, ownAfter: 40, heldAfter: [100] },
    { when: 'copied -100, buys 40', own: 0, links: [{ held: -100 }], trades: 40, ownAfter: 0, heldAfter: [-60] },
    { when: 'copied -100, sells 40', own: 0, links: [{ held: -100 }], trades: -40, ownAfter: -40, heldAfter: [-100] },
    { when: 'nothing copied, sells 40', own: 0, links: [{ held: 0 }], trades: -40, ownAfter: -40, heldAfter: [0] },
    {
      when: 'own -100 before the copy of 100: the account is flat, and 50 more that he sells are his',
      own: -100,
      links: [{ held: 100 }],
      trades: -50,
      ownAfter: -150,
      heldAfter: [100],
    },
    {
      when: 'own -100 before the copy of 100: buying 100 closes his short, and the copy stays',
      own: -100,
      links: [{ held: 100 }],
      trades: 100,
      ownAfter: 0,
      heldAfter: [100],
    },
    {
      when: 'own -100 and copied 150: the account holds 50, so 50 of the 80 that he sells are copied ones',
      own: -100,
      links: [{ held: 150 }],
      trades: -80,
      ownAfter: -130,
      heldAfter: [100],
    },
    {
      when: 'own 100 and copied -60: he sells his 100, and the account is short by what is copied',
      own: 100,
      links: [{ held: -60 }],
      trades: -100,
      ownAfter: 0,
      heldAfter: [-60],
    },
  ])('$when', check);
});

describe('released units leave what is held and what should be held together', () => {
  it.each<Row>([
    {
      when: 'an exit of 60 of 100 is on its way and he sells 50: it owes 30 of the 50 that are left',
      own: 0,
      links: [{ held: 100, owes: 60 }],
      trades: -50,
      ownAfter: 0,
      heldAfter: [50],
      shouldHold: [20],
    },
    {
      when: 'an exit of all is on its way and he sells all: nothing is owed',
      own: 0,
      links: [{ held: 100, owes: 100 }],
      trades: -100,
      ownAfter: 0,
      heldAfter: [0],
      shouldHold: [0],
    },
    {
      when: 'an entry is on its way, 100 of 150: what is still to be bought stays',
      own: 0,
      links: [{ held: 100, owes: -50 }],
      trades: -40,
      ownAfter: 0,
      heldAfter: [60],
      shouldHold: [110],
    },
  ])('$when', check);
});

describe('several links of one follower share it by what each holds, in whole lots', () => {
  it.each<Row>([
    {
      when: '100 and 50 copied, sells 30',
      own: 0,
      links: [{ held: 100 }, { held: 50 }],
      trades: -30,
      ownAfter: 0,
      heldAfter: [80, 40],
    },
    {
      when: 'two lots and one lot of 75, sells one lot: it comes off the larger',
      own: 0,
      lot: 75,
      links: [{ held: 150 }, { held: 75 }],
      trades: -75,
      ownAfter: 0,
      heldAfter: [75, 75],
    },
    {
      when: 'two lots and one lot of 75, sells two',
      own: 0,
      lot: 75,
      links: [{ held: 150 }, { held: 75 }],
      trades: -150,
      ownAfter: 0,
      heldAfter: [75, 0],
    },
    {
      when: 'sells all of both',
      own: 0,
      lot: 75,
      links: [{ held: 150 }, { held: 75 }],
      trades: -225,
      ownAfter: 0,
      heldAfter: [0, 0],
    },
    {
      when: 'opposite directions, 100 and -40: the account holds 60, so 60 of the 80 that he sells are copied ones',
      own: 0,
      links: [{ held: 100 }, { held: -40 }],
      trades: -80,
      ownAfter: -20,
      heldAfter: [40, -40],
    },
    {
      when: 'opposite directions, 100 and -40: buying closes nothing, the account is long',
      own: 0,
      links: [{ held: 100 }, { held: -40 }],
      trades: 40,
      ownAfter: 40,
      heldAfter: [100, -40],
    },
  ])('$when', check);
});

describe('he and our exit close at the same moment: the order of trades at the exchange decides', () => {
  it.each([
    { when: 'he was first: what our exit sold is one too many', tsMs: 5_000, own: 0, held: -100 },
    { when: 'our exit was first: his trade is a position of his own', tsMs: 7_000, own: -100, held: 0 },
    { when: 'in the same second: his trade counts as his own', tsMs: 6_000, own: -100, held: 0 },
    { when: 'the broker gave no time', tsMs: null, own: -100, held: 0 },
  ])('100 copied units, sold by us at 6 s and by him; $when', ({ tsMs, own, held }) => {
    const { turn, keys } = world([{ held: 0, sold: { units: 100, tsMs: 6_000 } }], 0, 1);
    const now = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
    takeHandTrade(turn, now, { units: -100, tsMs, reason: 'CLOSED_BY_HAND', price: null });
    expect(after(turn, keys)).toEqual({ own, held: [held], shouldHold: [0] });
  });
});

describe('orders of his own, as the broker reports them', () => {
  const order = (filledQty: number, number = '1'): OrderReport =>
    bareReport({ accountId: FOLLOWER, venueOrderId: venueOrderId(number), side: 'SELL', filledQty });

  it.each<{ when: string; own: number | null; reports: readonly OrderReport[]; after: After }>([
    {
      when: 'it rests: nothing happened',
      own: 0,
      reports: [order(0)],
      after: { own: 0, held: [100], shouldHold: [100] },
    },
    {
      when: 'it fills in two pieces: each counts once',
      own: 0,
      reports: [order(30), order(70)],
      after: { own: 0, held: [30], shouldHold: [30] },
    },
    {
      when: 'the same report twice counts once',
      own: 0,
      reports: [order(30), order(30)],
      after: { own: 0, held: [70], shouldHold: [70] },
    },
    {
      when: 'two orders count both',
      own: 0,
      reports: [order(30), order(30, '2')],
      after: { own: 0, held: [40], shouldHold: [40] },
    },
    {
      when: 'the account was not read yet: the first read holds it, and nothing is released',
      own: null,
      reports: [order(30)],
      after: { own: null, held: [100], shouldHold: [100] },
    },
  ])('$when', ({ own, reports, after: expected }) => {
    const { turn, keys } = world([{ held: 100 }], own, 1);
    for (const report of reports) countHandTrade(turn, report);
    expect(after(turn, keys)).toEqual(expected);
  });

  it.each([
    { when: 'in the second of the first read', tsEventMs: 999_000, released: true },
    { when: 'in a second before it', tsEventMs: 998_000, released: false },
  ])('a trade $when that is heard after it: released $released', ({ tsEventMs, released }) => {
    const { turn, keys } = world([{ held: 100 }], 0, 1);
    putOwn(turn, { ...ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY'), beganMs: 999_400 });
    countHandTrade(turn, { ...order(30), tsEventMs });
    expect(after(turn, keys).held).toEqual([released ? 70 : 100]);
  });
});

describe('a purchase by hand soon after a fill of ours on the same side', () => {
  it.each([
    ['that was an entry: no warning', 20, -20, 4, []],
    ['that closed a short position: the follower is warned of what he opened', 0, -20, 4, ['OWN_POSITION_OPENED']],
  ])('%s', (_what, held, sold, units, codes) => {
    const { turn } = world([{ held, sold: { units: sold, tsMs: 1_000 } }], 0, 1);
    const own = ownOf(turn.state, FOLLOWER, ASSET, 'INTRADAY');
    takeHandTrade(turn, own, { units, tsMs: 2_000, reason: 'CLOSED_BY_HAND', price: null });
    expect(turn.decision.notices.map(({ code }) => code)).toEqual(codes);
  });
});
