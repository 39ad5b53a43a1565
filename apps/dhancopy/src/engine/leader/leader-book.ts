import { tradingDay } from '@dhancopy/domain/trading-day';
import { mirrorId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import { formatCount } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import type { EngineEvent } from '../events.ts';
import { foldReport, withoutNews } from '../order/known-order.ts';
import type { Arrival, KnownOrder } from '../order/known-order.ts';
import { positionsFollowing } from '../position/books.ts';
import type { Copy } from '../position/copy.ts';
import type { PositionKey } from '../position/copy-position.ts';
import { positionKey } from '../position/copy-position.ts';
import { nameOf } from '../instrument-name.ts';
import { orderKey } from '../state.ts';
import { takeLeaderReport } from './leader-report.ts';
import { expectedAfter, missedMoves, noteNight, noteSeen } from './missed-moves.ts';
import { playback } from './playback.ts';
import { takeTradeOrder } from './trade-order.ts';
import { addLeaderFill, alignLeaderPositions, contractOf, isLeaderRead } from './position.ts';
import type { LeaderMove } from './position.ts';

/**
 * What is news is played in the order in which it happened, so that each fill is judged by the position that the leader had then;
 * only after the last step is anything decided, because what lies between is history.
 * @returns the positions to settle
 */
export function takeLeaderBook(
  turn: Turn,
  event: Extract<EngineEvent, { type: 'LeaderBookRead' }>,
  take: (report: OrderReport, row: OrderReport) => PositionKey[],
): Set<PositionKey> {
  const { state, ctx } = turn;
  const touched = new Set<PositionKey>();
  const resized: OrderReport[] = [];
  const isFirst = event.positions !== null && event.isIncomplete !== true && !state.leaders.read.has(event.accountId);
  const expected = isFirst ? expectedAfter(turn, event) : null;
  if (event.positions) {
    const dayMs = tradingDay(ctx.nowMs);
    const isMorning = event.isIncomplete !== true && !isLeaderRead(state, event.accountId, dayMs);
    const ended = endedWithTheirDay(turn, event, dayMs);
    for (const report of event.reports) if (recallOrder(turn, report, event, false)) resized.push(report);
    for (const report of ended) recallOrder(turn, report, event, true);
    const { positions, askedMs } = event;
    const moves = alignLeaderPositions(turn, { ...event, positions, askedMs: askedMs ?? event.receivedMs }, dayMs);
    if (isMorning) noteNight(turn, event.accountId);
    noticeMoves(turn, event.accountId, moves);
    for (const report of ended) for (const key of take(report, report)) touched.add(key);
    for (const { key } of positionsFollowing(state, event.accountId)) touched.add(key);
  }
  const known = (report: OrderReport): KnownOrder | undefined =>
    state.orders.get(orderKey(event.accountId, report.venueOrderId));
  const rows = new Map(event.reports.map((report) => [report.venueOrderId, report]));
  for (const step of playback(event.reports, event.trades, (report) => known(report)?.report.filledQty ?? null)) {
    for (const key of take(step, rows.get(step.venueOrderId) ?? step)) touched.add(key);
  }
  for (const report of resized) {
    const order = known(report);
    if (order) for (const key of takeLeaderReport(turn, withoutNews(order))) touched.add(key);
  }
  for (const key of takeTradeOrder(turn, event)) touched.add(key);
  if (expected)
    noticeMoves(turn, event.accountId, missedMoves(turn, event, expected), 'while the copier was not running');
  if (event.positions && event.isIncomplete !== true) noteSeen(turn, event);
  return touched;
}

/** Orders of the leader from before the day that its book does not show: they ended with theirs. */
function endedWithTheirDay(
  { state }: Turn,
  { accountId, reports }: Extract<EngineEvent, { type: 'LeaderBookRead' }>,
  dayMs: number,
): OrderReport[] {
  const shown = new Set(reports.map(({ venueOrderId }) => venueOrderId));
  const ended = new Map<OrderReport['venueOrderId'], OrderReport>();
  const end = (report: OrderReport): void => {
    if (!shown.has(report.venueOrderId))
      ended.set(report.venueOrderId, { ...report, status: 'EXPIRED', statusText: 'EXPIRED' });
  };
  for (const { report, firstSeenMs } of state.orders.values()) {
    if (report.accountId === accountId && tradingDay(firstSeenMs) < dayMs && !isFinal(report.status)) end(report);
  }
  for (const { active } of positionsFollowing(state, accountId)) {
    for (const id of active) {
      const copy = state.copies.get(id);
      if (!copy || tradingDay(copy.createdMs) >= dayMs || state.orders.has(orderKey(accountId, copy.leaderOrderId)))
        continue;
      end(lastKnown(copy));
    }
  }
  return [...ended.values()];
}

/** What a copy knows of its leader order. */
function lastKnown(copy: Copy): OrderReport {
  const {
    desired,
    leaderId: accountId,
    leaderOrderId: venueOrderId,
    instrumentId,
    side,
    leaderProduct: product,
  } = copy;
  return {
    ...desired,
    accountId,
    venueOrderId,
    instrumentId,
    side,
    product,
    clientOrderId: null,
    parentVenueOrderId: null,
    leg: null,
    isSuperOrder: false,
    quantity: copy.leaderQty,
    filledQty: copy.leaderFilled,
    avgPxRupees: null,
    status: null,
    statusText: '',
    isModification: false,
    text: '',
    lastPrice: null,
    tradingSymbol: '',
    exchangeOrderId: null,
    // Of its day: what it filled is not taken for a fill of today.
    tsEventMs: copy.createdMs,
    source: 'BOOK',
  };
}

/**
 * An order that the copies of every link already know, and this process has not heard of since it started.
 * @param isEnded - with an earlier day: for a link that does not know it, it is over
 * @returns whether the leader has given it another quantity since
 */
function recallOrder({ state, ctx, decision }: Turn, report: OrderReport, at: Arrival, isEnded: boolean): boolean {
  const key = orderKey(report.accountId, report.venueOrderId);
  if (state.orders.has(key)) return false;
  const links = state.linksByLeader.get(report.accountId) ?? [];
  const filled: number[] = [];
  let isResized = false;
  for (const link of links) {
    const copy = state.copies.get(mirrorId(link, report.venueOrderId));
    if (!copy && isEnded) continue;
    if (!copy) return false;
    filled.push(copy.leaderFilled);
    isResized ||= copy.leaderQty !== report.quantity;
  }
  if (filled.length === 0) return false;
  const filledQty = Math.min(report.filledQty, ...filled);
  // Open until its own report says otherwise, so that an end in the meantime is news.
  const status = filledQty > 0 ? 'PARTIALLY_FILLED' : 'ACCEPTED';
  const recalled: OrderReport = { ...report, filledQty, status };
  state.orders.set(key, foldReport(undefined, recalled, at).order);
  // Its terms may have changed in the meantime: the record is compared with them.
  decision.orders.set(key, { isNew: false });
  if (filledQty > 0) addLeaderFill(state, recalled, filledQty, ctx);
  return isResized;
}

const CAUSES = {
  'without an order': 'conversion, transfer or corporate action',
  'while the copier was not running': 'a trade of an earlier day, a conversion, transfer or corporate action',
} as const;

/** As followers know it; its id where none has traded it. */
function contractName(turn: Turn, leader: AccountId, contract: string): string {
  const known = positionsFollowing(turn.state, leader).find(({ asset }) => contractOf(asset, turn.ctx) === contract);
  return known ? nameOf(turn, known.instrumentId) : contract;
}

/** Conversion, transfer, corporate action: named at once, all products of a contract together, with what it means for each follower. */
function noticeMoves(
  turn: Turn,
  leader: AccountId,
  moves: readonly LeaderMove[],
  when: keyof typeof CAUSES = 'without an order',
): void {
  const { state, ctx, decision } = turn;
  const dayMs = tradingDay(ctx.nowMs);
  for (const [contract, together] of Map.groupBy(moves, ({ asset }) => contractOf(asset, ctx))) {
    const changes = together.map(
      ({ product, before, after }) => `${product} ${formatCount(before)} to ${formatCount(after)}`,
    );
    const concerned = (state.linksByLeader.get(leader) ?? []).flatMap((link) =>
      together.flatMap(({ asset, product }) => {
        const position = state.positions.get(positionKey(link, asset, product));
        if (!position || position.held === 0) return [];
        const isNight = position.night?.dayMs === dayMs;
        const split = isNight ? ', or follows a split or bonus when its account shows the same' : '';
        const end = position.product === 'INTRADAY' ? ' until the broker squares INTRADAY off' : split;
        return [`${position.followerId} keeps ${formatCount(position.held)} ${position.product}${end}`];
      }),
    );
    decision.notices.push({
      severity: concerned.length === 0 ? 'INFO' : 'WARNING',
      code: 'LEADER_POSITION_MOVED',
      text: `the leader's position in ${contractName(turn, leader, contract)} changed ${when} (${CAUSES[when]}): ${changes.join(', ')}. No order is copied for it: ${concerned.join(', ') || 'no follower holds copies of it'}`,
      accountId: leader,
      venueOrderId: null,
    });
  }
}
