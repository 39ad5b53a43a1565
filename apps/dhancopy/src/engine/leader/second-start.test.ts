import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { ratio } from '@dhancopy/domain/ratio';
import { leaderPlaces } from '../testing/play/act.ts';
import { VENUE_SETS } from '../testing/play/contracts.ts';
import { playStep } from '../testing/play/play-step.ts';
import { Session } from '../testing/play/session.ts';

const [L, F] = [accountId('L1'), accountId('F1')];
const [venue] = VENUE_SETS.flat().filter(({ product }) => product === 'CNC');
const SETTINGS = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ratio(1, 1), openOrders: 'copy' } as const;

it('a process that starts again on the same day takes no trade of the day for a split', () => {
  if (!venue) throw new Error('no share in delivery');
  const link = { id: linkId(1), leaderId: L, followerId: F, state: 'ACTIVE', settings: SETTINGS } as const;
  const plan = {
    leaders: [L],
    followers: [F],
    links: [],
    later: [link],
    venues: [venue],
    openings: [{ account: L, venue, units: 10 }],
    discipline: 'free',
    isLossless: true,
    bookLagMs: 0,
    unknown: null,
    isFlattened: false,
  } as const;
  const session = new Session(plan, { isKept: true, story: null });
  const buys = (units: number): void => {
    leaderPlaces(session, { account: L, venue, side: 'BUY', units, type: 'MARKET', away: 0 });
    playStep(session, { do: 'flush' });
  };
  // No link copies the first order, so the next process does not know it before it reads it.
  buys(10);
  playStep(session, { do: 'join', which: 0 });
  buys(5);
  const positionOf = () => [...session.state.positions.values()];
  expect(positionOf()).toMatchObject([{ held: 5, leaderSeen: 25 }]);
  session.restart();
  expect(positionOf()).toMatchObject([{ held: 5, leaderSeen: 25 }]);
  expect(positionOf().map(({ night }) => night)).toEqual([undefined]);
});
