import { signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { formatCount } from '../../domain/rupees.ts';
import type { Turn } from '../decision.ts';
import { assetFor } from '../leader/position.ts';
import { putPosition } from '../position/books.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { explain, noteFill, ownOf, positionsIn, putOwn, today } from './own-book.ts';
import type { OwnUnits } from './own-units.ts';
import { noticeOwnPosition } from './own-position-opened.ts';
import { release, shares } from './release.ts';
import type { ReleaseReason } from './release-reason.ts';

/** Hand trades remembered by time. */
const RECENT_MAX = 8;
/** His trade and our exit within this time are taken for the same wish to close, ms. */
const SAME_MOMENT_MS = 10_000;

/** A trade in a follower's account that no order of ours made: his own, the broker's square-off, or what a read showed. */
export interface Trade {
  /** Signed. */
  readonly units: number;
  /** The broker's time; null when unknown. */
  readonly tsMs: number | null;
  readonly reason: ReleaseReason;
  /** Paise; null when unknown. */
  readonly price: number | null;
}

/** New fills of an order without our mark. @returns the positions that it changed */
export function countHandTrade(turn: Turn, report: OrderReport): PositionKey[] {
  const { accountId, venueOrderId, product, filledQty, avgPxRupees, tsEventMs } = report;
  if (filledQty === 0) return [];
  const own = ownOf(turn.state, accountId, assetFor(report.instrumentId, product, turn.ctx), product);
  const filled = signOf(report.side) * filledQty;
  const units = filled - (own.counted[venueOrderId]?.units ?? 0);
  if (units === 0) return [];
  const counted = { ...own.counted, [venueOrderId]: { units: filled, dayMs: today(turn), tsMs: tsEventMs } };
  const next = { ...own, counted, suspicion: null };
  noteFill(turn, accountId, own.asset, own.product);
  putOwn(turn, next);
  // The first read of the account holds it, also where its row comes later. Broker times are whole seconds: a trade in the second
  // of the read counts as made after it, for copied units that may be gone must not be sold.
  if (next.units === null || (tsEventMs !== null && tsEventMs + 999 < next.beganMs)) return [];
  const news = units - explain(turn, accountId, own.asset, product, units, tsEventMs);
  if (news === 0) return [];
  const now = ownOf(turn.state, accountId, own.asset, product);
  const price = avgPxRupees === null ? null : Math.round(avgPxRupees * 100);
  return takeHandTrade(turn, now, { units: news, tsMs: tsEventMs, reason: 'CLOSED_BY_HAND', price });
}

/**
 * A trade that no order of ours made. Against what his links hold it closes his own units first, then copied ones as long as the
 * account's net is on their side; the rest is a position of his own.
 * Source: copy positions, "the account is the truth".
 */
export function takeHandTrade(turn: Turn, own: OwnUnits, trade: Trade): PositionKey[] {
  const sign = Math.sign(trade.units);
  const size = Math.abs(trade.units);
  const before = own.units ?? 0;
  const positions = positionsIn(turn.state, own.accountId, own.asset, own.product);
  // Attribution follows the exchange's order: what was held when he traded, not when we heard of it.
  const then = positions.map((position) => ({ position, held: position.held - filledAfter(position, trade.tsMs) }));
  const ownClosed = sign * before < 0 ? Math.min(size, Math.abs(before)) : 0;
  const net = before + sign * ownClosed + then.reduce((sum, { held }) => sum + held, 0);
  const against = then.filter(({ held }) => sign * held < 0);
  const copied = against.reduce((sum, { held }) => sum + Math.abs(held), 0);
  const gone = Math.min(size - ownClosed, copied, Math.max(0, -sign * net));
  const parts = gone > 0 ? shares(turn, against, gone) : [];
  for (const { position, units } of parts) releaseOne(turn, position.key, sign, units, trade);
  const released = parts.map(({ position, units }) => ({ key: position.key, units: -sign * units }));
  const opened = size - gone - ownClosed;
  const recent = [...own.recent, { tsMs: trade.tsMs, units: trade.units, released, opened }].slice(-RECENT_MAX);
  putOwn(turn, { ...own, units: before + sign * (size - gone), recent, suspicion: null });
  if (opened > 0) warnOfOpening(turn, positions, sign, opened, trade.tsMs);
  return released.map(({ key }) => key);
}

/** He closed what our exit had just closed: now he has a position of his own that he may not want. */
function warnOfOpening(
  turn: Turn,
  positions: readonly CopyPosition[],
  sign: number,
  units: number,
  tsMs: number | null,
): void {
  const exited = positions.find(({ recentFills }) =>
    recentFills.some((fill) => sign * fill.units > 0 && Math.abs((fill.tsMs ?? 0) - (tsMs ?? 0)) <= SAME_MOMENT_MS),
  );
  if (exited) noticeOwnPosition(turn, exited, units);
}

/** Signed units that our orders filled after a time; what has no time was filled in the order in which it was heard. */
function filledAfter({ recentFills }: CopyPosition, tsMs: number | null): number {
  if (tsMs === null) return 0;
  return recentFills.reduce((sum, fill) => (fill.tsMs !== null && fill.tsMs > tsMs ? sum + fill.units : sum), 0);
}

/**
 * Units leave a position by his trade. Where our exit has sold them meanwhile, they count as traded past what was held, so that a
 * correction brings them back.
 */
function releaseOne(turn: Turn, key: PositionKey, sign: number, units: number, { reason, price }: Trade): void {
  const position = turn.state.positions.get(key);
  if (!position) return;
  const there = Math.min(units, Math.max(0, -sign * position.held));
  release(turn, position, there, reason, price);
  const crossed = units - there;
  const now = turn.state.positions.get(key);
  if (crossed === 0 || !now) return;
  putPosition(turn, { ...now, held: now.held + sign * crossed, released: true });
  turn.decision.notices.push({
    severity: 'WARNING',
    code: 'CROSSED',
    text: `the follower closed ${formatCount(crossed)} copied units of ${now.instrumentId} just before our exit did: they are brought back`,
    accountId: now.followerId,
    venueOrderId: null,
  });
}
