import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { Link } from '@dhancopy/domain/link';
import { ONE } from '@dhancopy/domain/ratio';
import { DAY_MS, OPEN_MS, VENUE_SETS } from '../testing/play/contracts.ts';
import type { Plan } from '../testing/play/plan.ts';
import { playStep } from '../testing/play/play-step.ts';
import { Session } from '../testing/play/session.ts';
import { flush } from '../testing/play/settle.ts';
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

function link(id: number, followerId: AccountId): Link {
  const settings = { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE } as const;
  return { id: linkId(id), leaderId: LEADER, followerId, state: 'ACTIVE', settings };
}

function sessionWith(followers: readonly AccountId[]): Session {
  const plan: Plan = {
    leaders: [LEADER],
    followers,
    links: [link(1, FOLLOWER)],
    later: [],
    venues: VENUE_SETS[4] ?? [],
    openings: [],
    discipline: 'careful',
    isLossless: true,
    bookLagMs: 0,
    unknown: null,
    isFlattened: false,
  };
  return new Session(plan, { isKept: true, story: null });
}

it('an entry that was not sent on the day of the leader is not sent on the next, also after a restart', () => {
  const session = sessionWith([FOLLOWER]);
  for (const step of STEPS) playStep(session, step);
  nextMorning(session);
  for (const ms of [10, 6_000]) session.advance(ms);
  expect(session.broker.of(FOLLOWER)).toEqual([]);
  expect([...session.state.copies.values()].map(({ outcome }) => outcome?.reason)).toEqual(['LATE_ENTRY']);
});

it('an order of an earlier day counts once for what the leader holds, also if a link was made since', () => {
  const session = sessionWith([FOLLOWER, accountId('F2')]);
  session.broker.isLiquid = false;
  for (const step of STEPS.slice(1)) playStep(session, step);
  const [copy] = session.broker.of(FOLLOWER);
  if (copy) session.broker.fill(copy, 10);
  flush(session);
  session.links.set(linkId(2), { ...link(2, accountId('F2')), sinceMs: session.nowMs + 60_000 });
  nextMorning(session);
  session.broker.isLiquid = true;
  playStep(session, { do: 'exit', leader: 0, venue: 0, quarters: 4, type: 'MARKET', away: 0 });
  flush(session);
  session.advance(10);
  flush(session);
  expect(session.broker.of(FOLLOWER).map(({ ticket, filledQty }) => [ticket.side, filledQty])).toEqual([['SELL', 10]]);
});
