import { isTraded, send, unitsOf } from './act.ts';
import { isOpen } from './order.ts';
import type { BrokerOrder } from './order.ts';
import type { Session } from './session.ts';
import type { Step } from './steps.ts';
import { apart, at } from './turns.ts';

/** A follower trades by his own hand. */
export function handTrade(session: Session, step: Extract<Step, { do: 'hand' }>): void {
  const { plan, broker } = session;
  const [account, venue] = [at(plan.followers, step.follower), at(plan.venues, step.venue)];
  // In the moment in which a split is found out nobody trades by hand: see the known gaps.
  if (!account || !venue || !isTraded(session, venue) || session.records.isNightOpen) return;
  const net = broker.books.net(account, venue);
  const side = step.side === 'CLOSE' ? (net > 0 ? 'SELL' : 'BUY') : step.side;
  if (step.side === 'CLOSE' && net === 0) return;
  let units = step.side === 'CLOSE' && step.size > 50 ? Math.abs(net) : unitsOf(venue, step.size);
  const isCovered = venue.product === 'CNC' || plan.discipline === 'long';
  if (side === 'SELL' && isCovered) units = Math.min(units, Math.max(0, net));
  if (step.side === 'CLOSE') units = Math.min(units, Math.abs(net));
  if (units === 0) return;
  const rests = step.rests && !isCovered;
  apart(session);
  send(session, { account, venue, side, units, type: rests ? 'LIMIT' : 'MARKET', away: rests ? 3 : 0 }, 'hand');
  apart(session);
}

export function copiesOf({ broker }: Session): BrokerOrder[] {
  return broker.orders.filter((order) => order.ticket.link !== null && isOpen(order));
}
