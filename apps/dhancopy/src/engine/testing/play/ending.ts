import { leaderPlaces } from './act.ts';
import { checkBounds } from './bounds.ts';
import {
  checkDetached,
  checkEqual,
  checkFlat,
  checkGone,
  checkOutcomes,
  checkResting,
  checkSums,
} from './end-rules.ts';
import { flatten } from './flatten.ts';
import { isOpen } from './order.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';
import { learn, setOffline } from './turns.ts';
import { Wrong } from './wrong.ts';

/**
 * How every session ends: all is well again, everything comes in, the leaders cancel what rests, then they close what they hold. After
 * each the rules are asked.
 */
export function endSession(session: Session): void {
  const { broker, plan } = session;
  heal(session);
  settle(session, false);
  checkSums(session);
  checkRestart(session);
  checkResting(session);
  checkGone(session);
  if (plan.isFlattened) flatten(session);

  for (const account of plan.leaders) for (const order of broker.of(account)) broker.cancel(order);
  session.note(() => 'the leaders cancel what rests');
  settle(session, true);
  checkOutcomes(session, 'after everything was cancelled');
  checkEqual(session);
  checkDetached(session);
  checkSums(session);
  if (!plan.isFlattened) checkBounds(session);

  for (const account of plan.leaders) {
    for (const venue of plan.venues) {
      const net = broker.books.net(account, venue);
      const side = net > 0 ? 'SELL' : 'BUY';
      const wish = { account, venue, side, units: Math.abs(net), type: 'MARKET', away: 0 } as const;
      if (net !== 0) leaderPlaces(session, wish);
    }
  }
  settle(session, true);
  checkOutcomes(session, 'after the leaders closed what they held');
  checkFlat(session);
  checkSums(session);
  if (!plan.isFlattened) checkBounds(session);
}

/** When all is quiet, a process that starts again has nothing to do. */
function checkRestart(session: Session): void {
  if (!session.isKept) return;
  const before = session.records.requests;
  session.note(() => 'all is quiet; the process is killed and starts again');
  session.restart();
  settle(session, false);
  const sent = session.records.requests - before;
  if (sent > 0) throw new Wrong('restart acts', `${sent} requests after a restart, although all was quiet before`);
}

/** Nothing is refused, paused or missing any more, and the followers' own orders are gone. */
function heal(session: Session): void {
  const { broker, links, plan } = session;
  session.note(() => 'all is well again');
  session.faults = [];
  session.crash = 'none';
  session.dryUntil.clear();
  learn(session);
  for (const order of broker.orders) if (order.ticket.origin === 'hand' && isOpen(order)) broker.cancel(order);
  broker.isLiquid = true;
  for (const account of plan.followers) setOffline(session, account, false);
  if (session.system.state !== 'ACTIVE') {
    session.system = { state: 'ACTIVE', byKillSwitch: false };
    session.post({ type: 'TradingStateChanged', ...session.system });
  }
  for (const link of links.values()) {
    if (link.state === 'ACTIVE') continue;
    const next = { ...link, state: 'ACTIVE' } as const;
    links.set(link.id, next);
    session.post({ type: 'LinkChanged', link: next });
  }
  broker.meetAll();
}
