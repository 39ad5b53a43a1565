import { istDayStart } from '@dhancopy/domain/indian-time';
import { signOf } from '@dhancopy/domain/order';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { Link } from '@dhancopy/domain/link';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import { netKey } from './books.ts';
import { heldBy } from './ledger.ts';
import { isOpen } from './order.ts';
import { laneKey } from './records.ts';
import type { BrokerOrder, Ticket } from './order.ts';
import type { Stage } from './stage.ts';
import { Wrong } from './wrong.ts';

/** Seconds of the broker are whole, and a frame takes its time, ms. */
export const LATE_SLACK_MS = 3_000;

/**
 * What opens a position long after the leader's market order has filled has a bound: a limit that is no worse than his price moved by
 * the band of the link. That holds for what is placed and for every change of it. Only where it is sure to open: it is more than the
 * link holds on the other side by the account's trades, nothing else of the link is at the broker, and nobody trades there or changes our orders by hand.
 * @param self - the order that is changed
 */
export function checkBound(
  session: Stage,
  ticket: Ticket,
  terms: OrderTerms,
  leaderOrder: VenueOrderId | null,
  self: BrokerOrder | null = null,
): void {
  const { side, link: id, clientId } = ticket;
  const { broker, records, nowMs } = session;
  const link = id === null ? undefined : session.linkOf(id);
  const order = leaderOrder === null ? undefined : broker.find(leaderOrder);
  const isPlaced = self === null && order !== undefined && order.placedMs < session.dayMs;
  // Over a night, whose order of several links has filled cannot be known.
  const isContested = records.contested.has(netKey(ticket.account, ticket.venue.asset, ticket.venue.product));
  if (link && isPlaced && !isContested && opensAlone(session, ticket, link, terms, self)) {
    throw new Wrong('late entry', `${clientId ?? ''} opens for ${order.id}, which the leader placed on an earlier day`);
  }
  if (link && order && self === null) checkAge(session, ticket, terms, order, link);
  if (!link || order?.status !== 'FILLED' || order.terms.orderType !== 'MARKET' || order.modifications > 0) return;
  if (nowMs - order.changedMs <= LATE_SLACK_MS || order.changedMs < istDayStart(nowMs)) return;
  if (isContested || !opensAlone(session, ticket, link, terms, self) || records.restarts > 0) return;
  // In time and still resting: it has the leader's own terms until it is worked.
  if (self !== null && self.terms.orderType === 'MARKET' && terms.orderType === 'MARKET') return;
  const average = order.value / order.filledQty;
  const worst = average * (1 + (signOf(side) * link.settings.priceBandBps) / 10_000);
  if (terms.orderType === 'LIMIT' && signOf(side) * (worst - terms.price) >= -1) return;
  const words = terms.orderType === 'MARKET' ? 'at the market' : `at ${terms.price / 100}`;
  throw new Wrong(
    'no bound',
    `${clientId ?? ''} opens ${words} ${Math.round((nowMs - order.changedMs) / 1_000)} s after the leader filled ${order.id} at ${average / 100}`,
  );
}

/**
 * What a link sends for the first time, and what opens, is for an order that rests at the leader, or that has filled as long ago as the
 * link allows. An engine that hears nothing does not know that it has filled: its news is ten seconds old at most.
 */
function checkAge(session: Stage, ticket: Ticket, terms: OrderTerms, order: BrokerOrder, link: Link): void {
  const { records, plan, nowMs } = session;
  const key = `${link.id}|${order.id}`;
  const isFirst = !records.tried.has(key);
  records.tried.add(key);
  if (!isFirst || isOpen(order) || records.restarts > 0) return;
  const ageMs = nowMs - order.changedMs;
  if (ageMs <= link.settings.lateEntryMs + plan.bookLagMs + LATE_SLACK_MS) return;
  if (!opensAlone(session, ticket, link, terms, null)) return;
  throw new Wrong('late entry', `${ticket.clientId ?? ''} opens for ${order.id}, which ended ${ageMs / 1_000} s ago`);
}

/** It is sure to open: more than the link holds on the other side, and nothing else is at the broker or in the follower's own hands. */
function opensAlone(
  { broker, ledger, records }: Stage,
  { account, venue, side }: Ticket,
  link: Link,
  terms: OrderTerms,
  self: BrokerOrder | null,
): boolean {
  const holding = ledger.of(account, venue);
  const toClose = Math.max(0, -signOf(side) * heldBy(holding, link.id));
  const isAlone = broker.of(account).every((each) => {
    const isOther = each !== self && each.ticket.link === link.id;
    return !isOther || (!isOpen(each) && records.heardOf(each) === each.filledQty);
  });
  const isByHand =
    records.hands.has(netKey(account, venue.asset, venue.product)) || records.detached.has(laneKey(link.id, venue));
  return terms.quantity - (self?.filledQty ?? 0) > toClose && isAlone && !isByHand && holding.released === 0;
}
