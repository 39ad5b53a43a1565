import { isFinal, signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import type { CopyRef } from '../commands.ts';
import type { Turn } from '../decision.ts';
import { isOurs, parseClientOrderId } from '../order/client-order-id.ts';
import { replacement } from '../order/copy-order.ts';
import type { CopyOrder } from '../order/copy-order.ts';
import type { Fold } from '../order/known-order.ts';
import { isEditedByHand, isFilledOtherwise, observe } from '../order/observe.ts';
import { afterLink, handBack } from '../link-changes.ts';
import { addOrphan } from '../orphans.ts';
import { activate, putCopy, takenBy } from '../position/books.ts';
import { copiedQtyOf, detachedNow, keyOf } from '../position/copy.ts';
import type { Copy } from '../position/copy.ts';
import { beginDay } from '../position/create.ts';
import { changeCorrection } from '../position/correct.ts';
import type { PositionKey } from '../position/copy-position.ts';
import { orderKey } from '../state.ts';
import { countHandTrade, takeHandTrade } from './hand-trade.ts';
import { addOwn, ownOf } from './own-book.ts';
import { attributeFill } from './attribution.ts';
import { noticeOwnPosition } from './own-position-opened.ts';
import { nameOf } from '../instrument-name.ts';

/**
 * News of an order in a follower's account: of ours it moves the copy, of his own hand (or the broker's) it moves his own units.
 * @returns the positions that have news
 */
export function takeFollowerReport(turn: Turn, fold: Fold, report: OrderReport): PositionKey[] {
  const { state } = turn;
  const { accountId, venueOrderId } = report;
  const clientId = fold.order.report.clientOrderId;
  const key = orderKey(accountId, venueOrderId);
  const ref = (clientId === null ? undefined : state.copyByClientId.get(clientId)) ?? state.copyByVenueId.get(key);
  if (ref) return moveOrder(turn, ref, fold, report);
  if (clientId === null || !isOurs(clientId)) return countHandTrade(turn, fold.order.report);
  const replaced = replacedBy(turn, clientId);
  if (replaced) return takeReplacement(turn, replaced, clientId, fold, report);
  if (fold.isNew) {
    addOrphan(state, clientId, key);
    noticeOrphanOrder(turn, fold.order.report, clientId);
  }
  return [];
}

/** The order that this one has replaced, where a backup of the database knows only that. */
function replacedBy({ state }: Turn, mark: ClientOrderId): CopyRef | undefined {
  const parts = parseClientOrderId(mark);
  for (let earlier = (parts?.generation ?? 0) - 1; earlier >= 0; earlier -= 1) {
    const ref = state.copyByClientId.get(`${parts?.cause ?? ''}${earlier.toString(36)}` as ClientOrderId);
    if (ref) return ref;
  }
  return undefined;
}

function takeReplacement(
  turn: Turn,
  ref: CopyRef,
  mark: ClientOrderId,
  fold: Fold,
  report: OrderReport,
): PositionKey[] {
  const last = parseClientOrderId(mark)?.generation ?? 0;
  return changeOrder(turn, ref, report.tsEventMs, (order) => {
    let next = order;
    while (next.generation < last) next = replacement(next);
    return observe(next, fold.order.report, turn.ctx.nowMs);
  });
}

/** One that may still trade is named. Those that have ended, as of an earlier link or installation, are one notice for each account. */
function noticeOrphanOrder(
  { state, decision }: Turn,
  { accountId, venueOrderId, status }: OrderReport,
  mark: string,
): void {
  const hasEnded = isFinal(status);
  if (hasEnded && state.orphansReported.has(accountId)) return;
  if (hasEnded) state.orphansReported.add(accountId);
  const which = `order ${venueOrderId} carries dhancopy's mark ${mark}, but this database does not show why it was placed`;
  decision.notices.push({
    severity: hasEnded ? 'INFO' : 'WARNING',
    code: 'ORPHAN_COPY',
    text: hasEnded
      ? `${which}. It has ended. What it traded counts as the follower's own until its leader order turns up; others like it are not named`
      : `${which}. It is left alone. If its leader order turns up, the order is adopted`,
    accountId,
    venueOrderId,
  });
}

function moveOrder(turn: Turn, ref: CopyRef, fold: Fold, report: OrderReport): PositionKey[] {
  return changeOrder(turn, ref, report.tsEventMs, (order) => {
    if (ref.generation < order.generation) return earlierGeneration(turn, order, ref.generation, fold);
    const { nowMs } = turn.ctx;
    // A read that was asked for before a modification left shows the terms before it, however late its answer comes.
    const seenMs = report.source === 'STREAM' ? nowMs : fold.order.lastReadMs;
    const seen = observe(order, { ...fold.order.report, source: report.source }, nowMs, seenMs);
    // The read's own terms, not the folded ones: the question is what the broker holds now.
    if (!isEditedByHand(order, report, seenMs) && !isFilledOtherwise(order, report)) return seen;
    return { ...seen, failure: { reason: 'FOLLOWER_DETACHED', detail: 'price or quantity was changed at the broker' } };
  });
}

/**
 * Changes one order of a copy or of a correction, and books its new fills.
 * @returns the position it belongs to; empty when nothing knows the order
 */
export function changeOrder(
  turn: Turn,
  ref: CopyRef,
  tsMs: number | null,
  change: (order: CopyOrder) => CopyOrder,
): PositionKey[] {
  const { state } = turn;
  const copy = state.copies.get(ref.mirrorId);
  if (!copy) {
    const home = state.corrections.get(ref.mirrorId);
    const heldBefore = home && state.positions.get(home)?.held;
    const key = changeCorrection(turn, ref, tsMs, change);
    const link = key && state.positions.get(key)?.linkId;
    if (key && link && !state.links.has(link)) {
      handBack(turn, key);
      return [];
    }
    if (key) warnOfOrderLeft(turn, key, heldBefore ?? 0);
    return key ? [key, ...settleCrossing(turn, key, heldBefore, tsMs)] : [];
  }
  const known = copy.orders.find((order) => order.slice === ref.slice);
  if (!known) return [];
  const next = change(known);
  if (next === known) return [keyOf(copy)];
  const start = next.failure?.reason === 'FOLLOWER_DETACHED' ? takenOver(turn, copy, known, next.failure) : copy;
  const after: Copy = { ...start, orders: copy.orders.map((order) => (order === known ? next : order)) };
  const key = keyOf(after);
  if (copiedQtyOf(after) !== copiedQtyOf(copy)) beginDay(turn, key, tsMs);
  const heldBefore = state.positions.get(key)?.held;
  putCopy(turn, after, tsMs);
  if (!state.links.has(after.linkId)) {
    afterLink(turn, after, next);
    return [];
  }
  activate(turn, after);
  warnOfOrderLeft(turn, key, heldBefore ?? 0);
  const crossed = settleCrossing(turn, key, heldBefore, tsMs);
  return [key, ...crossed, ...takeByHand(turn, after, takenBy(start, after), tsMs)];
}

/** The copy in the follower's hands, before what the same report shows of it: that fills for him. */
function takenOver(turn: Turn, copy: Copy, order: CopyOrder, failure: CopyOrder['failure']): Copy {
  if (copy.detached !== null) return copy;
  const orders = copy.orders.map((each) => (each === order ? { ...order, failure } : each));
  const taken: Copy = { ...copy, orders, detached: detachedNow(copiedQtyOf(copy)) };
  putCopy(turn, taken);
  return taken;
}

/** A fill of ours that was heard of after a trade of the follower's, though by the exchange's time it was first. */
function settleCrossing(
  turn: Turn,
  key: PositionKey,
  heldBefore: number | undefined,
  tsMs: number | null,
): PositionKey[] {
  const position = turn.state.positions.get(key);
  if (!position || position.held === heldBefore || tsMs === null) return [];
  return attributeFill(turn, { ...position, accountId: position.followerId }, tsMs);
}

/** What an order in the follower's own hands closes is closed by him: copied units too, where he holds none of his own. */
function takeByHand(turn: Turn, copy: Copy, units: number, tsMs: number | null): PositionKey[] {
  const signed = signOf(copy.side) * units;
  const position = turn.state.positions.get(keyOf(copy));
  if (!position || units === 0) return [];
  const { followerId, asset, product, price } = position;
  if (signed * position.held >= 0) {
    const owned = ownOf(turn.state, followerId, asset, product).units ?? 0;
    const opened = Math.min(Math.abs(signed), Math.max(0, Math.sign(signed) * owned));
    if (copy.intent === 0 && opened > 0) noticeOwnPosition(turn, position, opened);
    return [];
  }
  addOwn(turn, followerId, asset, product, -signed);
  const own = ownOf(turn.state, followerId, asset, product);
  return takeHandTrade(turn, own, { units: signed, tsMs, reason: 'CLOSED_BY_HAND', price });
}

/** Our exit has closed what an order in the follower's own hands was to close: should that fill, it opens a position. */
function warnOfOrderLeft(turn: Turn, key: PositionKey, heldBefore: number): void {
  const { state, decision } = turn;
  const position = state.positions.get(key);
  if (!position || heldBefore === 0 || position.held !== 0) return;
  for (const id of position.active) {
    const copy = state.copies.get(id);
    if (!copy?.detached || copy.detached.isWarned || signOf(copy.side) * heldBefore > 0) continue;
    const own = ownOf(state, position.followerId, position.asset, position.product).units ?? 0;
    const covered = Math.max(0, -signOf(copy.side) * own);
    for (const { failure, actual } of copy.orders) {
      if (failure?.reason !== 'FOLLOWER_DETACHED' || actual.state !== 'open') continue;
      if (actual.terms.quantity - actual.filledQty <= covered) continue;
      putCopy(turn, { ...copy, detached: { ...copy.detached, isWarned: true } });
      decision.notices.push({
        severity: 'CRITICAL',
        code: 'OWN_ORDER_LEFT',
        text: `no copied units of ${nameOf(turn, position.instrumentId)} are left, but an exit order that the follower took over still rests (${copy.side} ${actual.terms.quantity - actual.filledQty}). If it fills, it opens a position of the follower's own. Cancel it at the broker`,
        accountId: position.followerId,
        venueOrderId: actual.venueOrderId,
      });
    }
  }
}

/** Fills that arrive late for an order that was replaced, or one that was proved absent and lives after all. */
function earlierGeneration(turn: Turn, order: CopyOrder, generation: number, fold: Fold): CopyOrder {
  const { report } = fold.order;
  const known = order.earlier[generation];
  if (!known) return order;
  if (known.isAbsent && !isFinal(report.status) && (fold.isNew || fold.statusChanged)) {
    const { accountId, venueOrderId } = report;
    turn.decision.commands.push({ type: 'cancelGhost', accountId, venueOrderId });
    turn.decision.notices.push({
      severity: 'CRITICAL',
      code: 'GHOST_ORDER',
      text: `order ${venueOrderId} has turned up, although look-ups had found no such order. Its resting part is being cancelled; its fills count`,
      accountId,
      venueOrderId,
    });
  }
  // Against what is on record, not against what this process has heard: after a restart it has heard of nothing.
  if (report.filledQty <= known.filledQty) return order;
  return { ...order, earlier: order.earlier.with(generation, { ...known, filledQty: report.filledQty }) };
}
