import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { ratio } from '@dhancopy/domain/ratio';
import { leaderPlaces } from '../testing/play/act.ts';
import { VENUE_SETS } from '../testing/play/contracts.ts';
import { playStep } from '../testing/play/play-step.ts';
import { Session } from '../testing/play/session.ts';

const [L1, L2, F] = [accountId('L1'), accountId('L2'), accountId('F1')];
const [venue] = VENUE_SETS.flat().filter(({ product }) => product === 'CNC');
const settings = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ratio(1, 1) } as const;

it('three for two leaves one share one share: it does not contradict what the others have', () => {
  if (!venue) throw new Error('no share in delivery');
  const plan = {
    leaders: [L1, L2],
    followers: [F],
    links: [
      { id: linkId(1), leaderId: L1, followerId: F, state: 'ACTIVE', settings },
      { id: linkId(2), leaderId: L2, followerId: F, state: 'ACTIVE', settings },
    ],
    later: [],
    venues: [venue],
    openings: [],
    discipline: 'long',
    isLossless: true,
    bookLagMs: 0,
    unknown: null,
    isFlattened: false,
  } as const;
  const session = new Session(plan, { isKept: true, story: null });
  leaderPlaces(session, { account: L1, venue, side: 'BUY', units: 20, type: 'MARKET', away: 0 });
  leaderPlaces(session, { account: L2, venue, side: 'BUY', units: 1, type: 'MARKET', away: 0 });
  playStep(session, { do: 'flush' });
  const held = () => [...session.state.positions.values()].map((position) => position.held);
  expect(held()).toEqual([20, 1]);
  playStep(session, { do: 'night', dayEnded: true, isTidy: true, growth: 1.5, isConfirmed: true });
  // The broker turned 21 into 31: what the fractions of the two make together is the follower's own.
  expect(session.broker.books.net(F, venue)).toBe(31);
  expect(held()).toEqual([30, 1]);
});
