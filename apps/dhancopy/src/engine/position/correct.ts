import { backOffMs } from '@dhancopy/domain/back-off';
import type { Link } from '@dhancopy/domain/link';
import { mirrorId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import { formatCount } from '@dhancopy/domain/rupees';
import type { OrderSide } from '@dhancopy/domain/order';
import { isDelivery } from '@dhancopy/domain/product';
import type { CopyRef } from '../commands.ts';
import type { Turn } from '../decision.ts';
import { indexOrder } from '../orphans.ts';
import { correctionCause } from '../order/client-order-id.ts';
import { isUnderWay, venueOrderOf } from '../order/copy-order.ts';
import type { CopyOrder } from '../order/copy-order.ts';
import type { EngineState } from '../state.ts';
import { sliceMax, sliceTargets } from '../order/slices.ts';
import { bandLimit, MARKET_TERMS } from '../order/terms.ts';
import { workOrders } from '../order/work-orders.ts';
import type { Cause } from '../order/cause.ts';
import { permissionFor } from '../risk/permission.ts';
import { ownOf, today } from '../account/own-book.ts';
import { lowerTarget } from '../account/release.ts';
import { addHeld, putPosition } from './books.ts';
import type { Allotment } from './allotment.ts';
import { ended } from './ended.ts';
import { copiedQtyOf, workingQtyOf } from './copy.ts';
import type { Correction, CopyPosition, PositionKey } from './copy-position.ts';
import type { Picture } from './lines.ts';
import { nameOf } from '../instrument-name.ts';

/** Pause after a correction failed, ms: doubled with each failure in a row up to the last. */
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 300_000;

/** What the orders of a correction have in common. */
export function correctionOf(position: CopyPosition, correction: Correction): Cause {
  const { linkId, followerId, product } = position;
  const cause = correctionCause(position.key, correction.sinceMs, correction.number);
  const { side, instrumentId } = correction;
  return {
    id: mirrorId(linkId, cause),
    cause,
    linkId,
    followerId,
    instrumentId,
    product,
    side,
    afterMarket: false,
    amoTime: null,
  };
}

/**
 * Closes the gap that no copy can close, one correction (with its slices) at a time.
 *
 * 1. It never trades towards zero more than is held; beyond zero it is an entry, by the link's price band and states.
 * 2. A failed exit stays owed: it is tried again after a growing pause. An entry that cannot be made lowers the target.
 * 3. In a new day it waits until reads of the account agree with what is held.
 * @returns when to look again, ms; 0 for as soon as there is budget
 */
export function workCorrection(turn: Turn, key: PositionKey, link: Link, { allotment }: Picture): readonly number[] {
  const position = turn.state.positions.get(key);
  if (!position) return [];
  const { correction } = position;
  if (allotment.isUnread) return [];
  const isIdle = !correction?.orders.some(isUnderWay);
  if (isIdle && isNightBetween(turn, position)) return [];
  if (correction === null) return allotment.correction.quantity > 0 ? begin(turn, position, link, allotment) : [];
  if (isIdle) {
    const { closes } = allotment.correction;
    // What closed has closed: beyond zero it is an entry, and another correction.
    const isOther = allotment.correction.quantity > 0 && closes !== correction.closes;
    const isOwed = signOf(correction.side) * allotment.gap > 0 && !isOther;
    if (!isOwed) {
      putPosition(turn, ended(position, correction));
      if (correction.failures > 0) noticeEnd(turn, position, correction);
      return allotment.gap === 0 ? [] : [0];
    }
    const failure = correction.orders.find((order) => order.failure !== null)?.failure;
    if (correction.isOver && !failure && hasFilled(correction)) {
      // What is missing came after it, as when the machine slept: it has a time of its own.
      putPosition(turn, ended(position, correction));
      return [0];
    }
    if (failure || correction.isOver) return failed(turn, position, correction, allotment, failure?.detail ?? '');
  }
  if (turn.ctx.nowMs < correction.notBeforeMs) return [correction.notBeforeMs];
  return work(turn, position, correction, link, allotment);
}

function hasFilled({ orders }: Correction): boolean {
  return orders.length > 0 && orders.every(({ actual }) => actual.state === 'closed' && actual.how === 'FILLED');
}

/** Nothing is corrected in a new day before the account was read in it: the night may have closed what we believe in. */
function isNightBetween(turn: Turn, { followerId, asset, product }: CopyPosition): boolean {
  const { dayMs, suspicion } = ownOf(turn.state, followerId, asset, product);
  return (dayMs > 0 && dayMs < today(turn)) || suspicion?.overnight === true;
}

function begin(turn: Turn, position: CopyPosition, link: Link, allotment: Allotment): readonly number[] {
  const { correction: wanted, gap } = allotment;
  if (!wanted.closes) {
    const { reducing } = permissionFor(turn.state, link);
    const isShort = wanted.sign === -1 && isDelivery(position.product);
    const why =
      reducing?.reason ??
      position.doubt ??
      (isShort ? 'delivery shares cannot be sold short' : position.price === null ? 'its price is unknown' : null);
    if (why !== null) {
      giveUp(turn, position, gap, why);
      return [];
    }
  }
  const side = wanted.sign === 1 ? 'BUY' : 'SELL';
  const correction = fresh(position, side, wanted.closes, turn.ctx.nowMs);
  const begun = { ...position, correction, corrections: position.corrections + 1 };
  putPosition(turn, begun);
  return work(turn, begun, correction, link, allotment);
}

function fresh(position: CopyPosition, side: OrderSide, closes: boolean, sinceMs: number): Correction {
  const number = position.corrections;
  return {
    number,
    instrumentId: position.instrumentId,
    side,
    closes,
    orders: [],
    sinceMs,
    failures: 0,
    notBeforeMs: 0,
    lagSinceMs: null,
    chase: 0,
    isOver: false,
  };
}

/** Nothing of it is at the broker any more, and units are owed. */
function failed(
  turn: Turn,
  position: CopyPosition,
  correction: Correction,
  { gap }: Allotment,
  detail: string,
): readonly number[] {
  const { nowMs } = turn.ctx;
  if (!correction.closes) {
    putPosition(turn, ended(position, correction));
    giveUp(turn, position, gap, detail || 'it did not fill in time within the price band');
    return [0];
  }
  const failures = correction.failures + 1;
  const notBeforeMs = nowMs + backOffMs(PAUSE_MS, failures, PAUSE_MAX_MS);
  noticeFailure(turn, position, { ...correction, failures, notBeforeMs }, Math.abs(gap), detail);
  const next = { ...fresh(position, correction.side, true, nowMs), failures, notBeforeMs };
  putPosition(turn, { ...ended(position, correction), correction: next, corrections: position.corrections + 1 });
  return [notBeforeMs];
}

function work(
  turn: Turn,
  position: CopyPosition,
  start: Correction,
  link: Link,
  { correction: wanted, gap, isSettling }: Allotment,
): readonly number[] {
  const instrument = turn.ctx.instrument(start.instrumentId);
  if (!instrument) return [];
  const correction = withLag(start, link, turn.ctx.nowMs);
  const sign = signOf(correction.side);
  const isWanted = sign === wanted.sign && wanted.quantity > 0 && wanted.closes === correction.closes;
  // While something else may still fill it does not grow, and what rests of it stays as far as it is needed.
  const kept = isSettling ? Math.min(workingQtyOf(correction), Math.max(0, sign * gap)) : 0;
  const leaves = correction.isOver ? 0 : isWanted ? wanted.quantity : kept;
  const { closes } = correction;
  const cause = correctionOf(position, correction);
  const limit =
    closes || position.price === null ? null : bandLimit(position.price, correction.side, link.settings, instrument);
  const terms = limit === null ? MARKET_TERMS : ({ ...MARKET_TERMS, orderType: 'LIMIT', price: limit } as const);
  const result = workOrders(turn, cause, correction.orders, {
    targets: sliceTargets(correction.orders, leaves, sliceMax(instrument)),
    terms: { ...terms, quantity: 0, disclosedQty: 0 },
    chase: correction.chase,
    goOn: closes,
    // Proved absent, it is placed again: its price is bounded.
    inTime: true,
    priority: () => (closes ? 'EXIT' : 'ENTRY'),
    permission: permissionFor(turn.state, link),
    causes: 0,
  });
  const next: Correction = { ...correction, orders: result.orders };
  putCorrection(turn, position.key, next, null);
  const isFailed = next.orders.some(({ failure }) => failure !== null);
  const wakes = isFailed ? [...result.wakes, 0] : result.wakes;
  return next.lagSinceMs === null || (!closes && link.settings.fillPolicy === 'leave')
    ? wakes
    : [...wakes, next.lagSinceMs + link.settings.fillTimeoutMs];
}

/** A resting remainder is worked towards the market; an entry has its time and is over then. */
function withLag(correction: Correction, { settings }: Link, nowMs: number): Correction {
  const rests = correction.orders.some(({ actual }) => actual.state === 'open');
  if (!rests) return correction.lagSinceMs === null ? correction : { ...correction, lagSinceMs: null };
  if (correction.lagSinceMs === null) return { ...correction, lagSinceMs: nowMs };
  if (nowMs < correction.lagSinceMs + settings.fillTimeoutMs) return correction;
  if (!correction.closes)
    return settings.fillPolicy === 'leave' ? correction : { ...correction, lagSinceMs: null, isOver: true };
  return { ...correction, lagSinceMs: nowMs, chase: correction.chase + 1 };
}

/** Puts a changed correction into its position, and its new fills into what is held. */
export function putCorrection(turn: Turn, key: PositionKey, next: Correction, tsMs: number | null): void {
  const position = turn.state.positions.get(key);
  const known = position?.correction;
  if (!position || !known || sameCorrection(known, next)) return;
  const cause = correctionOf(position, next);
  for (const order of next.orders) if (!known.orders.includes(order)) indexOrder(turn.state, cause, order);
  turn.state.corrections.set(cause.id, key);
  putPosition(turn, { ...position, correction: next });
  addHeld(turn, key, signOf(next.side) * (copiedQtyOf(next) - copiedQtyOf(known)), tsMs);
}

function sameCorrection(a: Correction, b: Correction): boolean {
  return (
    a.lagSinceMs === b.lagSinceMs &&
    a.chase === b.chase &&
    a.isOver === b.isOver &&
    a.orders.length === b.orders.length &&
    a.orders.every((order, index) => order === b.orders[index])
  );
}

/**
 * What cannot be bought back lowers the target to what is held, on the side of the gap: what should be held on the other side stays.
 * @param gap - signed units
 */
function giveUp(turn: Turn, position: CopyPosition, gap: number, why: string): void {
  const units = Math.abs(gap);
  const text = `this link should hold ${units} more units of ${nameOf(turn, position.instrumentId)}, but they are not bought back: ${why}`;
  const isLowered = lowerTarget(turn, position.key, units, Math.sign(gap));
  const now = turn.state.positions.get(position.key) ?? position;
  // Reported when the doubt came.
  if (!isLowered && now.doubt !== null) return;
  if (!isLowered) putPosition(turn, { ...now, doubt: text });
  turn.decision.notices.push({
    severity: 'ERROR',
    code: 'CORRECTION_GIVEN_UP',
    text,
    accountId: position.followerId,
    venueOrderId: null,
  });
}

function noticeFailure(
  turn: Turn,
  position: CopyPosition,
  { side, orders, failures, notBeforeMs }: Correction,
  units: number,
  detail: string,
): void {
  // Of a long row the first, the second, the fourth, the eighth … is reported.
  if (!Number.isInteger(Math.log2(failures))) return;
  const pause = Math.round((notBeforeMs - turn.ctx.nowMs) / 1000);
  const last = orders.at(-1);
  const what = `${side}${units === 0 ? '' : ` ${formatCount(units)}`} of ${nameOf(turn, position.instrumentId)}`;
  turn.decision.notices.push({
    // After one failure the next try usually succeeds.
    severity: failures === 1 ? 'ERROR' : 'CRITICAL',
    code: 'EXIT_OWED',
    text: `an exit (${what}) failed${failures === 1 ? '' : ` ${failures} times in a row`}: ${asClause(detail) || 'no reason given'}. The position stays open; next try in ${pause} s`,
    accountId: position.followerId,
    venueOrderId: last ? venueOrderOf(last) : null,
  });
}

/** The broker's texts end with or without a full stop; here a sentence goes on. */
const asClause = (text: string): string => text.replace(/[.\s]+$/, '');

/** The end of what `EXIT_OWED` reported. */
function noticeEnd(turn: Turn, position: CopyPosition, correction: Correction): void {
  const { side, failures, orders } = correction;
  const last = orders.at(-1);
  const what = `the exit (${side} of ${nameOf(turn, position.instrumentId)}) that failed${failures === 1 ? '' : ` ${failures} times`}`;
  const isFilled = copiedQtyOf(correction) > 0;
  turn.decision.notices.push({
    severity: 'INFO',
    code: 'EXIT_MADE_GOOD',
    text: isFilled ? `${what} has filled: nothing is owed any more` : `${what} is not needed any more`,
    accountId: position.followerId,
    venueOrderId: last ? venueOrderOf(last) : null,
  });
}

/** For a restart: the orders of corrections find their position again. */
export function indexCorrections(state: EngineState, position: CopyPosition): void {
  for (const correction of [...position.past, ...(position.correction ? [position.correction] : [])]) {
    const cause = correctionOf(position, correction);
    state.corrections.set(cause.id, position.key);
    for (const order of correction.orders) indexOrder(state, cause, order);
  }
}

/** News of an order of a correction, also of one that is done with. */
export function changeCorrection(
  turn: Turn,
  ref: CopyRef,
  tsMs: number | null,
  change: (order: CopyOrder) => CopyOrder,
): PositionKey | null {
  const key = turn.state.corrections.get(ref.mirrorId);
  const position = key && turn.state.positions.get(key);
  if (!position) return null;
  const changed = (of: Correction): Correction => ({
    ...of,
    orders: of.orders.map((order) => (order.slice === ref.slice ? change(order) : order)),
  });
  const { correction } = position;
  if (correction && correctionOf(position, correction).id === ref.mirrorId) {
    putCorrection(turn, key, changed(correction), tsMs);
    return key;
  }
  const known = position.past.find((each) => correctionOf(position, each).id === ref.mirrorId);
  if (!known) return null;
  const next = changed(known);
  putPosition(turn, { ...position, past: position.past.map((each) => (each === known ? next : each)) });
  addHeld(turn, key, signOf(next.side) * (copiedQtyOf(next) - copiedQtyOf(known)), tsMs);
  for (const { actual } of next.orders) {
    if (actual.state !== 'open') continue;
    turn.decision.commands.push({
      type: 'cancelGhost',
      accountId: position.followerId,
      venueOrderId: actual.venueOrderId,
    });
  }
  return key;
}
