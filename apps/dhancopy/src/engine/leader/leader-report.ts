import { tradingDay } from '@dhancopy/domain/trading-day';
import { mirrorId } from '@dhancopy/domain/ids';
import type { LinkId } from '@dhancopy/domain/ids';
import { isFinal, signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { Link } from '@dhancopy/domain/link';
import type { Context, Turn } from '../decision.ts';
import type { Fold, KnownOrder } from '../order/known-order.ts';
import { activate, putCopy, putPosition } from '../position/books.ts';
import type { Copy } from '../position/copy.ts';
import { keyOf } from '../position/copy.ts';
import { isLeaderFill, joined } from '../position/log.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { canShare, createCopy, isForWantOfData, positionFor, takeBack } from '../position/create.ts';
import { isDue, restOf } from '../position/leader-order.ts';
import { madeAt } from './made-at.ts';
import { addLeaderFill, leaderPosition } from './position.ts';

/** The broker's times are cut to whole seconds: what it names happened so much later at most, ms. */
export const CUT_MS = 999;

/**
 * News of a leader order, for each of his links: its fills go to the end of the log with the role that his position gives them at this
 * moment. Nothing is decided here.
 * @param only - the one link for which the order is looked at again
 * @param row - what the book says of the order by now, where the report is a step on the way there
 * @returns the positions that have news
 */
export function takeLeaderReport(
  turn: Turn,
  fold: Fold,
  only: LinkId | null = null,
  row: OrderReport = fold.order.report,
): PositionKey[] {
  const { state, ctx } = turn;
  const leader = fold.order.report;
  if (fold.newlyFilled > 0) addLeaderFill(state, leader, fold.newlyFilled, ctx);
  const position = leaderPosition(state, leader, ctx);
  const touched: PositionKey[] = [];
  for (const linkId of state.linksByLeader.get(leader.accountId) ?? []) {
    const link = state.links.get(linkId);
    if (!link || (only !== null && linkId !== only)) continue;
    let known = state.copies.get(mirrorId(linkId, leader.venueOrderId));
    // What was over on an earlier day stays refused: no book shows it any more.
    const isPast = isFinal(leader.status) && tradingDay(fold.order.firstSeenMs) < tradingDay(ctx.nowMs);
    const refused = known && isForWantOfData(known) && !isPast && canShare(turn, link, leader) ? known : null;
    if (refused) known = undefined;
    if (!known && (isOverBefore(link, fold.order, row, ctx) || !isDue(leader, link.settings.copyOn))) continue;
    const home = positionFor(turn, link, leader);
    const seen = refused && seenBefore(turn, refused, home);
    const copy = known ?? { ...createCopy(turn, link, leader, home), ...seen };
    const placedAt = known ? position : positionWhenPlaced(turn, home, leader, position);
    const isBefore = isFilledBefore(link, fold.order, ctx);
    const next = withQuantity(withFills(turn, copy, leader, position, isBefore), leader, placedAt);
    if (next !== known) putCopy(turn, next);
    activate(turn, next);
    touched.push(keyOf(next));
  }
  return touched;
}

/**
 * It was over before the link was made: nothing of it is the follower's. The book says so, also while its fills are played back.
 */
function isOverBefore(link: Link, { lastFillMs, firstSeenMs }: KnownOrder, row: OrderReport, ctx: Context): boolean {
  const overMs = row.tsEventMs === null ? (lastFillMs ?? firstSeenMs + ctx.brokerAheadMs) : row.tsEventMs + CUT_MS;
  return isFinal(row.status) && isBefore(link, overMs, ctx);
}

/** What filled last filled before the link was made: it is not copied, whatever becomes of the rest of the order. */
function isFilledBefore(link: Link, { lastFillMs }: KnownOrder, ctx: Context): boolean {
  return lastFillMs !== null && isBefore(link, lastFillMs, ctx);
}

/** @param atMs - by the broker's clock, as late as it may have been */
export function isBefore(link: Link, atMs: number, ctx: Context): boolean {
  return atMs < madeAt(link, ctx);
}

/**
 * What a copy that was refused for want of data keeps when the data is there: its fills have their place among the leader's others.
 * Where they have not, the order is taken as if it had not been seen.
 */
function seenBefore(turn: Turn, refused: Copy, home: CopyPosition): Partial<Copy> {
  const inLog = home.log.reduce((sum, entry) => {
    return isLeaderFill(entry) && entry.copy === refused.id ? sum + entry.exit + entry.entry : sum;
  }, 0);
  const { leaderQty, leaderFilled, filledBefore = 0, leaderOpened, intent, seq } = refused;
  if (keyOf(refused) === home.key && inLog === leaderFilled - filledBefore)
    return { leaderQty, leaderFilled, filledBefore, leaderOpened, intent, seq };
  takeBack(turn, refused);
  return {};
}

/**
 * What opposes his position before the fills has closed it.
 * @param isBefore - they are from before the link was made
 */
function withFills(turn: Turn, copy: Copy, leader: OrderReport, position: number, isBefore: boolean): Copy {
  const units = leader.filledQty - copy.leaderFilled;
  if (units <= 0) return copy;
  const sign = signOf(leader.side);
  const of = Math.max(0, -sign * (position - sign * units));
  const exit = Math.min(units, of);
  const home = turn.state.positions.get(keyOf(copy));
  // What is refused for good moves no target, whatever the leader fills.
  if (home && !isBefore && (copy.share !== null || isForWantOfData(copy))) {
    const heardMs = turn.ctx.nowMs;
    const log = joined(home.log, { copy: copy.id, exit, of, entry: units - exit, heardMs });
    putPosition(turn, { ...home, log, leaderNet: position, leaderSeen: position });
  } else if (home) putPosition(turn, { ...home, leaderSeen: position });
  const taken = { ...copy, leaderFilled: leader.filledQty, leaderOpened: copy.leaderOpened + units - exit };
  return isBefore ? { ...taken, filledBefore: (copy.filledBefore ?? 0) + units } : taken;
}

/**
 * The leader's position when he placed an order that is heard of only now: without the fills of orders that he placed later, which may
 * have overtaken it. What he meant as an exit is none the less one. The broker numbers orders as they come.
 */
function positionWhenPlaced({ state }: Turn, { log }: CopyPosition, leader: OrderReport, position: number): number {
  return log.reduce((net, entry) => {
    const other = isLeaderFill(entry) ? state.copies.get(entry.copy) : undefined;
    if (!other || !isLeaderFill(entry) || !isNewer(other.leaderOrderId, leader.venueOrderId)) return net;
    return net - signOf(other.side) * (entry.exit + entry.entry);
  }, position);
}

/** Both are numbers, and the one is greater. */
function isNewer(one: string, other: string): boolean {
  const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other);
  return areNumbers && (one.length > other.length || (one.length === other.length && one > other));
}

/** How far the order is meant to open a position. Later fills of other orders do not change what he meant. */
function withQuantity(copy: Copy, leader: OrderReport, position: number): Copy {
  if (copy.leaderQty === leader.quantity) return copy;
  const rest = isFinal(leader.status) ? 0 : restOf(leader, signOf(leader.side), position).entry;
  return { ...copy, leaderQty: leader.quantity, intent: Math.max(copy.intent, copy.leaderOpened + rest) };
}
