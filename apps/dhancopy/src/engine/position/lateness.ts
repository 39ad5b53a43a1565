import type { LinkSettings } from '@dhancopy/domain/link';
import { isStop, signOf } from '@dhancopy/domain/order';
import type { Context, Turn } from '../decision.ts';
import type { KnownOrder } from '../order/known-order.ts';
import type { Leaves, Line } from './allotment.ts';
import { workingQtyOf } from './copy.ts';
import type { Copy } from './copy.ts';
import type { CopyPosition } from './copy-position.ts';
import { isLeaderDone } from './leader-order.ts';

type Now = Pick<Context, 'nowMs' | 'brokerAheadMs'>;

/**
 * A market order that the broker reported longer ago than this has filled, and its copy comes late, ms. The broker's times are whole
 * seconds, and an event counts as of the end of its second, so it may be a second older. Half a second is left for a clock that is off.
 */
const LATE_AFTER_MS = 1_500;

/**
 * Whether the copy, or a part of it, goes out so late that the leader's own terms no longer bound its price: the stop has triggered, or
 * the market has had time to move. Once it has, it stays so: an order that was sent with a bound is never changed to one without.
 * @param grows - units of it are not at the broker yet
 */
export function comesLate(
  copy: Copy,
  leader: KnownOrder,
  settings: LinkSettings,
  grows: boolean,
  { nowMs, brokerAheadMs }: Now,
): boolean {
  if (copy.isLate === true || !grows) return copy.isLate === true;
  const { report, firstSeenMs, lastFillMs } = leader;
  if (isStop(report.orderType)) return isLeaderDone(report, settings) && report.filledQty > 0;
  if (report.orderType !== 'MARKET' || (report.afterMarket && report.filledQty === 0)) return false;
  const seenMs = firstSeenMs + brokerAheadMs;
  const sinceMs = lastFillMs ?? Math.min(seenMs, (report.tsEventMs ?? seenMs) + 999);
  return nowMs + brokerAheadMs - sinceMs > LATE_AFTER_MS;
}

/**
 * Units of those that a copy should have at the broker that close something for the follower: by the leader's fills, or because the
 * follower holds the other side. What other orders of the link are closing already is left to them. A late order goes to the market as
 * far as it closes, and has a bound beyond.
 */
export function closedBy(
  { state }: Pick<Turn, 'state'>,
  position: CopyPosition | undefined,
  copy: Copy,
  { due, rest, done }: Line,
  { quantity, entry }: Leaves,
): number {
  let units = position ? -signOf(copy.side) * position.held : 0;
  for (const id of units > 0 && position ? position.active : []) {
    const other = state.copies.get(id);
    if (other && other.id !== copy.id && other.side === copy.side) units -= workingQtyOf(other);
  }
  if (position?.correction?.side === copy.side) units -= workingQtyOf(position.correction);
  // What it has closed already, it does not close again.
  const byFills = Math.min(quantity - entry, Math.max(0, due.exit + rest.exit - done));
  return Math.min(quantity, Math.max(units, byFills));
}
