import type { AccountId, ClientOrderId, LinkId, MirrorId } from '../domain/ids.ts';
import { assertNever, invariant } from '../domain/invariant.ts';
import type { Link } from '../domain/link.ts';
import { isFinal } from '../domain/order.ts';
import type { OrderReport } from '../domain/order.ts';
import { rupeesFromPaise } from '../domain/price.ts';
import { formatRupees } from '../domain/rupees.ts';
import { mirrorId } from '../domain/ids.ts';
import type { PositionKey } from './book/positions.ts';
import type { CopyRef } from './commands.ts';
import { emptyDecision } from './decision.ts';
import type { Context, Decision } from './decision.ts';
import type { EngineEvent } from './events.ts';
import { forget } from './forget.ts';
import { addLeaderFill, alignLeaderPositions, leaderPosition } from './leader/position.ts';
import { playback } from './leader/playback.ts';
import { withNews } from './mirror/evaluate.ts';
import { isOurs, parseClientOrderId } from './mirror/client-order-id.ts';
import { createMirror, isDue } from './mirror/create.ts';
import {
  bookFills,
  decideGroup,
  groupKeyOf,
  indexCopy,
  joinGroup,
  newestSeq,
  regroup,
  settleGroup,
} from './mirror/group.ts';
import { leaderFilledOf } from './mirror/mirror.ts';
import type { CopyOrder, Mirror } from './mirror/mirror.ts';
import { changed, isEditedByHand, lookedUp, observe, placed } from './mirror/observe.ts';
import { lastSeq } from './mirror/plan.ts';
import { withLeaderFills, withLeaderQty } from './mirror/wanted.ts';
import { foldReport } from './orders/known-order.ts';
import type { Arrival, Fold, KnownOrder } from './orders/known-order.ts';
import { isLossReached, NO_LIMITS } from './risk/limits.ts';
import { orderKey } from './state.ts';
import type { EngineState, OrderKey } from './state.ts';

/** Refusals in a row after which a person is told. */
const REFUSALS_TOLD = 4;

type Settle = (key: PositionKey) => void;

/**
 * One event in; the state moved on, and what must be made durable and then done out.
 * The same state, event and context give the same decision: no clock, no chance, no waiting.
 */
export function handle(state: EngineState, event: EngineEvent, ctx: Context): Decision {
  const decision = emptyDecision();
  switch (event.type) {
    case 'AccountChanged': {
      const known = state.accounts.get(event.account.id);
      state.accounts.set(event.account.id, {
        account: event.account,
        ready: known?.ready ?? false,
        why: known ? known.why : 'the account is not aligned with the broker yet',
      });
      settleAccount(state, event.account.id, ctx, decision);
      break;
    }
    case 'AccountRemoved':
      state.accounts.delete(event.accountId);
      state.risk.delete(event.accountId);
      break;
    case 'AccountReadiness': {
      const known = state.accounts.get(event.accountId);
      if (known) state.accounts.set(event.accountId, { ...known, ready: event.ready, why: event.why });
      settleAccount(state, event.accountId, ctx, decision);
      break;
    }
    case 'LinkChanged':
      putLink(state, event.link);
      settleLink(state, event.link.id, ctx, decision);
      break;
    case 'LinkRemoved':
      removeLink(state, event.linkId);
      break;
    case 'LimitsChanged': {
      const pnl = state.risk.get(event.accountId)?.pnl ?? null;
      state.risk.set(event.accountId, { limits: event.limits, pnl, lossDayMs: event.lossDayMs });
      break;
    }
    case 'PnlRead':
      onPnl(state, event, decision);
      break;
    case 'TradingStateChanged':
      state.tradingState = event.state;
      state.killSwitch = event.byKillSwitch;
      settleAll(state, ctx, decision);
      break;
    case 'OrderReported':
      onReport(state, event.report, event, ctx, decision);
      break;
    case 'LeaderBookRead':
      onLeaderBook(state, event, ctx, decision);
      break;
    case 'CommandAnswered':
      updateCopy(state, event, ctx, decision, (copy) =>
        event.kind === 'place' ? placed(copy, event.outcome, ctx.nowMs) : changed(copy, event.outcome, ctx.nowMs),
      );
      break;
    case 'LookedUp':
      updateCopy(state, event, ctx, decision, (copy) => lookedUp(copy, event.result, ctx.absence, ctx.nowMs));
      break;
    case 'DayEnded':
      forget(state, event.beforeMs);
      break;
    case 'AccountRead':
    case 'InstrumentsChanged':
      break;
    case 'Tick':
      onTick(state, ctx, decision);
      break;
    default:
      assertNever(event);
  }
  return decision;
}

/** The loss of the day is told once, and holds for the day: a price that recovers does not take it back. */
function onPnl(state: EngineState, event: Extract<EngineEvent, { type: 'PnlRead' }>, decision: Decision): void {
  const { accountId, pnl, dayStartMs } = event;
  const before = state.risk.get(accountId) ?? { limits: NO_LIMITS, pnl: null, lossDayMs: null };
  const risk = { ...before, pnl };
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
    text: `${detail}: entries are not copied for the rest of the day, exits are; "dhancopy risk set" changes the limit`,
    accountId,
    venueOrderId: null,
  });
}

/** Puts back what the database kept: the mirrors and what each link has copied. Commands that were in flight become unknown. */
export function restore(state: EngineState, mirrors: Iterable<Mirror>, nowMs: number): void {
  for (const saved of mirrors) {
    const mirror: Mirror = { ...saved, copies: saved.copies.map((copy) => interrupted(copy, nowMs)) };
    state.mirrors.set(mirror.id, mirror);
    state.nextSeq = Math.max(state.nextSeq, mirror.seq + 1, lastSeq(mirror) + 1);
    for (const copy of mirror.copies) indexCopy(state, mirror, copy);
    if (mirror.outcome === null) state.wakes.set(mirror.id, 0);
  }
  regroup(state);
}

function interrupted(copy: CopyOrder, nowMs: number): CopyOrder {
  const { inFlight, actual } = copy;
  if (!inFlight) return copy;
  if (inFlight.kind === 'place' && actual.state === 'none' && inFlight.terms) {
    return {
      ...copy,
      inFlight: null,
      actual: { state: 'unknown', sinceMs: nowMs, absentReads: 0, terms: inFlight.terms },
    };
  }
  if (actual.state !== 'open') return { ...copy, inFlight: null };
  return changed(copy, { kind: 'unknown', text: 'restarted before the answer' }, nowMs);
}

/** @param settle - what to do with a group whose leader order has news; by default it is decided and sent at once */
function onReport(
  state: EngineState,
  report: OrderReport,
  at: Arrival,
  ctx: Context,
  decision: Decision,
  settle: Settle = (key) => {
    settleGroup(state, key, ctx, decision);
  },
): void {
  const account = state.accounts.get(report.accountId);
  if (!account) return;
  const key = orderKey(report.accountId, report.venueOrderId);
  const fold = foldReport(state.orders.get(key), report, at);
  state.orders.set(key, fold.order);
  const isNews = fold.isNew || fold.newlyFilled > 0 || fold.termsChanged || fold.statusChanged;
  if (isNews) decision.orders.set(key, { isNew: fold.isNew || decision.orders.get(key)?.isNew === true });
  // What we sent ourselves need not be read to know its terms; what the leader sent must.
  const why = fold.doubt ?? (account.account.role === 'leader' ? fold.contested : null);
  if (why !== null) {
    const { accountId, venueOrderId } = report;
    decision.commands.push({ type: 'readOrder', accountId, venueOrderId, why });
  }
  if (account.account.role === 'leader') {
    if (isNews) onLeaderReport(state, fold, ctx, decision, settle);
  } else onFollowerReport(state, fold, report, ctx, decision);
}

/**
 * What is news is played in the order in which it happened, so that each order is judged by the position that the leader had
 * then; only after the last step is anything sent, because what lies between is history.
 */
function onLeaderBook(
  state: EngineState,
  event: Extract<EngineEvent, { type: 'LeaderBookRead' }>,
  ctx: Context,
  decision: Decision,
): void {
  if (event.positions) {
    for (const report of event.reports) recallOrder(state, report, event);
    alignLeaderPositions(state, event.accountId, event.positions, event.reports);
  }
  const known = (report: OrderReport): KnownOrder | undefined =>
    state.orders.get(orderKey(event.accountId, report.venueOrderId));
  const touched = new Set<PositionKey>();
  const decide = (key: PositionKey): void => {
    touched.add(key);
    decideGroup(state, key, ctx, decision);
  };
  for (const step of playback(event.reports, event.trades, (report) => known(report)?.report.filledQty ?? null)) {
    onReport(state, step, event, ctx, decision, decide);
  }
  for (const key of touched) settleGroup(state, key, ctx, decision);
  if (event.positions) settleLeader(state, event.accountId, ctx, decision);
}

/** An order that the mirrors of every link already know, and this process has not heard of since it started. */
function recallOrder(state: EngineState, report: OrderReport, at: Arrival): void {
  const key = orderKey(report.accountId, report.venueOrderId);
  if (state.orders.has(key)) return;
  const links = state.linksByLeader.get(report.accountId) ?? [];
  const mirrors = links.map((link) => state.mirrors.get(mirrorId(link, report.venueOrderId)));
  const known = mirrors.every((mirror) => mirror !== undefined);
  if (!known || mirrors.length === 0) return;
  const filledQty = Math.min(report.filledQty, ...mirrors.map(leaderFilledOf));
  // Open until its own report says otherwise, so that an end in the meantime is news.
  const status = filledQty > 0 ? 'PARTIALLY_FILLED' : 'ACCEPTED';
  const recalled: OrderReport = { ...report, filledQty, status };
  state.orders.set(key, foldReport(undefined, recalled, at).order);
  if (filledQty > 0) addLeaderFill(state, recalled, filledQty);
}

function onLeaderReport(state: EngineState, fold: Fold, ctx: Context, decision: Decision, settle: Settle): void {
  const leader = fold.order.report;
  if (fold.newlyFilled > 0) addLeaderFill(state, leader, fold.newlyFilled);
  const instrument = ctx.instrument(leader.instrumentId);
  for (const linkId of state.linksByLeader.get(leader.accountId) ?? []) {
    const link = state.links.get(linkId);
    if (!link) continue;
    const id = mirrorId(linkId, leader.venueOrderId);
    let mirror = state.mirrors.get(id);
    if (!mirror) {
      if (!isDue(leader, link)) continue;
      mirror = createMirror(state, link, leader, instrument, ctx.nowMs);
      decision.mirrors.add(id);
    }
    const position = leaderPosition(state, leader);
    mirror = withNews(mirror);
    joinGroup(state, mirror);
    const isNewest = lastSeq(mirror) === newestSeq(state, groupKeyOf(mirror));
    const filled = withLeaderFills(mirror, leader, position, state.nextSeq, isNewest);
    if (filled !== mirror) state.nextSeq += 1;
    mirror = filled.leaderQty === leader.quantity ? filled : withLeaderQty(filled, leader, position);
    if (mirror !== state.mirrors.get(id)) {
      state.mirrors.set(id, mirror);
      decision.mirrors.add(id);
    }
    settle(groupKeyOf(mirror));
  }
}

function onFollowerReport(state: EngineState, fold: Fold, report: OrderReport, ctx: Context, decision: Decision): void {
  const { accountId, venueOrderId } = report;
  const clientId = fold.order.report.clientOrderId;
  const ref =
    (clientId === null ? undefined : state.copyByClientId.get(clientId)) ??
    state.copyByVenueId.get(orderKey(accountId, venueOrderId));
  if (!ref) {
    if (clientId !== null && isOurs(clientId) && fold.isNew) {
      addOrphan(state, clientId, orderKey(accountId, venueOrderId));
      decision.notices.push({
        severity: 'WARNING',
        code: 'ORPHAN_COPY',
        text: `order ${venueOrderId} carries our mark ${clientId}, and this database knows no cause for it; it is adopted if its leader order turns up, and left alone until then`,
        accountId,
        venueOrderId,
      });
    }
    return;
  }
  const mirror = state.mirrors.get(ref.mirrorId);
  if (!mirror) return;
  const current = mirror.copies.find((copy) => copy.slice === ref.slice);
  if (!current) return;
  if (ref.generation < current.generation) {
    onEarlierGeneration(state, mirror, current, ref.generation, fold, ctx, decision);
    return;
  }
  updateCopy(state, ref, ctx, decision, (copy) => {
    const seen = observe(copy, { ...fold.order.report, source: report.source }, ctx.nowMs);
    // The read's own terms, not the folded ones: the question is what the broker holds now.
    const edited = isEditedByHand(copy, report, ctx.nowMs);
    if (!edited) return seen;
    return { ...seen, failure: { reason: 'FOLLOWER_DETACHED', detail: 'price or quantity was changed at the broker' } };
  });
}

function addOrphan(state: EngineState, clientId: ClientOrderId, key: OrderKey): void {
  const mark = parseClientOrderId(clientId);
  if (!mark) return;
  const siblings = state.orphans.get(mark.cause) ?? new Map<number, OrderKey>();
  state.orphans.set(mark.cause, siblings.set(mark.generation, key));
}

/** Fills that arrive late for an order that was replaced, or one that was proved absent and lives after all. */
function onEarlierGeneration(
  state: EngineState,
  mirror: Mirror,
  copy: CopyOrder,
  generation: number,
  fold: Fold,
  ctx: Context,
  decision: Decision,
): void {
  const { report } = fold.order;
  const known = copy.earlier[generation];
  invariant(known !== undefined, `copy ${copy.clientOrderId}: generation ${generation} is not on record`);
  // Against what is on record, not against what this process has heard: after a restart it has heard of nothing.
  if (report.filledQty > known.filledQty) {
    const earlier = copy.earlier.with(generation, { ...known, filledQty: report.filledQty });
    const next: CopyOrder = { ...copy, earlier };
    replaceCopy(state, mirror, next, decision);
    settleGroup(state, groupKeyOf(mirror), ctx, decision);
  }
  if (known.isAbsent && !isFinal(report.status) && (fold.isNew || fold.statusChanged)) {
    decision.commands.push({ type: 'cancelGhost', accountId: report.accountId, venueOrderId: report.venueOrderId });
    decision.notices.push({
      severity: 'CRITICAL',
      code: 'GHOST_ORDER',
      text: `order ${report.venueOrderId}, proved absent before, has turned up; it is being cancelled`,
      accountId: report.accountId,
      venueOrderId: report.venueOrderId,
    });
  }
}

function updateCopy(
  state: EngineState,
  ref: CopyRef,
  ctx: Context,
  decision: Decision,
  change: (copy: CopyOrder) => CopyOrder,
): void {
  const mirror = state.mirrors.get(ref.mirrorId);
  const copy = mirror?.copies.find(({ slice, generation }) => slice === ref.slice && generation === ref.generation);
  if (!mirror || !copy) return;
  const next = change(copy);
  if (next !== copy) replaceCopy(state, mirror, next, decision);
  if (next.refusals === REFUSALS_TOLD && copy.refusals < REFUSALS_TOLD) {
    decision.notices.push({
      severity: 'ERROR',
      code: 'CHANGE_REFUSED',
      text: `the broker has refused ${REFUSALS_TOLD} changes of this order in a row; it is tried on, more slowly`,
      accountId: mirror.followerId,
      venueOrderId: next.actual.state === 'open' ? next.actual.venueOrderId : null,
    });
  }
  settleGroup(state, groupKeyOf(mirror), ctx, decision);
}

/** Puts a changed copy into its mirror and its new fills into the link's sub-ledger. */
function replaceCopy(state: EngineState, mirror: Mirror, copy: CopyOrder, decision: Decision): void {
  const before = mirror.copies.find((each) => each.slice === copy.slice);
  const changed: Mirror = { ...mirror, copies: mirror.copies.map((each) => (each.slice === copy.slice ? copy : each)) };
  // An order that was given up and lives after all is worked again.
  const revived = mirror.outcome !== null && copy.failure === null && (before?.failure ?? null) !== null;
  const next: Mirror = revived ? { ...changed, outcome: null } : changed;
  bookFills(state, mirror, next, decision);
  state.mirrors.set(mirror.id, next);
  decision.mirrors.add(mirror.id);
  indexCopy(state, next, copy);
  if (revived) joinGroup(state, next);
}

function onTick(state: EngineState, ctx: Context, decision: Decision): void {
  const due: MirrorId[] = [];
  for (const [id, atMs] of state.wakes) if (atMs <= ctx.nowMs) due.push(id);
  if (due.length === 0) return;
  // Those that close positions first: they take the budget before entries do.
  const mirrors = due.map((id) => state.mirrors.get(id)).filter((mirror) => mirror !== undefined);
  mirrors.sort((a, b) => Number(a.entryIntent > 0) - Number(b.entryIntent > 0) || a.createdMs - b.createdMs);
  const done = new Set<PositionKey>();
  for (const mirror of mirrors) {
    const key = groupKeyOf(mirror);
    if (done.has(key)) continue;
    done.add(key);
    if (!state.groups.has(key)) state.wakes.delete(mirror.id);
    settleGroup(state, key, ctx, decision);
  }
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

function settleWhere(state: EngineState, ctx: Context, decision: Decision, wanted: (mirror: Mirror) => boolean): void {
  for (const [key, group] of [...state.groups]) {
    const [first] = group;
    const mirror = first === undefined ? undefined : state.mirrors.get(first);
    if (mirror && wanted(mirror)) settleGroup(state, key, ctx, decision);
  }
}

function settleAll(state: EngineState, ctx: Context, decision: Decision): void {
  settleWhere(state, ctx, decision, () => true);
}

function settleAccount(state: EngineState, id: AccountId, ctx: Context, decision: Decision): void {
  settleWhere(state, ctx, decision, (mirror) => mirror.followerId === id);
}

function settleLeader(state: EngineState, id: AccountId, ctx: Context, decision: Decision): void {
  settleWhere(state, ctx, decision, (mirror) => mirror.leaderId === id);
}

function settleLink(state: EngineState, id: LinkId, ctx: Context, decision: Decision): void {
  settleWhere(state, ctx, decision, (mirror) => mirror.linkId === id);
}
