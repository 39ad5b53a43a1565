import { assetOf } from '@dhancopy/domain/asset';
import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import { signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import { isDelivery } from '@dhancopy/domain/product';
import type { Product } from '@dhancopy/domain/product';
import { isNight, tradingDay } from '@dhancopy/domain/trading-day';
import type { Context, Turn } from '../decision.ts';
import type { PositionRead } from '../events.ts';
import { fillTime } from '../order/known-order.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';
import type { LeaderKey } from './leader-positions.ts';

type Where = Pick<OrderReport, 'accountId' | 'instrumentId' | 'product'>;

function keyOf(order: Where, ctx: Pick<Context, 'instrument'>, isin: string | null = null): LeaderKey {
  return `${order.accountId}|${assetFor(order.instrumentId, order.product, ctx, isin)}|${order.product}`;
}

/** The leader's netted position in the asset and product of an order, opening balance included. Signed units. */
export function leaderPosition(state: EngineState, order: Where, ctx: Pick<Context, 'instrument'>): number {
  const key = keyOf(order, ctx);
  return (state.leaders.opening.get(key) ?? 0) + (state.leaders.fills.get(key) ?? 0);
}

/** The same by asset. */
export function leaderPositionIn(state: EngineState, leader: AccountId, asset: Asset, product: Product): number {
  const key: LeaderKey = `${leader}|${asset}|${product}`;
  return (state.leaders.opening.get(key) ?? 0) + (state.leaders.fills.get(key) ?? 0);
}

/** What he held before he traded on a day. Signed units. @param dayMs - its start; no later day has begun */
export function heldBefore(
  { state, ctx }: Pick<Turn, 'state' | 'ctx'>,
  leader: AccountId,
  asset: Asset,
  product: Product,
  dayMs: number,
): number {
  let held = leaderPositionIn(state, leader, asset, product);
  for (const { report, lastFillMs } of state.orders.values()) {
    const isOfDay = lastFillMs !== null && tradingDay(lastFillMs) >= dayMs;
    if (!isOfDay || report.accountId !== leader || report.product !== product) continue;
    if (assetFor(report.instrumentId, product, ctx) === asset) held -= signOf(report.side) * report.filledQty;
  }
  return held;
}

export function addLeaderFill(
  state: EngineState,
  order: OrderReport,
  units: number,
  ctx: Pick<Context, 'instrument'>,
): void {
  add(state.leaders.fills, keyOf(order, ctx), signOf(order.side) * units);
}

/** The fills of an order that is forgotten become part of the opening balance. */
export function foldLeaderFills(state: EngineState, order: OrderReport, ctx: Pick<Context, 'instrument'>): void {
  const key = keyOf(order, ctx);
  const units = signOf(order.side) * order.filledQty;
  add(state.leaders.fills, key, -units);
  add(state.leaders.opening, key, units);
}

/** True once the leader's positions of a day were read. */
export function isLeaderRead(state: EngineState, leader: AccountId, dayMs: number): boolean {
  return (state.leaders.read.get(leader)?.dayMs ?? -1) >= dayMs;
}

/** Rows of a book may come this long after what they show, ms. */
export const ROWS_MS = 3_000;

/** A position of the leader that changed though no order of his explains it. Signed units. */
export interface LeaderMove {
  readonly asset: Asset;
  readonly product: Product;
  readonly before: number;
  readonly after: number;
}

/** A read of the leader's books with his positions. */
interface PositionsRead {
  readonly accountId: AccountId;
  readonly positions: readonly PositionRead[];
  /** Read with the positions; their fills may not be known yet. */
  readonly reports: readonly OrderReport[];
  /** When the broker was asked, ms: frames go on coming while the answer is on its way. */
  readonly askedMs: number;
  readonly receivedMs: number;
  readonly isIncomplete?: boolean | undefined;
}

/**
 * Takes the broker's positions as the truth: what the orders do not explain is the opening balance
 * (yesterday's positions, holdings, product conversions).
 * @returns what moved without an order since the last read; empty for the first read
 */
export function alignLeaderPositions(turn: Turn, event: PositionsRead, dayMs: number): LeaderMove[] {
  const { state, ctx } = turn;
  const { accountId: account } = event;
  const { opening, fills, read } = state.leaders;
  const isTheirs = (key: LeaderKey): boolean => key.startsWith(`${account}|`);
  const next = new Map<LeaderKey, number>();
  for (const [key, units] of fills) if (isTheirs(key)) add(next, key, -units);
  for (const report of event.reports) add(next, keyOf(report, ctx), -signOf(report.side) * unheard(turn, report));
  const holdings = new Map<LeaderKey, number>();
  const named = new Set<LeaderKey>();
  const traded = new Set<LeaderKey>();
  for (const row of event.positions) {
    const key = keyOf({ accountId: account, ...row }, ctx, row.isin ?? null);
    named.add(key);
    if (row.isHolding !== true) traded.add(key);
    add(row.isHolding === true ? holdings : next, key, row.netQty);
  }
  const last = read.get(account);
  const isFirst = last?.dayMs !== dayMs;
  const delivered = deliveredOf(opening, next, holdings, isFirst ? null : last.holdings);
  for (const [key, units] of delivered) add(next, key, units);

  const keys = new Set([...[...opening.keys()].filter(isTheirs), ...next.keys()]);
  const recent = justFilled(turn, event, dayMs);
  // What the night changed is in no order: the first read of a day counts, unless it is older than fills.
  const isOlder = (key: LeaderKey): boolean => {
    const filled = recent.get(contractOf(key.split('|')[1] as Asset, ctx));
    return isFirst ? filled === 'missing' : filled !== undefined;
  };
  // In the night shares go from the positions to the holdings, and splits come with them.
  const isRolled = (key: LeaderKey): boolean =>
    !isFirst &&
    isNight(ctx.nowMs) &&
    isDelivery(key.split('|')[2] as Product) &&
    (!traded.has(key) || (holdings.get(key) ?? 0) !== (last.holdings.get(key) ?? 0));
  const isUnsaid = (key: LeaderKey): boolean => (event.isIncomplete === true && !named.has(key)) || isRolled(key);
  for (const key of keys) if ((last && isOlder(key)) || isUnsaid(key)) next.set(key, opening.get(key) ?? 0);
  const moves: LeaderMove[] = [];
  for (const key of keys) {
    const [before, after] = [opening.get(key) ?? 0, next.get(key) ?? 0];
    if (before === after) continue;
    const [, asset, product] = key.split('|') as [string, Asset, Product];
    const done = fills.get(key) ?? 0;
    if (last) moves.push({ asset, product, before: before + done, after: after + done });
  }
  for (const key of keys) opening.delete(key);
  for (const [key, units] of next) if (units !== 0) opening.set(key, units);
  read.set(account, { dayMs, holdings: delivered, isSure: recent.size === 0 });
  return moves;
}

/** Units that a row of the book says were filled and that were not heard of. */
function unheard({ state }: Turn, { accountId, venueOrderId, filledQty }: OrderReport): number {
  const known = state.orders.get(orderKey(accountId, venueOrderId))?.report.filledQty ?? 0;
  return Math.max(0, filledQty - known);
}

/**
 * Where something filled after the read was asked for, or so shortly before that the list of positions may not show it: there the read says
 * nothing of the opening balance. Otherwise a purchase that was just reported would count as one that closes a short position.
 * @returns contracts, all products together because a conversion moves two of them; with each, whether the rows of the read show its
 * fills as far as they were heard of
 */
function justFilled(turn: Turn, event: PositionsRead, dayMs: number): Map<string, 'shown' | 'missing'> {
  const { state, ctx } = turn;
  // The broker's time, as that of a fill is.
  const sinceMs = Math.max(event.askedMs + ctx.brokerAheadMs - ROWS_MS, dayMs - 1);
  const contracts = new Map<string, 'shown' | 'missing'>();
  const at = { ...event, brokerAheadMs: ctx.brokerAheadMs };
  for (const report of event.reports) {
    if (unheard(turn, report) > 0 && fillTime(report, at) > sinceMs) contracts.set(contractIn(report, ctx), 'shown');
  }
  const rows = new Map(event.reports.map(({ venueOrderId, filledQty }) => [venueOrderId, filledQty]));
  for (const { report, lastFillMs } of state.orders.values()) {
    if (report.accountId !== event.accountId || (lastFillMs ?? 0) <= sinceMs) continue;
    const contract = contractIn(report, ctx);
    if ((rows.get(report.venueOrderId) ?? 0) < report.filledQty) contracts.set(contract, 'missing');
    else if (!contracts.has(contract)) contracts.set(contract, 'shown');
  }
  return contracts;
}

function contractIn({ instrumentId, product }: OrderReport, ctx: Pick<Context, 'instrument'>): string {
  return contractOf(assetFor(instrumentId, product, ctx), ctx);
}

/** The contract of an asset in any product: a share goes by its ISIN. */
export function contractOf(asset: Asset, ctx: Pick<Context, 'instrument'>): string {
  const isin = ctx.instrument(asset as string as InstrumentId)?.isin ?? null;
  return isin === null ? asset : `isin:${isin}`;
}

/**
 * Delivered units count as of the day's first read: whether they move when shares are sold is not documented. The newer figure counts
 * where it alone explains what is known: then what was bought has been delivered.
 * @param day - what positions of the day leave unexplained without them
 * @param first - of the day's first read; null when this is it
 */
function deliveredOf(
  opening: ReadonlyMap<LeaderKey, number>,
  day: ReadonlyMap<LeaderKey, number>,
  holdings: ReadonlyMap<LeaderKey, number>,
  first: ReadonlyMap<LeaderKey, number> | null,
): Map<LeaderKey, number> {
  const delivered = new Map(first ?? holdings);
  if (first === null) return delivered;
  for (const [key, newer] of holdings) {
    const missing = (opening.get(key) ?? 0) - (day.get(key) ?? 0);
    if (newer === missing && (first.get(key) ?? 0) !== missing) delivered.set(key, newer);
  }
  return delivered;
}

/** The list of instruments changed: a share may have its ISIN only now, and nets by it from here on. */
export function rekeyLeaders({ state, ctx }: Turn): void {
  const { fills, opening } = state.leaders;
  for (const [key, units] of [...opening]) {
    const [account, asset, product] = key.split('|') as [AccountId, InstrumentId, Product];
    const next: LeaderKey = `${account}|${assetFor(asset, product, ctx)}|${product}`;
    if (next === key) continue;
    opening.delete(key);
    add(opening, next, units);
  }
  fills.clear();
  for (const { report } of state.orders.values()) {
    if (report.filledQty === 0 || state.accounts.get(report.accountId)?.account.role !== 'leader') continue;
    add(fills, keyOf(report, ctx), signOf(report.side) * report.filledQty);
  }
}

/**
 * The asset of a contract as an order or a row of a book names it. A share that the list of instruments has without an ISIN goes by its
 * id, so that an order and a holding of it always meet.
 * @param isin - what the row says; its id may name another exchange's contract
 */
export function assetFor(
  instrumentId: InstrumentId,
  product: Product,
  ctx: Pick<Context, 'instrument'>,
  isin: string | null = null,
): Asset {
  const instrument = ctx.instrument(instrumentId);
  const hasNone = instrument?.isin === null;
  return assetOf(instrumentId, product, hasNone ? null : (isin ?? instrument?.isin ?? null));
}

function add(to: Map<LeaderKey, number>, key: LeaderKey, units: number): void {
  const sum = (to.get(key) ?? 0) + units;
  if (sum === 0) to.delete(key);
  else to.set(key, sum);
}
