import { tradingDay } from '@dhancopy/domain/trading-day';
import { mirrorId } from '@dhancopy/domain/ids';
import type { LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import type { Turn } from '../decision.ts';
import type { EngineEvent, TradeRead } from '../events.ts';
import { positionsFollowing, putCopy, putPosition } from '../position/books.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { isLeaderFill, joined } from '../position/log.ts';
import type { LeaderFill, LogEntry } from '../position/log.ts';
import { orderKey } from '../state.ts';
import { CUT_MS, isBefore } from './leader-report.ts';
import { byTrade } from './playback.ts';
import { assetFor, leaderPositionIn, ROWS_MS } from './position.ts';

type LeaderBookRead = Extract<EngineEvent, { type: 'LeaderBookRead' }>;

/** A fill of the leader where it belongs by the exchange. Units of the leader. */
interface Placed {
  readonly order: VenueOrderId;
  readonly sign: 1 | -1;
  readonly units: number;
  /** Signed units that he held before it, all that is settled being earlier. */
  readonly before: number;
}

/**
 * Puts the leader's fills that are still in a log into the order of the exchange, once a read of his book shows it.
 *
 * 1. A fill is judged by what he held when it traded, not when it was heard of.
 * 2. What is folded, and what precedes a surplus that is kept, stays as it is and counts as earlier. A fill moves past no release.
 * 3. What traded before the link was made is not the follower's, also where a report showed it together with later fills.
 * @returns the positions in which something is certain now
 */
export function takeTradeOrder(turn: Turn, { accountId, trades, askedMs, receivedMs }: LeaderBookRead): PositionKey[] {
  const { state } = turn;
  const touched: PositionKey[] = [];
  const inOrder = trades.toSorted(byTrade);
  for (const position of positionsFollowing(state, accountId)) {
    if (!position.log.some((entry) => isLeaderFill(entry) && entry.heardMs !== null)) continue;
    const next = certainBefore(reordered(turn, position, inOrder), (askedMs ?? receivedMs) - ROWS_MS);
    if (next === position) continue;
    putPosition(turn, next);
    touched.push(position.key);
  }
  return touched;
}

/** A read that was asked for so much later shows all that traded before: nothing that is heard of later belongs there. */
function certainBefore(position: CopyPosition, untilMs: number): CopyPosition {
  const isOpen = (entry: LogEntry): entry is LeaderFill =>
    isLeaderFill(entry) && entry.heardMs !== null && entry.heardMs <= untilMs;
  if (!position.log.some(isOpen)) return position;
  return { ...position, log: position.log.map((entry) => (isOpen(entry) ? { ...entry, heardMs: null } : entry)) };
}

/** @param trades - in their order */
function reordered(turn: Turn, position: CopyPosition, trades: readonly TradeRead[]): CopyPosition {
  if (trades.length === 0) return position;
  const kept = position.log.findLastIndex((entry) => !isLeaderFill(entry) && entry.moved !== 'released') + 1;
  const moved = position.log.findLastIndex((entry) => !isLeaderFill(entry)) + 1;
  const first = reorderedFrom(turn, position, trades, kept);
  if (first !== null || moved === kept) return first ?? position;
  return reorderedFrom(turn, position, trades, moved) ?? position;
}

/** @returns null if a fill would have to move past a release, or is of an order that this process does not know well enough to move it */
function reorderedFrom(
  turn: Turn,
  position: CopyPosition,
  trades: readonly TradeRead[],
  from: number,
): CopyPosition | null {
  const open = position.log.slice(from);
  const fills = open.filter(isLeaderFill);
  if (fills.length === 0) return position;
  const { placed, early } = placedBy(turn, position, fills, trades);
  const known = [...early.values()].reduce((sum, units) => sum + units, 0);
  if (placed.reduce((sum, { units }) => sum + units, known) !== unitsOf(fills)) return null;
  const inPlace = placedInLog(open, placed, position);
  if (inPlace === null) return null;
  const next = inPlace.filter(isLeaderFill);
  if (sameFills(fills, next)) return position;
  recount(turn, fills, next);
  for (const [order, units] of early) {
    const copy = turn.state.copies.get(mirrorId(position.linkId, order));
    if (copy) putCopy(turn, { ...copy, filledBefore: (copy.filledBefore ?? 0) + units });
  }
  return { ...position, log: [...position.log.slice(0, from), ...inPlace] };
}

/** What is left to place of an order. */
interface Left {
  readonly sign: 1 | -1;
  /** Units that count as earlier than all that is placed: folded, or before a surplus that is kept. */
  past: number;
  units: number;
  /** False for an order that is not copied: it moves the leader's position alone. */
  readonly isLogged: boolean;
}

/**
 * The leader's fills of the day in the asset and product of a position that are not settled for it, in their order.
 * @returns also the units of each order that traded before the link was made
 */
function placedBy(
  turn: Turn,
  position: CopyPosition,
  fills: readonly LeaderFill[],
  trades: readonly TradeRead[],
): { readonly placed: Placed[]; readonly early: ReadonlyMap<VenueOrderId, number> } {
  const { state, ctx } = turn;
  const link = state.links.get(position.linkId);
  const { leaderId, asset, leaderProduct } = position;
  const left = new Map<VenueOrderId, Left>();
  let before = leaderPositionIn(state, leaderId, asset, leaderProduct);
  // Orders of the day that no trade names are the newest: their rows come late. Those of an earlier day are in no book any more.
  const heard = fills.flatMap(({ copy }) => state.copies.get(copy)?.leaderOrderId ?? []);
  for (const order of [...trades.map(({ venueOrderId }) => venueOrderId), ...heard]) {
    const of = left.has(order) ? null : leftOf(turn, position, fills, order);
    if (of === null) continue;
    left.set(order, of);
    before -= of.sign * of.units;
  }
  const placed: Placed[] = [];
  const early = new Map<VenueOrderId, number>();
  const place = (order: VenueOrderId, quantity: number, tsMs: number | null = null): void => {
    const of = left.get(order);
    if (!of) return;
    const past = Math.min(of.past, quantity);
    const units = Math.min(quantity - past, of.units);
    of.past -= past;
    if (units === 0) return;
    const isEarly = link !== undefined && tsMs !== null && isBefore(link, tsMs + CUT_MS, ctx);
    if (of.isLogged && isEarly) early.set(order, (early.get(order) ?? 0) + units);
    else if (of.isLogged) placed.push({ order, sign: of.sign, units, before });
    before += of.sign * units;
    of.units -= units;
  };
  const named = new Set(trades.map(({ venueOrderId }) => venueOrderId));
  const dayMs = tradingDay(ctx.nowMs);
  for (const [order, of] of left) {
    const copy = state.copies.get(mirrorId(position.linkId, order));
    if (copy && tradingDay(copy.createdMs) < dayMs && !named.has(order)) place(order, of.past + of.units);
  }
  for (const { venueOrderId, quantity, tsEventMs } of trades) place(venueOrderId, quantity, tsEventMs);
  for (const [order, of] of left) place(order, of.past + of.units);
  return { placed, early };
}

/** @returns null for an order of another asset, and for one whose fills are all settled */
function leftOf(
  { state, ctx }: Turn,
  position: CopyPosition,
  fills: readonly LeaderFill[],
  order: VenueOrderId,
): Left | null {
  const { leaderId, linkId, asset, leaderProduct } = position;
  const report = state.orders.get(orderKey(leaderId, order))?.report;
  if (report?.product !== leaderProduct) return null;
  if (assetFor(report.instrumentId, report.product, ctx) !== asset) return null;
  const id = mirrorId(linkId, order);
  const sign = signOf(report.side);
  const units = unitsOf(fills.filter(({ copy }) => copy === id));
  const copy = state.copies.get(id);
  if (units > 0 && copy) return { sign, past: copy.leaderFilled - units, units, isLogged: true };
  return copy?.share ? null : { sign, past: 0, units: report.filledQty, isLogged: false };
}

function unitsOf(fills: readonly LeaderFill[]): number {
  return fills.reduce((sum, { exit, entry }) => sum + exit + entry, 0);
}

/**
 * Lines of a log with their fills in the order of the trades. What no trade was read of yet stays last. Between two releases there are as
 * many units of an order as before: what was released is not judged again.
 * @returns null if a fill would have to move past a release
 */
function placedInLog(
  log: readonly LogEntry[],
  placed: readonly Placed[],
  { linkId }: CopyPosition,
): readonly LogEntry[] | null {
  let rest = placed;
  let next: readonly LogEntry[] = [];
  let fills: LeaderFill[] = [];
  for (const entry of [...log, null]) {
    if (entry !== null && isLeaderFill(entry)) {
      fills.push(entry);
      continue;
    }
    const parts = parted(rest, fills, linkId);
    if (parts === null) return null;
    for (const each of parts.here) next = joined(next, fillOf(each, fills, linkId));
    rest = parts.later;
    fills = [];
    if (entry !== null) next = [...next, entry];
  }
  return next;
}

/** What is placed, as far as these fills have it; and what comes after them. @returns null if some of what is later traded before */
function parted(
  placed: readonly Placed[],
  fills: readonly LeaderFill[],
  linkId: LinkId,
): { readonly here: readonly Placed[]; readonly later: readonly Placed[] } | null {
  const here: Placed[] = [];
  const later: Placed[] = [];
  const left = new Map<MirrorId, number>();
  for (const { copy, exit, entry } of fills) left.set(copy, (left.get(copy) ?? 0) + exit + entry);
  for (const each of placed) {
    const copy = mirrorId(linkId, each.order);
    const most = left.get(copy) ?? 0;
    const units = Math.min(each.units, most);
    left.set(copy, most - units);
    if (units > 0 && later.length > 0) return null;
    if (units > 0) here.push({ ...each, units });
    if (units < each.units) later.push({ ...each, units: each.units - units, before: each.before + each.sign * units });
  }
  return { here, later };
}

function fillOf({ order, sign, units, before }: Placed, fills: readonly LeaderFill[], linkId: LinkId): LeaderFill {
  const copy = mirrorId(linkId, order);
  const of = Math.max(0, -sign * before);
  const exit = Math.min(units, of);
  const heardMs = fills.findLast((fill) => fill.copy === copy)?.heardMs ?? null;
  return { copy, exit, of, entry: units - exit, heardMs };
}

/** What a leader order opened is known better now. */
function recount(turn: Turn, before: readonly LeaderFill[], after: readonly LeaderFill[]): void {
  const more = new Map<MirrorId, number>();
  for (const { copy, entry } of before) more.set(copy, (more.get(copy) ?? 0) - entry);
  for (const { copy, entry } of after) more.set(copy, (more.get(copy) ?? 0) + entry);
  for (const [id, units] of more) {
    const copy = turn.state.copies.get(id);
    if (copy && units !== 0) putCopy(turn, { ...copy, leaderOpened: copy.leaderOpened + units });
  }
}

function sameFills(a: readonly LeaderFill[], b: readonly LeaderFill[]): boolean {
  return (
    a.length === b.length &&
    a.every((fill, at) => {
      const other = b[at];
      return (
        fill.copy === other?.copy &&
        fill.exit === other.exit &&
        fill.of === other.of &&
        fill.entry === other.entry &&
        fill.heardMs === other.heardMs
      );
    })
  );
}
