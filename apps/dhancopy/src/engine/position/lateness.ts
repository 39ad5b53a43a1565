import type { LinkSettings } from '@dhancopy/domain/link';
import { isStop } from '@dhancopy/domain/order';
import type { Context } from '../decision.ts';
import type { KnownOrder } from '../order/known-order.ts';
import type { Copy } from './copy.ts';
import { isLeaderDone } from './leader-order.ts';

type Now = Pick<Context, 'nowMs' | 'brokerAheadMs'>;

/**
 * A market order that the broker reported longer ago than this has filled, and its copy comes late, ms. The broker's times are whole
 * seconds, and an event counts as of the end of its second, so it may be a second older. Half a second is left for a clock that is off.
 */
export const LATE_AFTER_MS = 1_500;

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
