import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { ratio } from '@dhancopy/domain/ratio';
import { tradingDay } from '@dhancopy/domain/trading-day';
import { heldBefore, leaderPositionIn } from '../leader/position.ts';
import { bareTurn } from '../testing/bare-turn.ts';
import { leaderPlaces } from '../testing/play/act.ts';
import { DAY_MS, VENUE_SETS } from '../testing/play/contracts.ts';
import { playStep } from '../testing/play/play-step.ts';
import { Session } from '../testing/play/session.ts';

const [L1, L2, F] = [accountId('L1'), accountId('L2'), accountId('F1')];
const [venue] = VENUE_SETS.flat().filter(({ product }) => product === 'CNC');
const settings = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ratio(1, 1) } as const;

/** Two leaders whom one follower copies one to one, in a share in delivery. */
function played(openings: Session['plan']['openings'] = []): { session: Session; buys: Buys; held: () => number[] } {
  if (!venue) throw new Error('no share in delivery');
  const plan: Session['plan'] = {
    leaders: [L1, L2],
    followers: [F],
    links: [
      { id: linkId(1), leaderId: L1, followerId: F, state: 'ACTIVE', settings },
      { id: linkId(2), leaderId: L2, followerId: F, state: 'ACTIVE', settings },
    ],
    later: [],
    venues: [venue],
    openings,
    discipline: 'long',
    isLossless: true,
    bookLagMs: 0,
    unknown: null,
    isFlattened: false,
  };
  const session = new Session(plan, { isKept: true, story: null });
  const buys: Buys = (account, units) => {
    const side = units > 0 ? 'BUY' : 'SELL';
    leaderPlaces(session, { account, venue, side, units: Math.abs(units), type: 'MARKET', away: 0 });
    playStep(session, { do: 'flush' });
  };
  return { session, buys, held: () => [...session.state.positions.values()].map((position) => position.held) };
}

type Buys = (account: typeof L1, units: number) => void;

const NIGHT = { do: 'night', dayEnded: true, isTidy: true, growth: 1.5, isConfirmed: true } as const;

it('three for two leaves one share one share: it does not contradict what the others have', () => {
  const { session, buys, held } = played();
  buys(L1, 20);
  buys(L2, 1);
  expect(held()).toEqual([20, 1]);
  playStep(session, NIGHT);
  // The broker turned 21 into 31: what the fractions of the two make together is the follower's own.
  expect(session.broker.books.net(F, session.plan.venues[0] ?? expect.fail())).toBe(31);
  expect(held()).toEqual([30, 1]);
});

it('what a leader held before he traded on a day does not include the trades of the day before', () => {
  const { session, buys } = played(venue ? [{ account: L1, venue, units: 50 }] : []);
  buys(L1, 10);
  buys(L1, -60);
  playStep(session, { ...NIGHT, growth: 1 });
  buys(L1, 7);
  const turn = { ...bareTurn(venue?.instrument ?? expect.fail()), state: session.state };
  const asset = venue?.asset ?? expect.fail();
  expect(leaderPositionIn(session.state, L1, asset, 'CNC')).toBe(7);
  expect(heldBefore(turn, L1, asset, 'CNC', tradingDay(session.nowMs))).toBe(0);
  expect(heldBefore(turn, L1, asset, 'CNC', tradingDay(session.nowMs) + DAY_MS)).toBe(7);
});
