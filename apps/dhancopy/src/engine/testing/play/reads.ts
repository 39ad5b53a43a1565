import type { AccountId } from '@dhancopy/domain/ids';
import { tradingDay } from '@dhancopy/domain/trading-day';
import { signOf } from '@dhancopy/domain/order';
import type { PositionRead } from '../../index.ts';
import type { EngineEvent } from './entry.ts';
import type { Stage } from './stage.ts';

/** Two reads of an account are at least so far apart: rows of the book that are late have come by then. */
const READ_GAP_MS = 4_000;

/** Every account is read, as at the start and in the morning. */
export function readEverything(session: Stage, isStart: boolean): void {
  for (const id of session.plan.followers) {
    for (const event of followerReads(session, id, false, isStart)) session.post(event);
    if (isStart) session.post({ type: 'AccountReadiness', accountId: id, ready: true, why: null });
  }
  for (const id of session.plan.leaders) session.post(leaderBook(session, id, 'current'));
}

/**
 * The order book first, so that fills of ours are known as ours; then positions and holdings.
 * @param isBrief - without the rows of orders whose end is known: reading them again and again only takes time
 */
export function followerReads(session: Stage, accountId: AccountId, isBrief = false, isStart = false): EngineEvent[] {
  const events = followerBook(session, accountId, isBrief);
  const { broker, records, plan } = session;
  const last = records.accountReads.get(accountId) ?? -Infinity;
  // A start is not ready before the account was read.
  if (!isStart && plan.bookLagMs > 0 && session.nowMs - last < READ_GAP_MS) return events;
  records.accountReads.set(accountId, session.nowMs);
  events.push({
    type: 'AccountRead',
    accountId,
    dayStartMs: tradingDay(session.nowMs),
    positions: broker.books.positions(accountId),
    holdings: broker.books.holdings(accountId),
    askedMs: session.nowMs,
    receivedMs: session.nowMs,
  });
  return events;
}

/** Rows of orders that were just placed may be missing. */
function followerBook(session: Stage, accountId: AccountId, isBrief: boolean): EngineEvent[] {
  const { broker, nowMs, plan, records } = session;
  const rows = broker.of(accountId).filter((order) => {
    return nowMs >= order.placedMs + plan.bookLagMs && !(isBrief && records.hasHeardEndOf(order));
  });
  return rows.map((order) => ({
    type: 'OrderReported',
    report: broker.report(order, 'BOOK'),
    receivedMs: nowMs,
    askedMs: nowMs,
  }));
}

/** The list of positions of a leader; when it is late, without what was traded shortly before. */
function positionsOf({ broker, records, plan, nowMs }: Stage, accountId: AccountId, isLate: boolean): PositionRead[] {
  const rows = broker.books.positions(accountId);
  if (!isLate || plan.bookLagMs === 0) return rows;
  for (const { venueOrderId, quantity, tsEventMs } of records.tradesOf(accountId)) {
    const order = broker.orders.find(({ id }) => id === venueOrderId);
    if (!order || tsEventMs === null || tsEventMs <= nowMs - plan.bookLagMs) continue;
    const { side, venue } = order.ticket;
    const at = rows.findIndex(
      ({ instrumentId, product }) => instrumentId === venue.instrument.id && product === venue.product,
    );
    const row = rows[at];
    if (row) rows[at] = { ...row, netQty: row.netQty - signOf(side) * quantity };
  }
  return rows;
}

/** @param positions - with them no order changed while they were read, so no row is late; they may be older than the rows */
export function leaderBook(session: Stage, accountId: AccountId, positions: 'none' | 'current' | 'late'): EngineEvent {
  const { broker, records, plan, nowMs } = session;
  const lagMs = positions === 'none' ? plan.bookLagMs : 0;
  const rows = broker.of(accountId).filter(({ placedMs }) => nowMs >= placedMs + lagMs);
  const shown = new Set(rows.map(({ id }) => id));
  const { books } = broker;
  return {
    type: 'LeaderBookRead',
    accountId,
    reports: rows.map((order) => broker.report(order, 'BOOK')),
    trades: records.tradesOf(accountId).filter(({ venueOrderId }) => shown.has(venueOrderId)),
    positions:
      positions === 'none'
        ? null
        : [...positionsOf(session, accountId, positions === 'late'), ...books.holdings(accountId)],
    askedMs: nowMs,
    receivedMs: nowMs,
  };
}
