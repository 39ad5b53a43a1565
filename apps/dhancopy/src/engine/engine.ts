import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { assertNever } from '@dhancopy/domain/invariant';
import type { Link } from '@dhancopy/domain/link';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import { formatRupees } from '@dhancopy/domain/rupees';
import { takeAccountRead } from './account/account-read.ts';
import { positionsIn } from './account/own-book.ts';
import { rekeyOwn } from './account/rekey-own.ts';
import { changeOrder, takeFollowerReport } from './account/follower-report.ts';
import type { CopyRef } from './commands.ts';
import { emptyDecision } from './decision.ts';
import type { Context, Decision, Turn } from './decision.ts';
import type { EngineEvent } from './events.ts';
import { forget } from './forget.ts';
import { takeLeaderBook } from './leader/leader-book.ts';
import { rekeyLeaders } from './leader/position.ts';
import { takeLeaderReport } from './leader/leader-report.ts';
import { nameOf } from './instrument-name.ts';
import { adoptPositions, closePositions, dropLink } from './link-changes.ts';
import { foldReport, isNews, withoutNews } from './order/known-order.ts';
import type { Arrival } from './order/known-order.ts';
import { changed, lookedUp, placed } from './order/observe.ts';
import { REFUSALS_MAX } from './order/reconcile.ts';
import type { CopyOrder } from './order/copy-order.ts';
import { putPosition } from './position/books.ts';
import type { PositionKey } from './position/copy-position.ts';
import { settlePosition } from './position/settle.ts';
import { isLossReached, NO_LIMITS } from './risk/limits.ts';
import type { RiskState } from './risk/limits.ts';
import { orderKey } from './state.ts';
import type { EngineState } from './state.ts';

/**
 * One event in; the state moved on, and what must be made durable and then done out.
 * The same state, event and context give the same decision: no clock, no chance, no waiting.
 */
export function handle(state: EngineState, event: EngineEvent, ctx: Context): Decision {
  const turn: Turn = { state, ctx, decision: emptyDecision(), doubts: new Set() };
  const touched = take(turn, event);
  for (const key of turn.doubts.size === 0 ? touched : new Set([...touched, ...doubted(turn)]))
    settlePosition(turn, key);
  return turn.decision;
}

function doubted({ state, doubts }: Turn): PositionKey[] {
  return [...doubts].flatMap((key) => {
    const own = state.own.get(key);
    return own ? positionsIn(state, own.accountId, own.asset, own.product).map((position) => position.key) : [];
  });
}

/** Takes the event into the state. @returns the positions to settle, each once */
function take(turn: Turn, event: EngineEvent): Iterable<PositionKey> {
  const { state, decision } = turn;
  switch (event.type) {
    case 'AccountChanged': {
      const known = state.accounts.get(event.account.id);
      const ready = known?.ready ?? false;
      const why = known ? known.why : 'the account is not aligned with the broker yet';
      const capital = event.account.capital ?? known?.account.capital ?? null;
      state.accounts.set(event.account.id, { account: { ...event.account, capital }, ready, why });
      const isResumed = known !== undefined && known.account.state !== 'ACTIVE' && event.account.state === 'ACTIVE';
      if (isResumed) clearDoubts(turn, event.account.id);
      return [...positionsOf(state, event.account.id), ...judgedAgain(turn)];
    }
    case 'CapitalRead': {
      const known = state.accounts.get(event.accountId);
      if (!known) return [];
      state.accounts.set(event.accountId, { ...known, account: { ...known.account, capital: event.capital } });
      return [...positionsOf(state, event.accountId), ...judgedAgain(turn)];
    }
    case 'AccountRemoved':
      state.accounts.delete(event.accountId);
      state.risk.delete(event.accountId);
      return [];
    case 'AccountReadiness': {
      const known = state.accounts.get(event.accountId);
      if (known) state.accounts.set(event.accountId, { ...known, ready: event.ready, why: event.why });
      return positionsOf(state, event.accountId);
    }
    case 'LinkChanged': {
      // Made by a clock that was ahead: no fill would count as made after it.
      const { sinceMs } = event.link;
      const link = sinceMs === undefined ? event.link : { ...event.link, sinceMs: Math.min(sinceMs, turn.ctx.nowMs) };
      const before = state.links.get(link.id);
      putLink(state, link);
      const mayBeDue = before?.settings.copyOn !== link.settings.copyOn;
      const seen = mayBeDue ? takeOpenOrders(turn, link) : [];
      return new Set([...(state.positionsByLink.get(link.id) ?? []), ...seen]);
    }
    case 'LinkRemoved':
      dropLink(turn, event.linkId);
      removeLink(state, event.linkId);
      return [];
    case 'PositionsAdopted':
      return adoptPositions(turn, event);
    case 'PositionsClosed':
      return closePositions(turn, event.linkId);
    case 'LimitsChanged': {
      onLimits(turn, event);
      return [];
    }
    case 'PnlRead':
      onPnl(state, event, decision);
      return [];
    case 'TradingStateChanged':
      state.tradingState = event.state;
      state.killSwitch = event.byKillSwitch;
      state.isDiskFull = event.byFullDisk === true;
      return [...state.positions.keys()];
    case 'OrderReported':
      return new Set(takeReport(turn, event.report, event));
    case 'LeaderGap':
      state.leaders.gaps.set(event.accountId, event.sinceMs);
      return [];
    case 'LeaderBookRead': {
      const isGapOver = endGap(turn, event);
      const isFirst = event.positions !== null && !state.leaders.read.has(event.accountId);
      const touched = takeLeaderBook(turn, event, (report, row) => takeReport(turn, report, event, row));
      // A process that starts may know by now what was missing when it ended.
      const again = isFirst ? judgedAgain(turn) : [];
      return new Set([...touched, ...again, ...(isGapOver ? positionsOf(state, event.accountId) : [])]);
    }
    case 'AccountRead':
      return takeAccountRead(turn, event);
    case 'InstrumentsChanged':
      rekeyLeaders(turn);
      return [...rekeyOwn(turn), ...judgedAgain(turn)];
    case 'CommandAnswered':
      return onAnswer(turn, event, (order) =>
        event.kind === 'place'
          ? placed(order, event.outcome, turn.ctx.nowMs)
          : changed(order, event.outcome, turn.ctx.nowMs),
      );
    case 'LookedUp':
      return onAnswer(turn, event, (order) => lookedUp(order, event.result, turn.ctx.absence, turn.ctx.nowMs));
    case 'DayEnded':
      forget(turn, event.beforeMs);
      return [];
    case 'Tick':
      return dueNow(turn);
    default:
      return assertNever(event);
  }
}

/**
 * Folds one report into what is known of its order, and takes its news.
 * @param row - what the book that is read says of the order, where the report is a step on the way there
 * @returns the positions that have news
 */
function takeReport(turn: Turn, report: OrderReport, at: Arrival, row: OrderReport = report): PositionKey[] {
  const { state, decision } = turn;
  const account = state.accounts.get(report.accountId);
  if (!account) return [];
  const key = orderKey(report.accountId, report.venueOrderId);
  const { receivedMs, askedMs } = at;
  const known = state.orders.get(key);
  const fold = foldReport(known, report, {
    receivedMs,
    askedMs,
    brokerAheadMs: turn.ctx.brokerAheadMs,
  });
  state.orders.set(key, fold.order);
  const hasNews = isNews(fold);
  if (hasNews) decision.orders.set(key, { isNew: fold.isNew || decision.orders.get(key)?.isNew === true });
  const isLeader = account.account.role === 'leader';
  if (isLeader && known && fold.termsChanged) {
    decision.modifications.push({ order: key, before: known.report, after: fold.order.report });
  }
  // What we sent ourselves need not be read to know its terms; what the leader sent must.
  const why = fold.doubt ?? (isLeader ? fold.contested : null);
  if (why !== null) {
    const { accountId, venueOrderId } = report;
    decision.commands.push({ type: 'readOrder', accountId, venueOrderId, why });
  }
  if (isLeader) return hasNews ? takeLeaderReport(turn, fold, null, row) : [];
  return takeFollowerReport(turn, fold, report);
}

function onAnswer(turn: Turn, ref: CopyRef, change: (order: CopyOrder) => CopyOrder): PositionKey[] {
  return changeOrder(turn, ref, null, (order) => {
    if (order.generation !== ref.generation) return order;
    const next = change(order);
    if (next.refusals === REFUSALS_MAX && order.refusals < REFUSALS_MAX) warnOfRefusals(turn, ref, next);
    return next;
  });
}

function warnOfRefusals(turn: Turn, ref: CopyRef, order: CopyOrder): void {
  const { state, decision } = turn;
  const copy = state.copies.get(ref.mirrorId);
  const what = copy ? `the copied ${copy.side} of ${nameOf(turn, copy.instrumentId)}` : 'this order';
  decision.notices.push({
    severity: 'ERROR',
    code: 'CHANGE_REFUSED',
    text: `the broker has refused ${REFUSALS_MAX} changes of ${what} in a row. An exit is cancelled and placed again; for an entry, retries continue, more slowly`,
    accountId: copy?.followerId ?? null,
    venueOrderId: order.actual.state === 'open' ? order.actual.venueOrderId : null,
  });
}

/** @returns whether what may open has waited for this book */
function endGap(
  { state }: Turn,
  { accountId, askedMs, receivedMs }: Extract<EngineEvent, { type: 'LeaderBookRead' }>,
): boolean {
  const sinceMs = state.leaders.gaps.get(accountId);
  if (sinceMs === undefined || (askedMs ?? receivedMs) < sinceMs) return false;
  return state.leaders.gaps.delete(accountId);
}

/** Positions whose time has come. Those that hold something first: their exits take the budget before entries do. */
function dueNow({ state, ctx }: Turn): PositionKey[] {
  const due: PositionKey[] = [];
  for (const [key, atMs] of state.wakes) if (atMs <= ctx.nowMs) due.push(key);
  const holds = (key: PositionKey): boolean => (state.positions.get(key)?.held ?? 0) !== 0;
  return [...due.filter(holds), ...due.filter((key) => !holds(key))];
}

/** Refused for want of data that may be there now: their leader orders are looked at as if they were new. */
function judgedAgain(turn: Turn): PositionKey[] {
  const { state } = turn;
  const touched: PositionKey[] = [];
  for (const copy of [...state.copies.values()]) {
    if (copy.share !== null || copy.givenUp === null) continue;
    const order = state.orders.get(orderKey(copy.leaderId, copy.leaderOrderId));
    if (order) touched.push(...takeLeaderReport(turn, withoutNews(order), copy.linkId));
  }
  return touched;
}

/** A link that is new, or copies at another moment than before: what its leader has open is looked at as if it were new. */
function takeOpenOrders(turn: Turn, { id, leaderId }: Link): PositionKey[] {
  const touched: PositionKey[] = [];
  for (const order of turn.state.orders.values()) {
    const { accountId, status } = order.report;
    if (accountId !== leaderId || isFinal(status)) continue;
    touched.push(...takeLeaderReport(turn, withoutNews(order), id));
  }
  return touched;
}

const NO_RISK: RiskState = { limits: NO_LIMITS, pnl: null, pnlDayMs: null, lossDayMs: null };

/** A loss that was reached stays reached unless its own limit changes; then what is known of the day is judged at once. */
function onLimits(turn: Turn, event: Extract<EngineEvent, { type: 'LimitsChanged' }>): void {
  const { state, ctx, decision } = turn;
  const { accountId, limits } = event;
  const before = state.risk.get(accountId) ?? NO_RISK;
  const isSameLimit = before.limits.dailyLoss === limits.dailyLoss;
  const lossDayMs = event.lossDayMs ?? (isSameLimit ? before.lossDayMs : null);
  state.risk.set(accountId, { ...before, limits, lossDayMs });
  const { pnl, pnlDayMs } = before;
  if (pnl === null || pnlDayMs === null || pnlDayMs !== istDayStart(ctx.nowMs)) return;
  onPnl(state, { type: 'PnlRead', accountId, pnl, dayStartMs: pnlDayMs }, decision);
}

/** The loss of the day is reported once, and holds for the day: a price that recovers does not take it back. */
function onPnl(state: EngineState, event: Extract<EngineEvent, { type: 'PnlRead' }>, decision: Decision): void {
  const { accountId, pnl, dayStartMs } = event;
  const before = state.risk.get(accountId) ?? NO_RISK;
  const risk = { ...before, pnl, pnlDayMs: dayStartMs };
  const isNews = isLossReached(risk) && before.lossDayMs !== dayStartMs;
  state.risk.set(accountId, isNews ? { ...risk, lossDayMs: dayStartMs } : risk);
  if (!isNews || risk.limits.dailyLoss === null) return;
  const [limit, actual] = [rupeesFromPaise(risk.limits.dailyLoss), -rupeesFromPaise(pnl)];
  const detail = `${formatRupees(actual)} lost today, the limit is ${formatRupees(limit)}`;
  const breach = { type: 'DAILY_LOSS', limit, actual, reason: 'RISK_DAILY_LOSS', detail } as const;
  decision.violations.push({ accountId, breach, leaderOrderId: null, instrumentId: null });
  decision.notices.push({
    severity: 'CRITICAL',
    code: 'DAILY_LOSS',
    text: `${detail}. For the rest of the day only exits are copied, no entries; to change the limit, run "dhancopy risk set --client-id ${accountId} --daily-loss RUPEES"`,
    accountId,
    venueOrderId: null,
  });
}

function clearDoubts(turn: Turn, account: AccountId): void {
  for (const key of positionsOf(turn.state, account)) {
    const position = turn.state.positions.get(key);
    if (position?.doubt) putPosition(turn, { ...position, doubt: null });
  }
}

function positionsOf(state: EngineState, account: AccountId): PositionKey[] {
  const links = [...(state.linksByFollower.get(account) ?? []), ...(state.linksByLeader.get(account) ?? [])];
  return links.flatMap((link) => [...(state.positionsByLink.get(link) ?? [])]);
}

function putLink(state: EngineState, link: Link): void {
  const known = state.linksByLeader.get(link.leaderId) ?? [];
  if (!known.includes(link.id)) state.linksByLeader.set(link.leaderId, [...known, link.id]);
  const followed = state.linksByFollower.get(link.followerId) ?? [];
  if (!followed.includes(link.id)) state.linksByFollower.set(link.followerId, [...followed, link.id]);
  state.links.set(link.id, link);
}

function removeLink(state: EngineState, id: LinkId): void {
  const link = state.links.get(id);
  if (!link) return;
  state.links.delete(id);
  const rest = (state.linksByLeader.get(link.leaderId) ?? []).filter((each) => each !== id);
  state.linksByLeader.set(link.leaderId, rest);
  const followed = (state.linksByFollower.get(link.followerId) ?? []).filter((each) => each !== id);
  state.linksByFollower.set(link.followerId, followed);
}
