import { isFinal, isStop } from '@dhancopy/domain/order';
import { REASONS } from '@dhancopy/domain/reason';
import type { Link } from '@dhancopy/domain/link';
import { attributeFill } from '../account/attribution.ts';
import { leaderPositionIn } from '../leader/position.ts';
import type { Turn } from '../decision.ts';
import { isUnderWay, venueOrderOf } from '../order/copy-order.ts';
import { sliceMax, sliceTargets } from '../order/slices.ts';
import { workOrders } from '../order/work-orders.ts';
import { permissionFor } from '../risk/permission.ts';
import { orderKey } from '../state.ts';
import { putCopy, putPosition } from './books.ts';
import { copiedQtyOf, detachedNow, isEntry, keyOf } from './copy.ts';
import type { Copy, Outcome } from './copy.ts';
import { isNightOpen } from './night.ts';
import type { CopyPosition, PositionKey } from './copy-position.ts';
import { workCorrection } from './correct.ts';
import { endedIfOver } from './create.ts';
import { decidePosition } from './decide.ts';
import type { Decided } from './decide.ts';
import { closes, desiredFor } from './desired.ts';
import { closedBy, comesLate } from './lateness.ts';
import { folded } from './fold.ts';
import { isLeaderDone } from './leader-order.ts';
import type { Worked } from './lines.ts';
import { outcomeFor } from './outcome.ts';
import { restUnits } from './allotment.ts';
import { activeIn } from './picture-now.ts';
import { nameOf } from '../instrument-name.ts';

/** An order that fails changes what the others may do, at most so often in one event. */
const ROUNDS_MAX = 8;
/** What is settled may let a copy of an open leader order work again, at most so often in one event. */
const PASSES_MAX = 4;

/**
 * Brings everything of one copy position one step nearer to its target: works it out, sends what is to be sent, says what became
 * of each leader order, and forgets what is settled.
 */
export function settlePosition(turn: Turn, key: PositionKey): void {
  const start = endedIfOver(turn, turn.state.positions.get(key));
  const link = start && turn.state.links.get(start.linkId);
  if (!link) return;
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) if (!settleOnce(turn, key, link)) return;
}

/** @returns true when what was settled lets a copy work again */
function settleOnce(turn: Turn, key: PositionKey, link: Link): boolean {
  const wakes: number[] = [];
  let decided = keepSurplus(turn, key, link);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    decided = decideAgain(turn, key, link, decided);
    if (!decided) return false;
    if (!workCopies(turn, decided, link, wakes)) break;
  }
  decided = decideAgain(turn, key, link, decided);
  if (decided) wakes.push(...workCorrection(turn, key, link, decided.picture));
  const again = finish(turn, key, link, decided);
  const wakeMs = Math.min(...wakes);
  if (wakes.length === 0) turn.state.wakes.delete(key);
  else turn.state.wakes.set(key, wakeMs);
  return again;
}

/** Works the position out again only where something of it has changed since: that is most of what an event costs. */
function decideAgain(turn: Turn, key: PositionKey, link: Link, last: Decided | null): Decided | null {
  const position = turn.state.positions.get(key);
  const isKnown =
    last !== null &&
    last.position === position &&
    sameItems(
      activeIn(turn.state, position),
      last.picture.worked.map(({ copy }) => copy),
    );
  return isKnown ? last : decidePosition(turn, key, link, last?.picture ?? null);
}

/** @returns true when an order failed, was adopted or changed hands, so that the position must be worked out again */
function workCopies(turn: Turn, { picture, waits }: Decided, link: Link, wakes: number[]): boolean {
  let again = false;
  // Exits take the budget before entries do.
  const isExit = ({ line }: Worked): boolean => line.due.exit + line.rest.exit > 0;
  const inOrder = [...picture.worked.filter(isExit), ...picture.worked.filter((each) => !isExit(each))];
  for (const worked of inOrder) {
    const held = waits.get(worked.copy.id);
    again = workCopy(turn, worked, link, held ?? null, wakes) || again;
  }
  return again;
}

function workCopy(
  turn: Turn,
  worked: Worked,
  link: Link,
  held: { readonly units: number; readonly why: string } | null,
  wakes: number[],
): boolean {
  const { leader, line } = worked;
  const copy = turn.state.copies.get(worked.copy.id) ?? worked.copy;
  if (copy.detached) return workDetached(turn, copy, link, wakes);
  if (leader === null || copy.share === null) return false;
  const instrument = turn.ctx.instrument(copy.instrumentId);
  if (!instrument) return false;
  // What is held back was counted before a copy was handed over; less may be left to hold back now.
  const kept = Math.min(held?.units ?? 0, worked.leaves.entry);
  const leaves = { quantity: worked.leaves.quantity - kept, entry: worked.leaves.entry - kept };
  const isIdle = leaves.quantity === 0 && !copy.orders.some(isUnderWay);
  if (isIdle && copy.outcome !== null && held === null) return false;

  const { nowMs } = turn.ctx;
  const brokerMs = nowMs + turn.ctx.brokerAheadMs;
  const isLate = comesLate(copy, leader, link.settings, leaves.quantity > line.working, turn.ctx);
  const timed = (copy.isLate ?? false) === isLate ? copy : { ...copy, isLate };
  const closed = isLate ? closedBy(turn, turn.state.positions.get(keyOf(copy)), timed, line, leaves) : 0;
  const isClosing = closes(line, timed, leaves, closed);
  const lagging = withLag(timed, worked, leaves.quantity, isClosing, link, nowMs, brokerMs);
  const desired = desiredFor(lagging, leader, link.settings, instrument, line, leaves, isClosing);
  const isNewWish = desired.revision !== copy.desired.revision;
  const orders = isNewWish ? lagging.orders.map(retried) : lagging.orders;
  const max = sliceMax(instrument);
  const priority = isClosing ? 'EXIT' : 'ENTRY';
  const result = workOrders(turn, { ...copy, cause: copy.leaderOrderId, ...amoOf(desired) }, orders, {
    targets: sliceTargets(orders, leaves.quantity, max),
    terms: { ...desired, disclosedQty: desired.quantity <= max ? desired.disclosedQty : 0 },
    chase: lagging.chase,
    goOn: isClosing,
    inTime: !isFinal(leader.report.status) || brokerMs - (leader.lastFillMs ?? 0) <= link.settings.lateEntryMs,
    priority: (action) => {
      if (action === 'cancel') return 'EXIT';
      return action === 'modify' && priority === 'EXIT' && isStop(desired.orderType) ? 'STOP_MOVE' : priority;
    },
    permission: permissionFor(turn.state, link),
    causes: leader.revision + Math.ceil(leader.report.filledQty / instrument.lotSize),
  });
  const waiting = held?.why ?? result.waiting ?? idleBecause(worked);
  const worked_: Copy = {
    ...lagging,
    desired,
    waiting,
    orders: sameItems(copy.orders, result.orders) ? copy.orders : result.orders,
  };
  const next = afterFailure(worked_);
  if (!sameWork(copy, next)) putWorked(turn, copy, next);
  if (held) wakes.push(nowMs + 500);
  wakes.push(...result.wakes);
  if (next.lagSinceMs !== null && (isClosing || link.settings.fillPolicy !== 'leave')) {
    wakes.push(next.lagSinceMs + link.settings.fillTimeoutMs);
  }
  const hasFailed = next.orders.some(
    (order, index) => order.failure !== null && (copy.orders[index]?.failure ?? null) === null,
  );
  return (
    hasFailed ||
    next.asRegular !== copy.asRegular ||
    next.givenUp !== copy.givenUp ||
    copiedQtyOf(next) !== copiedQtyOf(copy)
  );
}

/** Orders that were found at the broker have filled when they did, which may be before the follower traded by hand. */
function putWorked(turn: Turn, before: Copy, next: Copy): void {
  const found = next.orders.filter(({ slice }) => !before.orders.some((order) => order.slice === slice));
  const times = found.flatMap((order) => {
    const id = venueOrderOf(order);
    const known = id === null ? undefined : turn.state.orders.get(orderKey(next.followerId, id));
    return known?.report.tsEventMs ?? [];
  });
  const tsMs = times.length === 0 ? null : Math.max(...times);
  putCopy(turn, next, tsMs);
  if (tsMs !== null) attributeFill(turn, { ...next, accountId: next.followerId }, tsMs);
}

/** Why nothing of a copy is at the broker although something is asked of it; null where all is as it should be. */
function idleBecause({ leader, line, leaves }: Worked): string | null {
  if (leader === null || leaves.quantity > 0) return null;
  const missing = line.due.exit + line.due.entry - line.done;
  if (isFinal(leader.report.status)) {
    return missing > 0 ? 'waiting: an order that this one must close still rests at the broker' : null;
  }
  if (line.working > 0) return null;
  if (missing <= 0 && !line.mayFill) return 'waiting for the leader: the next fill is copied';
  const rest = restUnits(line);
  if (missing <= 0 && rest === 0)
    return line.done > 0 ? 'waiting for the leader: the copy has done what is asked so far' : null;
  return rest > 0 && line.rest.exit > 0
    ? 'waiting: what this order would close is not held yet'
    : 'waiting: other copies of this position come first';
}

/** Orders of a detached copy that the follower has not touched are cancelled; those he has are left alone. */
function workDetached(turn: Turn, copy: Copy, link: Link, wakes: number[]): boolean {
  const live = copy.orders.filter((order) => order.failure === null && isUnderWay(order));
  if (live.length === 0) return false;
  const result = workOrders(turn, { ...copy, cause: copy.leaderOrderId, ...amoOf(copy.desired) }, live, {
    targets: sliceTargets(live, 0, 1),
    terms: copy.desired,
    chase: 0,
    goOn: false,
    inTime: false,
    priority: () => 'EXIT',
    permission: permissionFor(turn.state, link),
    causes: 0,
  });
  const moved = new Map(result.orders.map((order) => [order.slice, order]));
  const orders = copy.orders.map((order) => moved.get(order.slice) ?? order);
  if (!sameItems(copy.orders, orders)) putCopy(turn, { ...copy, orders });
  wakes.push(...result.wakes);
  return false;
}

function amoOf({ afterMarket, amoTime }: Copy['desired']): Pick<Copy['desired'], 'afterMarket' | 'amoTime'> {
  return { afterMarket, amoTime: afterMarket ? amoTime : null };
}

/** A new wish of the leader is a new try: refusals of the old one do not count against it. */
function retried(order: Copy['orders'][number]): Copy['orders'][number] {
  return order.refusals === 0 ? order : { ...order, refusals: 0, notBeforeMs: 0 };
}

/** Detached by the follower's own hand, or an after-market order that came when the market had opened. */
function afterFailure(copy: Copy): Copy {
  if (copy.detached) return copy;
  const failed = copy.orders.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return copy;
  if (failed.some(({ failure }) => failure?.reason === 'FOLLOWER_DETACHED')) {
    return { ...copy, detached: detachedNow(copiedQtyOf(copy)) };
  }
  const isRefused = failed.every(({ failure }) => failure?.reason === 'REFUSED' || failure?.reason === 'REJECTED');
  if (!isRefused || !copy.desired.afterMarket || copy.asRegular) return copy;
  // It provably did not live: the same order is sent as a regular one.
  const orders = copy.orders.map((order) => {
    if (order.failure === null || order.actual.state !== 'closed') return order;
    return { ...order, failure: null, actual: { ...order.actual, how: 'CANCELED' as const, byUs: true } };
  });
  return { ...copy, asRegular: true, orders };
}

/** Runs while the leader is done and a copy order still rests, and works the remainder by the link's policy. */
function withLag(
  copy: Copy,
  { leader, line }: Worked,
  leaves: number,
  isClosing: boolean,
  { settings }: Link,
  nowMs: number,
  brokerMs: number,
): Copy {
  const isBehind =
    leader !== null &&
    isLeaderDone(leader.report, settings) &&
    leaves > 0 &&
    copy.orders.some(({ actual }) => actual.state === 'open');
  if (!isBehind) return copy.lagSinceMs === null ? copy : { ...copy, lagSinceMs: null };
  if (copy.lagSinceMs === null) return { ...copy, lagSinceMs: nowMs };
  const overdueMs = settings.lateEntryMs + OVERDUE_TIMES * settings.fillTimeoutMs;
  const isOverdue = brokerMs - (leader.lastFillMs ?? brokerMs) > overdueMs;
  if (isOverdue && !isClosing && settings.fillPolicy !== 'leave') return timedOut(copy, line, overdueMs);
  const sinceMs = pricedSinceMs(copy);
  if (sinceMs === null || nowMs < Math.max(copy.lagSinceMs, sinceMs) + settings.fillTimeoutMs) return copy;
  const chased = { ...copy, lagSinceMs: nowMs, chase: copy.chase + 1 };
  // Exits must go through; only an entry may be given up.
  if (isClosing) return chased;
  if (settings.fillPolicy === 'leave') return copy;
  if (settings.fillPolicy === 'chase' && copy.chase === 0) return chased;
  return timedOut(copy, line, (copy.chase + 1) * settings.fillTimeoutMs);
}

function timedOut(copy: Copy, line: Worked['line'], afterMs: number): Copy {
  const entryMost = Math.max(0, line.done - line.due.exit);
  return { ...copy, entryMost, givenUp: { reason: 'FILL_TIMEOUT', detail: `after ${afterMs / 1000} s` } };
}

/** An entry that could not be priced for so many times the link's patience is given up: the leader filled long ago. */
const OVERDUE_TIMES = 10;
/** A price that was refused or lost so often in a row is not waited for any longer. */
const PRICE_TRIES_MAX = 3;

/**
 * Since when the broker has the price that the copy is to have now, ms; null while that price is on its way or its fate is not known.
 * A price that never got there, as when the process was killed meanwhile, had no chance to fill.
 */
function pricedSinceMs({ orders, chase }: Copy): number | null {
  let sinceMs = 0;
  for (const { actual, inFlight, refusals } of orders) {
    if (actual.state !== 'open') continue;
    if (inFlight !== null || actual.suspect) return null;
    if (actual.chased < chase && refusals < PRICE_TRIES_MAX) return null;
    if (chase > 0) sinceMs = Math.max(sinceMs, actual.termsSinceMs);
  }
  return sinceMs;
}

/** What an entry filled beyond the leader's order in the end stays, where the link says so. */
function keepSurplus(turn: Turn, key: PositionKey, link: Link): Decided | null {
  if (link.settings.surplus !== 'keep') return null;
  const decided = decidePosition(turn, key, link);
  for (const { copy, line, leader } of decided?.picture.worked ?? []) {
    // What other orders traded for it (written off) was not filled by it.
    const surplus = Math.min(line.done, copiedQtyOf(copy)) - line.due.entry;
    const isOver = leader !== null && isFinal(leader.report.status) && isEntry(copy);
    const position = turn.state.positions.get(key);
    if (!isOver || surplus <= 0 || copy.detached || !position) continue;
    putCopy(turn, { ...copy, writtenOff: copy.writtenOff - surplus });
    putPosition(turn, { ...position, log: [...position.log, { moved: 'kept', units: line.sign * surplus }] });
  }
  return decided;
}

/**
 * Outcomes, what of it must be reported, and what can be forgotten.
 * @returns true when units were written off while a leader order may still fill: a flip waits for what others owe
 */
function finish(turn: Turn, key: PositionKey, link: Link, last: Decided | null): boolean {
  const decided = decideAgain(turn, key, link, last);
  if (!decided) return false;
  const { picture } = decided;
  const { state } = turn;
  const position = state.positions.get(key) ?? decided.position;
  const worked = picture.worked.map((each) => {
    const copy = withOutcome(turn, each, position, decided, link);
    return copy === each.copy ? each : { ...each, copy };
  });
  const hasEnded = worked.some(
    ({ copy }) => copy.outcome !== null && state.copies.get(copy.id)?.outcome !== copy.outcome,
  );
  const { position: next, copies } = isNightOpen(turn, position)
    ? { position, copies: worked.map(({ copy }) => copy) }
    : folded(position, { ...picture, worked });
  const mayWork = worked.some(({ line }) => line.mayFill);
  const again = mayWork && copies.some((copy) => copy.writtenOff !== state.copies.get(copy.id)?.writtenOff);
  for (const copy of copies) putCopy(turn, copy);
  putPosition(turn, next);
  // An order that is refused for good, as a leg of a super order, brings nothing in.
  const isIdle = next.correction === null && next.active.every((id) => state.copies.get(id)?.share === null);
  if (isIdle) noticeOrphan(turn, next, hasEnded);
  return again;
}

function withOutcome(turn: Turn, worked: Worked, position: CopyPosition, { picture }: Decided, link: Link): Copy {
  const copy = turn.state.copies.get(worked.copy.id) ?? worked.copy;
  const lotSize = copy.share?.lotSize ?? 1;
  const found = outcomeFor({ ...worked, copy }, position, picture, link.settings, { lotSize });
  const before = copy.outcome;
  const isSame = found?.reason === before?.reason && found?.detail === before?.detail;
  // What was settled in this step may have left it without anything to do.
  const waiting = found ? null : (copy.waiting ?? idleBecause({ ...worked, copy }));
  if (isSame) return found !== null || waiting === copy.waiting ? copy : { ...copy, waiting };
  const next: Copy = {
    ...copy,
    outcome: found && { ...found, atMs: turn.ctx.nowMs, ...owedBy(worked) },
    waiting,
  };
  if (found && before?.reason !== found.reason) noticeOutcome(turn, next, worked);
  return next;
}

function owedBy({ line: { due, done } }: Worked): Pick<Outcome, 'owed'> {
  const owed = due.exit + due.entry - done;
  return owed > 0 ? { owed } : {};
}

/** Units that are missing to what the leader's order asks, with what he has still resting. */
function missingOf({ copy, line: { due, rest, done, mayFill } }: Worked): number {
  const missing = due.exit + due.entry + (mayFill ? rest.exit + rest.entry : 0) - done;
  if (missing > 0) return missing;
  return done === 0 ? copy.desired.quantity : 0;
}

const LOUD: ReadonlySet<string> = new Set([
  'REJECTED',
  'REFUSED',
  'ABSENT',
  'FOLLOWER_DETACHED',
  'REPLACED_TOO_OFTEN',
  'COPY_EXPIRED',
  'DAY_ENDED',
]);

/** Failures are reported at once; an exit that failed leaves a position open and is the loudest. */
function noticeOutcome(turn: Turn, copy: Copy, worked: Worked): void {
  const { outcome } = copy;
  if (!outcome || !LOUD.has(outcome.reason)) return;
  const isExit = copy.intent === 0;
  const why = REASONS[outcome.reason];
  const units = missingOf(worked);
  const quantity = units > 0 ? ` ${units}` : '';
  turn.decision.notices.push({
    severity: isExit ? 'CRITICAL' : 'ERROR',
    code: isExit ? `EXIT_${outcome.reason}` : outcome.reason,
    text: `${copy.side}${quantity} of ${nameOf(turn, copy.instrumentId)} was not completed: ${outcome.detail === '' ? why : `${why} (${outcome.detail})`}`,
    accountId: copy.followerId,
    venueOrderId: copy.leaderOrderId,
  });
}

/**
 * Nothing is left to do, the leader is out, and the link still holds something: the worst that can happen is reported at once, and once.
 * @param isSure - a copy has just ended; otherwise the leader's books must have been read before his position is believed
 */
function noticeOrphan(turn: Turn, position: CopyPosition, isSure: boolean): void {
  const { state, decision } = turn;
  const { leaderId, followerId, asset, leaderProduct, held, instrumentId } = position;
  const isOut = held !== 0 && leaderPositionIn(state, leaderId, asset, leaderProduct) === 0;
  if (isOut && !isSure && (position.isOrphan === true || !state.leaders.read.has(leaderId))) return;
  if (isOut !== (position.isOrphan === true)) putPosition(turn, { ...position, isOrphan: isOut });
  if (!isOut) return;
  decision.notices.push({
    severity: 'CRITICAL',
    code: 'ORPHAN_POSITION',
    text: `the leader is out of ${nameOf(turn, instrumentId)}, but this account still holds ${held} units copied from this leader. Close them by hand, or run "dhancopy flatten". Otherwise the leader's next exit closes them`,
    accountId: followerId,
    venueOrderId: null,
  });
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameWork(a: Copy, b: Copy): boolean {
  return (
    a.desired === b.desired &&
    a.waiting === b.waiting &&
    a.lagSinceMs === b.lagSinceMs &&
    a.chase === b.chase &&
    a.isLate === b.isLate &&
    a.entryMost === b.entryMost &&
    a.givenUp === b.givenUp &&
    a.detached === b.detached &&
    a.asRegular === b.asRegular &&
    a.orders === b.orders
  );
}
