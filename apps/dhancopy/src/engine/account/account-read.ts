import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import type { OrderSide } from '@dhancopy/domain/order';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import { isDelivery } from '@dhancopy/domain/product';
import type { Product } from '@dhancopy/domain/product';
import { firstMoment, isNight, tradingDay } from '@dhancopy/domain/trading-day';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import type { EngineEvent, PositionRead } from '../events.ts';
import { assetFor, isLeaderRead, leaderPositionIn, ROWS_MS } from '../leader/position.ts';
import type { CopyOrder } from '../order/copy-order.ts';
import { venueOrderOf } from '../order/copy-order.ts';
import { interrupted, missing } from '../order/observe.ts';
import { putCopy, putPosition } from '../position/books.ts';
import { putCorrection } from '../position/correct.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';
import type { Copy } from '../position/copy.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { endedIfOver } from '../position/create.ts';
import { scale } from './split.ts';
import { heldIn, ownOf, positionsIn, putOwn } from './own-book.ts';
import { ownKey } from './own-units.ts';
import type { Delivered, HandTrade, OwnKey, OwnUnits } from './own-units.ts';
import { attribute, forgetTrades, isOfDay } from './attribution.ts';
import { takeHandTrade } from './hand-trade.ts';
import { nameOf } from '../instrument-name.ts';

/** An order with our mark that this database does not know is adopted within this time once the leaders are read, ms. */
const ADOPTED_WITHIN_MS = 60_000;
/** An order that the broker has taken is reported, or has been looked up, within this time, ms. */
const UNREPORTED_MS = 60_000;

type AccountRead = Extract<EngineEvent, { type: 'AccountRead' }>;

/** What a read shows of one asset and product. Signed units. */
interface Shown {
  readonly asset: Asset;
  readonly product: Product;
  day: number;
  delivered: number;
}

/**
 * Holds what a follower's links and own units say against his account. The account is right.
 *
 * 1. A difference counts when two reads in a row show it with no fill between, none shortly before and nothing on its way. The second must
 *    have been asked for when the first was there: reads overlap, and both may then show a fill that no report has named yet.
 * 2. Delivered units count as of the day's first read; the day's fills decide from there.
 * 3. INTRADAY ended with its day, an expired contract with its last, a split or bonus scales both sides.
 * @returns the positions that changed
 */
export function takeAccountRead(turn: Turn, event: AccountRead): PositionKey[] {
  const { accountId, dayStartMs } = event;
  const touched = new Set<PositionKey>();
  const shownAll = shownBy(turn, event);
  for (const { asset, product } of shownAll) endMissing(turn, accountId, asset, product, dayStartMs);
  for (const shown of shownAll) {
    const positions = positionsIn(turn.state, accountId, shown.asset, shown.product);
    for (const position of positions) if (endedIfOver(turn, position) !== position) touched.add(position.key);
    for (const key of judge(turn, shown, event)) touched.add(key);
  }
  if (event.isIncomplete !== true) turn.state.readAccounts.add(accountId);
  return [...touched];
}

/** All that the read names, and all that we believe in and the read does not name: that is zero. */
function shownBy(turn: Turn, { accountId, positions, holdings, isIncomplete }: AccountRead): Shown[] {
  const found = new Map<OwnKey, Shown>();
  const at = (asset: Asset, product: Product): Shown => {
    const key = ownKey(accountId, asset, product);
    const known = found.get(key) ?? { asset, product, day: 0, delivered: 0 };
    found.set(key, known);
    return known;
  };
  const assetIn = (row: PositionRead): Asset => assetFor(row.instrumentId, row.product, turn.ctx, row.isin ?? null);
  for (const row of positions) at(assetIn(row), row.product).day += row.netQty;
  for (const row of holdings) at(assetIn(row), row.product).delivered += row.netQty;
  if (isIncomplete === true) return [...found.values()];
  for (const key of turn.state.ownByAccount.get(accountId) ?? []) {
    const own = turn.state.own.get(key);
    if (own) at(own.asset, own.product);
  }
  for (const link of turn.state.linksByFollower.get(accountId) ?? []) {
    for (const key of turn.state.positionsByLink.get(link) ?? []) {
      const position = turn.state.positions.get(key);
      if (position) at(position.asset, position.product);
    }
  }
  return [...found.values()];
}

function judge(turn: Turn, shown: Shown, read: AccountRead): PositionKey[] {
  const { accountId: account, dayStartMs: dayMs, receivedMs } = read;
  const askedMs = read.askedMs ?? receivedMs;
  const before = ownOf(turn.state, account, shown.asset, shown.product);
  const lastFillMs = turn.state.lastFills.get(before.key) ?? -Infinity;
  // Fills were heard of since the read was asked for: it shows an older state.
  if (askedMs < lastFillMs) return [];
  const isFirst = before.dayMs < dayMs;
  const isOpen = isFirst || before.suspicion?.overnight === true;
  if (!isOpen && isNight(turn.ctx.nowMs) && isRolled(turn, before, shown)) return [];
  const own = withoutYesterday(turn, forDay(turn, before, shown, dayMs), before.dayMs);
  const settledKeys = settleMissing(turn, account, shown, own);
  const positions = positionsIn(turn.state, account, shown.asset, shown.product);
  const held = heldIn(positions);
  const actual = shown.day + (own.delivered?.units ?? 0);
  const isMoving = isOnItsWay(turn, positions) || isToBeAdopted(turn, account, shown, dayMs);
  if (own.units === null && isMoving) return settledKeys;
  if (own.units === null) {
    // What he held when we came, and then his trades of the day one by one: they may have closed copied units.
    const opening = actual - held - countedOf(own);
    if (opening * held >= 0) return [...settledKeys, ...beginAt(turn, own, opening, askedMs)];
  }

  const known = own.units ?? countedOf(own);
  const difference = actual - known - held;
  // What exits may trade depends on whether the read is doubted.
  const concerned = [...settledKeys, ...positions.map(({ key }) => key)];
  if (difference === 0) {
    if (own !== before || own.suspicion) putOwn(turn, { ...own, suspicion: null });
    forgetTrades(turn, own, askedMs);
    return before.suspicion || isFirst ? concerned : settledKeys;
  }
  const last = own.suspicion;
  const isSame = last?.difference === difference && last.own === known && last.held === held;
  const isConfirmed =
    isSame && last.askedMs < askedMs && last.receivedMs + rowsMs(turn, positions, difference) <= askedMs;
  // What began today has no night behind it.
  const isOld = before.dayMs > 0 || positions.some((position) => position.dayMs < dayMs);
  const overnight = (isFirst && isOld) || last?.overnight === true;
  const mayBeOlder = askedMs < lastFillMs + ROWS_MS;
  if (!isConfirmed || isMoving || mayBeOlder || (overnight && !leadersRead(turn, positions, dayMs))) {
    const since = isSame ? last : { askedMs, receivedMs };
    const suspicion = { ...since, difference, own: known, held, overnight };
    putOwn(turn, { ...own, suspicion: isMoving && !overnight ? null : suspicion });
    return concerned;
  }
  const twice = own.recent.find((hand) => hand.units === -difference && mayBeIn(hand, own));
  if (twice) {
    putOwn(turn, { ...own, suspicion: null });
    return [...concerned, ...attribute(turn, own, false, twice)];
  }
  const scaled = overnight ? scale(turn, own, positions, shown.day) : null;
  if (scaled) return [...settledKeys, ...scaled];
  const reason = overnight ? 'GONE_OVERNIGHT' : 'NOT_IN_ACCOUNT';
  const price = positions.find((position) => position.price !== null)?.price ?? null;
  // What the night did came before all that he does today.
  const tsMs = overnight ? firstMoment(dayMs) : null;
  const started = own.units === null ? beginAt(turn, own, 0, askedMs) : [];
  const now = ownOf(turn.state, account, shown.asset, shown.product);
  const keys = [
    ...started,
    ...takeHandTrade(turn, own.units === null ? now : own, { units: difference, tsMs, reason, price }),
  ];
  if (!overnight) noteUnexplained(turn, account, shown, difference, askedMs);
  if (overnight) {
    for (const key of keys) doubt(turn, key, difference, price);
    noticeMore(turn, positions, difference, price);
  }
  return [...concerned, ...keys];
}

/** Yesterday's own units of what ends with the day have ended too: what is there is of today. */
function withoutYesterday(turn: Turn, own: OwnUnits, lastDayMs: number): OwnUnits {
  if (lastDayMs === 0 || lastDayMs === own.dayMs || own.product !== 'INTRADAY' || own.units === null) return own;
  if (heldIn(positionsIn(turn.state, own.accountId, own.asset, own.product)) !== 0) return own;
  const ofToday = own.recent.filter(({ tsMs }) => isOfDay(tsMs, own.dayMs));
  const kept = ofToday.map(({ units, released }) => released.reduce((sum, part) => sum + part.units, units));
  return { ...own, units: kept.reduce((sum, units) => sum + units, 0) };
}

/** Made in the second in which the read that his units began with was asked for: it may hold the trade. */
function mayBeIn({ tsMs }: HandTrade, { beganMs }: OwnUnits): boolean {
  return tsMs !== null && tsMs <= beganMs && tsMs + 999 >= beganMs;
}

function noteUnexplained(
  turn: Turn,
  account: AccountId,
  { asset, product }: Shown,
  units: number,
  readMs: number,
): void {
  const own = ownOf(turn.state, account, asset, product);
  putOwn(turn, { ...own, unexplained: { units: units + (own.unexplained?.units ?? 0), readMs } });
}

function countedOf({ counted }: OwnUnits): number {
  return Object.values(counted).reduce((sum, { units }) => sum + units, 0);
}

/** His own units from here on: what he held before, and his trades of the day in their order. */
function beginAt(turn: Turn, own: OwnUnits, opening: number, beganMs: number): PositionKey[] {
  putOwn(turn, { ...own, units: opening, beganMs, suspicion: null });
  const trades = Object.values(own.counted).sort((a, b) => (a.tsMs ?? 0) - (b.tsMs ?? 0));
  return trades.flatMap(({ units, tsMs }) => {
    const now = ownOf(turn.state, own.accountId, own.asset, own.product);
    return takeHandTrade(turn, now, { units, tsMs, reason: 'CLOSED_BY_HAND', price: null });
  });
}

/** A new day: the delivered units of its first read count, and orders of the day before are in no book any more. */
function forDay(turn: Turn, own: OwnUnits, shown: Shown, dayMs: number): OwnUnits {
  const first = own.delivered?.dayMs === dayMs ? own.delivered : null;
  if (first && own.dayMs === dayMs) {
    const believed = believedIn(turn, own);
    // What was bought is delivered by now: the newer figures explain all that we believe in, the day's first does not.
    const isDelivered = shown.day + shown.delivered === believed && shown.day + first.units !== believed;
    if (isDelivered) return { ...own, delivered: { dayMs, units: shown.delivered } };
    return warnOfDelivered(turn, own, first, shown);
  }
  const counted = Object.fromEntries(Object.entries(own.counted).filter(([, each]) => each.dayMs >= dayMs));
  return { ...own, dayMs, counted, unexplained: null, delivered: first ?? { dayMs, units: shown.delivered } };
}

/** Units that should be in the account: his own, and what his links hold. */
function believedIn({ state }: Turn, own: OwnUnits): number {
  return (own.units ?? countedOf(own)) + heldIn(positionsIn(state, own.accountId, own.asset, own.product));
}

/** In the night shares go from the positions to the holdings, and splits come with them: the first read of the day shows what that came to. */
function isRolled(turn: Turn, own: OwnUnits, { day, delivered }: Shown): boolean {
  if (!isDelivery(own.product) || own.delivered === null) return false;
  const { units } = own.delivered;
  const believed = believedIn(turn, own);
  return day + delivered !== believed && (delivered !== units || (day === 0 && believed !== units));
}

/** The broker does not say whether this figure moves when shares are sold: either way is taken as agreeing. */
function warnOfDelivered(turn: Turn, own: OwnUnits, first: Delivered, { delivered, day }: Shown): OwnUnits {
  const { units } = first;
  if (delivered === units || delivered === units + Math.min(0, day) || delivered === units + day) return own;
  // Reported once for each figure, so that the operator can go on.
  if (first.reported === delivered) return own;
  const positions = positionsIn(turn.state, own.accountId, own.asset, own.product).filter(({ held }) => held !== 0);
  if (positions.length === 0) return own;
  const text = `the holdings show ${formatCount(delivered)} units of ${own.asset}, but the first read of the day showed ${formatCount(units)}. No copied units are released for this difference`;
  for (const position of positions) putPosition(turn, { ...position, doubt: text });
  notice(turn, own.accountId, text);
  const reported = { ...own, delivered: { ...first, reported: delivered } };
  putOwn(turn, reported);
  return reported;
}

/** A bonus at the follower is known by the leader's: his positions of the day must have been read. */
function leadersRead(turn: Turn, positions: readonly CopyPosition[], dayMs: number): boolean {
  return positions.every(({ held, leaderId }) => held === 0 || isLeaderRead(turn.state, leaderId, dayMs));
}

/** Where an order of ours that rests may have made the difference, its row in the order book may come later than the position that it made. */
function rowsMs({ state }: Turn, positions: readonly CopyPosition[], difference: number): number {
  const mayHaveFilled = worksIn(state, positions).some(
    ({ side, orders }) => signOf(side) * difference > 0 && orders.some(({ actual }) => actual.state === 'open'),
  );
  return mayHaveFilled ? ROWS_MS : 0;
}

/** True while an order of ours in these positions may have filled without our knowing. */
function isOnItsWay({ state, ctx }: Turn, positions: readonly CopyPosition[]): boolean {
  return worksIn(state, positions).some(({ orders }) =>
    orders.some(({ actual, inFlight }) => {
      // Just taken, and no report of it yet: a market order has filled by now. One that waits for the market to open has not.
      const isNew = actual.state === 'open' && ctx.nowMs - actual.termsSinceMs < UNREPORTED_MS;
      const isUnreported = isNew && (actual.status === null || actual.status === 'SUBMITTED');
      return actual.state === 'unknown' || inFlight?.kind === 'place' || isUnreported;
    }),
  );
}

/** The copies that are worked on in these positions, and the corrections. */
function worksIn(state: EngineState, positions: readonly CopyPosition[]): readonly Pick<Copy, 'side' | 'orders'>[] {
  return positions.flatMap(({ active, correction }) => [
    ...active.flatMap((id) => state.copies.get(id) ?? []),
    ...(correction ? [correction] : []),
  ]);
}

/**
 * True while an order that carries our mark, and that an older copy of the database does not know, may still turn out to be a copy: its
 * leader order is not read, or was read a moment ago. Whose its units are is not known before.
 */
function isToBeAdopted({ state, ctx }: Turn, account: AccountId, { asset, product }: Shown, dayMs: number): boolean {
  if (state.orphans.size === 0) return false;
  const links = state.linksByFollower.get(account) ?? [];
  const areRead = links.every((id) => isLeaderRead(state, state.links.get(id)?.leaderId ?? account, dayMs));
  for (const generations of state.orphans.values()) {
    for (const key of generations.values()) {
      const order = state.orders.get(key);
      if (order?.report.accountId !== account || order.report.product !== product) continue;
      if (order.report.filledQty === 0 || assetFor(order.report.instrumentId, product, ctx) !== asset) continue;
      if (!areRead || ctx.nowMs - order.firstSeenMs < ADOPTED_WITHIN_MS) return true;
    }
  }
  return false;
}

/** Units next to copied ones that no order explains may be theirs after all, as of a split that the leader's account does not show alike. */
function noticeMore(turn: Turn, positions: readonly CopyPosition[], more: number, price: number | null): void {
  const next = positions.find(({ held }) => held * more > 0);
  if (!next) return;
  const text = `${worthOf(turn, next, more, price)} more than known were in the account at the first read of the day, and no order explains them. They count as the follower's own: no exit trades them. If a split or bonus of copied units added them, close them by hand`;
  notice(turn, next.followerId, text, 'UNITS_ADDED', 'WARNING');
}

/** `16 units of HDFCBANK (about ₹26,400.00)`. */
function worthOf(turn: Turn, { instrumentId }: CopyPosition, signed: number, price: number | null): string {
  const units = Math.abs(signed);
  const worth = price === null ? 'of unknown worth' : `about ${formatRupees((units * price) / 100)}`;
  return `${formatCount(units)} units of ${nameOf(turn, instrumentId)} (${worth})`;
}

/** Entries wait for the operator where copied units are gone and nothing explains it. */
function doubt(turn: Turn, key: PositionKey, difference: number, price: number | null): void {
  const position = turn.state.positions.get(key);
  if (!position) return;
  // Gone at the leader as well: whatever ended it ended both.
  if (leaderPositionIn(turn.state, position.leaderId, position.asset, position.leaderProduct) === 0) return;
  const text = `${worthOf(turn, position, difference, price)} were missing at the first read of the day, for an unknown reason`;
  putPosition(turn, { ...position, doubt: text });
  notice(turn, position.followerId, `${text}. Entries in this instrument wait until you pause and resume the account`);
}

/** Orders of ours that were placed before the day and that its order book, which was read before, does not show have ended. */
function endMissing(turn: Turn, account: AccountId, asset: Asset, product: Product, dayMs: number): void {
  const isGone = ({ actual, inFlight }: CopyOrder): boolean => {
    if (inFlight !== null && tradingDay(inFlight.sinceMs) < dayMs) return true;
    if (actual.state === 'unknown') return tradingDay(actual.sinceMs) < dayMs;
    if (actual.state !== 'open' || tradingDay(actual.termsSinceMs) >= dayMs) return false;
    return tradingDay(turn.state.orders.get(orderKey(account, actual.venueOrderId))?.lastReadMs ?? 0) < dayMs;
  };
  const ended = (order: CopyOrder): CopyOrder => (isGone(order) ? missing(interrupted(order, turn.ctx.nowMs)) : order);
  for (const { key, active, correction } of positionsIn(turn.state, account, asset, product)) {
    for (const id of active) {
      const copy = turn.state.copies.get(id);
      if (copy?.orders.some(isGone)) putCopy(turn, { ...copy, orders: copy.orders.map(ended) });
    }
    if (correction?.orders.some(isGone)) {
      putCorrection(turn, key, { ...correction, orders: correction.orders.map(ended) }, null);
    }
  }
}

/**
 * Orders of ours of an earlier day that no book shows: what the account has more than we know of filled them. A market order that
 * would close has filled also where the account has more on the other side: he traded there himself, and his units are not sold.
 */
function settleMissing(turn: Turn, account: AccountId, shown: Shown, own: OwnUnits): PositionKey[] {
  const keys: PositionKey[] = [];
  const more = (): number => {
    const held = heldIn(positionsIn(turn.state, account, shown.asset, shown.product));
    return shown.day + (own.delivered?.units ?? 0) - (own.units ?? 0) - held;
  };
  const moreOn = (side: OrderSide): number => Math.max(0, signOf(side) * more());
  noticeAmbiguous(turn, account, shown, more());
  for (const { key, active, correction } of positionsIn(turn.state, account, shown.asset, shown.product)) {
    for (const id of active) {
      const copy = turn.state.copies.get(id);
      if (!copy?.orders.some(isUnsettled)) continue;
      const sign = signOf(copy.side);
      const held = turn.state.positions.get(key)?.held ?? 0;
      // Only what the broker had taken: a placement without an answer may never have come there.
      const isTaken = copy.orders.every((order) => !isUnsettled(order) || venueOrderOf(order) !== null);
      const isMarket = copy.desired.orderType === 'MARKET' && isTaken;
      const closing = isMarket && sign * more() < 0 ? Math.max(0, -sign * held) : 0;
      if (closing > 0) noticeTakenAsFilled(turn, copy, closing);
      putCopy(turn, { ...copy, orders: settledBy(copy.orders, moreOn(copy.side) + closing) });
      keys.push(key);
    }
    if (correction?.orders.some(isUnsettled)) {
      putCorrection(turn, key, { ...correction, orders: settledBy(correction.orders, moreOn(correction.side)) }, null);
      keys.push(key);
    }
  }
  return keys;
}

/** The units found may be of several links' orders: the first take them, and the operator hears of it. */
function noticeAmbiguous(turn: Turn, account: AccountId, { asset, product }: Shown, found: number): void {
  const mayHaveFilled = positionsIn(turn.state, account, asset, product).flatMap(({ linkId, active, correction }) => {
    const copies = active.flatMap((id) => turn.state.copies.get(id) ?? []);
    const works = [...copies, ...(correction ? [correction] : [])].filter(({ side }) => signOf(side) * found > 0);
    const orders = works.flatMap((work) => work.orders);
    const units = orders.reduce((sum, order) => sum + unsettledOf(order), 0);
    return units === 0 ? [] : [{ linkId, units }];
  });
  const all = mayHaveFilled.reduce((sum, { units }) => sum + units, 0);
  if (mayHaveFilled.length < 2 || Math.abs(found) >= all) return;
  const links = mayHaveFilled.map(({ linkId }) => linkId).join(' and ');
  notice(
    turn,
    account,
    `no book shows which orders of yesterday filled in ${nameOf(turn, asset as string as InstrumentId)}: ${formatCount(Math.abs(found))} units were found, and orders of links ${links} may have bought or sold them. They count for the first; compare the account with the statement of that day`,
  );
}

function noticeTakenAsFilled(turn: Turn, { followerId, instrumentId, side }: Copy, units: number): void {
  notice(
    turn,
    followerId,
    `no book shows whether yesterday's market order (${side} ${nameOf(turn, instrumentId)}) filled, and the follower traded this instrument too. Up to ${formatCount(units)} copied units count as closed; compare the account with the statement of that day`,
  );
}

function isUnsettled(order: CopyOrder): boolean {
  return unsettledOf(order) > 0;
}

/** Units that may have filled, and that no book shows. */
function unsettledOf({ actual }: CopyOrder): number {
  return actual.state === 'closed' ? (actual.unsettledQty ?? 0) : 0;
}

function settledBy(orders: readonly CopyOrder[], units: number): CopyOrder[] {
  let left = units;
  return orders.map((order) => {
    const { actual } = order;
    if (actual.state !== 'closed' || actual.unsettledQty === undefined) return order;
    const filled = Math.min(left, actual.unsettledQty);
    left -= filled;
    return { ...order, actual: { ...actual, filledQty: actual.filledQty + filled, unsettledQty: 0 } };
  });
}

function notice(
  turn: Turn,
  accountId: AccountId,
  text: string,
  code = 'POSITION_DOUBT',
  severity: 'WARNING' | 'CRITICAL' = 'CRITICAL',
): void {
  turn.decision.notices.push({ severity, code, text, accountId, venueOrderId: null });
}
