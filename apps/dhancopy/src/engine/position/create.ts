import type { Asset } from '@dhancopy/domain/asset';
import { tradingDay } from '@dhancopy/domain/trading-day';
import { mirrorId } from '@dhancopy/domain/ids';
import type { Instrument } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import { signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import { formatCount } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import { madeAt } from '../leader/made-at.ts';
import { assetFor, leaderPosition } from '../leader/position.ts';
import { copyTerms } from '../order/terms.ts';
import { sliceMax } from '../order/slices.ts';
import { refuseAlways } from '../risk/gate.ts';
import type { Refusal } from '../risk/gate.ts';
import { shareOf } from '../sizing/share.ts';
import type { Share } from '../sizing/share.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';
import { beginOwn } from '../account/own-book.ts';
import { endPosition } from '../account/release.ts';
import { putPosition } from './books.ts';
import { keyOf } from './copy.ts';
import type { Copy, Desired } from './copy.ts';
import { positionKey } from './copy-position.ts';
import { nameOf } from '../instrument-name.ts';
import { isLeaderFill } from './log.ts';
import type { CopyPosition, PositionKey } from './copy-position.ts';

/** Orders that the leader's app cut from one come within this time, ms. */
const SLICES_WITHIN_MS = 2_000;

/** The position that a leader order belongs to: as it is, or new and flat. What ended with an earlier day is ended first. */
export function positionFor(turn: Turn, link: Link, leader: OrderReport): CopyPosition {
  const { state, ctx } = turn;
  const asset = assetFor(leader.instrumentId, leader.product, ctx);
  const key = positionKey(link.id, asset, leader.product);
  const expiredFromMs = ctx.instrument(leader.instrumentId)?.expiredFromMs ?? null;
  const known = endedIfOver(turn, replaced(turn, state.positions.get(key), expiredFromMs));
  const product = link.settings.products[leader.product] ?? leader.product;
  const dayMs = tradingDay(ctx.nowMs);
  const price = marketPriceOf(leader) ?? known?.price ?? (leader.price > 0 ? leader.price : null);
  if (!known) {
    const fresh = emptyPosition(link, asset, leader.product, product, leader, expiredFromMs, dayMs, price);
    const leaderReadDayMs = state.leaders.read.get(link.leaderId)?.dayMs;
    const first = { ...fresh, leaderSeen: leaderPosition(state, leader, ctx), leaderReadDayMs };
    putPosition(turn, first);
    beginOwn(turn, link.followerId, asset, product);
    return first;
  }
  const isFree = known.held === 0 && known.active.length === 0 && known.log.length === 0;
  const next: CopyPosition = {
    ...known,
    // What is held in one product is not sold in another.
    product: isFree ? product : known.product,
    released: isFree && known.base === 0 ? false : known.released,
    instrumentId: leader.instrumentId,
    expiredFromMs,
    price,
    dayMs,
    past: dayMs === known.dayMs ? known.past : [],
  };
  if (!sameHead(known, next)) putPosition(turn, next);
  return state.positions.get(key) ?? next;
}

function sameHead(a: CopyPosition, b: CopyPosition): boolean {
  return (
    a.product === b.product &&
    a.released === b.released &&
    a.instrumentId === b.instrumentId &&
    a.expiredFromMs === b.expiredFromMs &&
    a.price === b.price &&
    a.dayMs === b.dayMs
  );
}

export function emptyPosition(
  link: Link,
  asset: Asset,
  leaderProduct: Product,
  product: Product,
  { instrumentId }: Pick<OrderReport, 'instrumentId'>,
  expiredFromMs: number | null,
  dayMs: number,
  price: number | null,
): CopyPosition {
  return {
    key: positionKey(link.id, asset, leaderProduct),
    linkId: link.id,
    leaderId: link.leaderId,
    followerId: link.followerId,
    asset,
    leaderProduct,
    product,
    instrumentId,
    expiredFromMs,
    base: 0,
    run: null,
    log: [],
    active: [],
    held: 0,
    correction: null,
    corrections: 0,
    past: [],
    leaderNet: 0,
    recentFills: [],
    dayMs,
    price,
    doubt: null,
    released: false,
  };
}

/** An id of an expired contract may name a new one: what is left of the old one has ended. */
function replaced(
  turn: Turn,
  position: CopyPosition | undefined,
  expiredFromMs: number | null,
): CopyPosition | undefined {
  const known = position?.expiredFromMs ?? null;
  if (!position || known === null || expiredFromMs === null) return position;
  if (known === expiredFromMs || isQuiet(position)) return position;
  endPosition(turn, position, 'EXPIRED');
  return turn.state.positions.get(position.key);
}

export function isQuiet({ held, base, log, correction }: CopyPosition): boolean {
  return held === 0 && base === 0 && log.length === 0 && correction === null;
}

/** INTRADAY ends with the day, and a contract with its last. */
export function endedIfOver(turn: Turn, position: CopyPosition | undefined): CopyPosition | undefined {
  if (!position) return undefined;
  const { nowMs } = turn.ctx;
  const isExpired = position.expiredFromMs !== null && nowMs >= position.expiredFromMs;
  const isOver = position.product === 'INTRADAY' && tradingDay(nowMs) > position.dayMs;
  if (!isExpired && !isOver) return position;
  if (isQuiet(position)) return position;
  endPosition(turn, position, isExpired ? 'EXPIRED' : 'SQUARED_OFF');
  const ended = turn.state.positions.get(position.key);
  if (ended) putPosition(turn, { ...ended, dayMs: tradingDay(nowMs) });
  return turn.state.positions.get(position.key);
}

/**
 * Before a fill of a day is booked: what an earlier day left of an INTRADAY position has ended with that day, and the fill has not. An
 * after-market copy may fill before anything is heard of its leader order.
 * @param tsMs - when it filled, by the broker; null: not known, then it counts for the day in which the position stands
 */
export function beginDay(turn: Turn, key: PositionKey, tsMs: number | null): void {
  const position = turn.state.positions.get(key);
  const dayMs = tsMs === null ? 0 : tradingDay(tsMs);
  if (position?.product !== 'INTRADAY' || dayMs <= position.dayMs) return;
  const now = endedIfOver(turn, position) ?? position;
  if (now.dayMs < dayMs) putPosition(turn, { ...now, dayMs });
}

/** A new copy for a leader order; refused where it can never be copied, or not without data that is missing. */
export function createCopy(turn: Turn, link: Link, leader: OrderReport, position: CopyPosition): Copy {
  const { state, ctx } = turn;
  const instrument = ctx.instrument(leader.instrumentId);
  const { share, refusal } = sharing(state, link, leader, position.product, instrument);
  const id = mirrorId(link.id, leader.venueOrderId);
  // Its exits are copied all the same: what the follower holds by then must go when the leader is out.
  const isLeft = refusal === null && wasOpenBefore(turn, link, leader) && link.settings.openOrders === 'skip';
  if (refusal?.reason === 'SUPER_ORDER') noticeLeftOpen(turn, position, leader);
  return {
    id,
    linkId: link.id,
    leaderId: link.leaderId,
    followerId: link.followerId,
    leaderOrderId: leader.venueOrderId,
    instrumentId: leader.instrumentId,
    asset: position.asset,
    leaderProduct: leader.product,
    product: position.product,
    side: leader.side,
    share,
    slices: slicesOf(state, leader, position, id, instrument, ctx.nowMs),
    createdMs: ctx.nowMs,
    seq: state.nextSeq++,
    leaderQty: 0,
    leaderFilled: 0,
    leaderOpened: 0,
    intent: 0,
    folded: { leaderEntry: 0, exit: 0, entry: 0 },
    writtenOff: 0,
    releasedAhead: [],
    entryMost: isLeft ? 0 : null,
    givenUp: isLeft ? { reason: 'BEFORE_LINK', detail: '' } : refusal,
    detached: null,
    orders: [],
    desired: nothingDesired(leader, instrument),
    lagSinceMs: null,
    chase: 0,
    asRegular: false,
    waiting: null,
    breached: [],
    outcome: refusal ? { ...refusal, atMs: ctx.nowMs } : null,
  };
}

/** The leader closes with an order of a kind that is not copied: what was copied stays open. */
function noticeLeftOpen(turn: Turn, position: CopyPosition, leader: OrderReport): void {
  const { held, instrumentId, followerId } = position;
  if (signOf(leader.side) * held >= 0) return;
  turn.decision.notices.push({
    severity: 'CRITICAL',
    code: 'EXIT_NOT_COPIED',
    text: `the leader's ${leader.side} of ${nameOf(turn, instrumentId)} is a super order, which is not copied. When it fills, ${formatCount(Math.abs(held))} copied units may stay open: close them by hand, or run "dhancopy flatten"`,
    accountId: followerId,
    venueOrderId: leader.venueOrderId,
  });
}

/** The leader had placed it before the link was made. A link's time has whole seconds: what was placed in the same one counts as before. */
function wasOpenBefore({ state, ctx }: Turn, link: Link, leader: OrderReport): boolean {
  const { accountId, venueOrderId, placedMs } = leader;
  const seenMs = state.orders.get(orderKey(accountId, venueOrderId))?.firstSeenMs ?? ctx.nowMs;
  // The broker's time moves with later events, so the earliest of all counts.
  const earlierMs = ctx.seenMs?.(venueOrderId) ?? Infinity;
  return Math.min(Math.min(seenMs, earlierMs) + ctx.brokerAheadMs, placedMs ?? Infinity) < madeAt(link, ctx) + 1_000;
}

/** Refusals that data which arrives later may lift, as long as the leader's order rests. */
const FOR_WANT_OF_DATA: ReadonlySet<string> = new Set(['UNKNOWN_INSTRUMENT', 'CAPITAL_UNKNOWN', 'ACCOUNT_HALTED']);

export function isForWantOfData(copy: Copy): boolean {
  return copy.share === null && copy.givenUp !== null && FOR_WANT_OF_DATA.has(copy.givenUp.reason);
}

/** Takes a copy back that was refused for want of data, as if the leader order had not been seen yet. */
export function takeBack(turn: Turn, copy: Copy): void {
  turn.state.copies.delete(copy.id);
  const position = turn.state.positions.get(keyOf(copy));
  if (!position) return;
  putPosition(turn, {
    ...position,
    log: position.log.filter((entry) => !isLeaderFill(entry) || entry.copy !== copy.id),
    active: position.active.filter((id) => id !== copy.id),
  });
}

/** True when the data that was missing has arrived. */
export function canShare({ state, ctx }: Turn, link: Link, leader: OrderReport): boolean {
  const product = link.settings.products[leader.product] ?? leader.product;
  return sharing(state, link, leader, product, ctx.instrument(leader.instrumentId)).share !== null;
}

function sharing(
  state: EngineState,
  link: Link,
  leader: OrderReport,
  product: Product,
  instrument: Instrument | undefined,
): { readonly share: Share | null; readonly refusal: Refusal | null } {
  const refusal = refuseAlways(leader, product, instrument);
  if (refusal) return { share: null, refusal };
  const leaderAccount = state.accounts.get(link.leaderId)?.account;
  const follower = state.accounts.get(link.followerId)?.account;
  if (!instrument || !leaderAccount || !follower) {
    return { share: null, refusal: { reason: 'ACCOUNT_HALTED', detail: 'the account is no longer registered' } };
  }
  const share = shareOf(link.settings, leaderAccount, follower, instrument);
  return { share, refusal: share ? null : { reason: 'CAPITAL_UNKNOWN', detail: '' } };
}

/** The newest copy, when this leader order continues what his app cut into orders of the freeze quantity. */
function slicesOf(
  state: EngineState,
  leader: OrderReport,
  position: CopyPosition,
  id: Copy['id'],
  instrument: Instrument | undefined,
  nowMs: number,
): Copy['slices'] {
  const alone = { of: id, before: 0 };
  const last = state.copies.get(position.active.at(-1) ?? id);
  const before = last && state.orders.get(orderKey(last.leaderId, last.leaderOrderId))?.report;
  if (!last || !before || !instrument) return alone;
  if (instrument.freezeQty === null) return alone;
  const isSame =
    last.side === leader.side &&
    last.instrumentId === leader.instrumentId &&
    before.orderType === leader.orderType &&
    before.price === leader.price &&
    before.triggerPrice === leader.triggerPrice;
  const isFull = before.quantity === sliceMax(instrument) && leader.quantity <= before.quantity;
  const isTogether = nowMs - last.createdMs <= SLICES_WITHIN_MS;
  if (!isSame || !isFull || !isTogether || last.share === null) return alone;
  return { of: last.slices.of, before: last.slices.before + before.quantity };
}

function nothingDesired(leader: OrderReport, instrument: Instrument | undefined): Desired {
  const { orderType, timeInForce, price, triggerPrice } = leader;
  const terms = instrument ? copyTerms(leader, instrument) : { orderType, timeInForce, price, triggerPrice };
  return {
    ...terms,
    revision: 0,
    quantity: 0,
    exitQty: 0,
    entryQty: 0,
    disclosedQty: 0,
    afterMarket: false,
    amoTime: null,
  };
}

/** A price that was traded. The limit of an order says nothing about the market: it may rest far away. */
function marketPriceOf({ avgPxRupees, lastPrice }: OrderReport): number | null {
  if (avgPxRupees !== null && avgPxRupees > 0) return Math.round(avgPxRupees * 100);
  return lastPrice !== null && lastPrice > 0 ? lastPrice : null;
}
