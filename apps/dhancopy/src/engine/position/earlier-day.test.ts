import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { ONE } from '@dhancopy/domain/ratio';
import { DAY_MS, OPEN_MS, VENUE_SETS } from '../testing/play/contracts.ts';
import { playStep } from '../testing/play/play-step.ts';
import { Session } from '../testing/play/session.ts';
import type { Step } from '../testing/play/steps.ts';

const LEADER = accountId('L1');
const FOLLOWER = accountId('F1');

/** The leader buys shares for delivery, and nothing can be sent. */
const STEPS: readonly Step[] = [
  { do: 'dry', follower: 0, ms: 20_000 },
  { do: 'place', leader: 0, venue: 0, side: 'BUY', size: 30, type: 'MARKET', away: 0 },
  { do: 'flush' },
];

/** The machine is shut down at that moment, and started again in the morning. */
function nextMorning(session: Session): void {
  session.dayMs += DAY_MS;
  session.broker.endDay(session.dayMs, session.dayMs + OPEN_MS);
  session.records.endDay();
  session.restart();
}

it('an entry that was not sent on the day of the leader is not sent on the next, also after a restart', () => {
  const settings = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE } as const;
  const session = new Session(
    {
      leaders: [LEADER],
      followers: [FOLLOWER],
      links: [{ id: linkId(1), leaderId: LEADER, followerId: FOLLOWER, state: 'ACTIVE', settings }],
      later: [],
      venues: VENUE_SETS[4] ?? [],
      openings: [],
      discipline: 'careful',
      isLossless: true,
      bookLagMs: 0,
      unknown: null,
      isFlattened: false,
    },
    { isKept: true, story: null },
  );
  for (const step of STEPS) playStep(session, step);
  nextMorning(session);
  for (const ms of [10, 6_000]) session.advance(ms);
  expect(session.broker.of(FOLLOWER)).toEqual([]);
  expect([...session.state.copies.values()].map(({ outcome }) => outcome?.reason)).toEqual(['LATE_ENTRY']);
});
