import type { Instrument } from '@dhancopy/domain/instrument';
import { filledOf, mayBeLive, placedOf, workingOf } from './copy-order.ts';
import type { CopyOrder } from './copy-order.ts';

/** Slices of one copy at the broker at a time; the next is sent when one is done. */
export const SLICES_MAX = 30;

/** Largest order in units that the exchange takes for the contract. */
export function sliceMax({ freezeQty, lotSize }: Pick<Instrument, 'freezeQty' | 'lotSize'>): number {
  if (freezeQty === null || freezeQty < lotSize) return Number.MAX_SAFE_INTEGER;
  return Math.floor(freezeQty / lotSize) * lotSize;
}

/**
 * Shares the leaves of a copy out over its orders: what is at the broker keeps its part, then those that ended otherwise than filled
 * or by us, then what is at the broker grows, then orders not sent yet, then further rounds of those that are done, then new ones.
 *
 * 1. The parts add up to `leaves`, or to what {@link SLICES_MAX} orders can carry: the rest follows when one is done.
 * 2. No order is placed above `max`, what it has filled in the present generation included.
 * 3. Growing adds; shrinking takes from the order with the most unfilled units.
 * 4. What an order that was rejected, proved absent or cancelled by the follower leaves open stays with that order, which says what
 *    becomes of it. No other order makes up for it.
 * @param orders - in the order of their slice numbers
 * @returns units over all generations that each slice should reach; slices beyond `orders` are new
 */
export function sliceTargets(orders: readonly CopyOrder[], leaves: number, max: number): Map<number, number> {
  const parts = new Map<number, number>();
  let left = leaves;
  const live = orders.filter(mayBeLive);
  for (const order of live) {
    parts.set(order.slice, workingOf(order));
    left -= workingOf(order);
  }
  while (left < 0) {
    const largest = live.reduce((a, b) => ((parts.get(b.slice) ?? 0) > (parts.get(a.slice) ?? 0) ? b : a));
    const part = parts.get(largest.slice) ?? 0;
    const cut = Math.min(part, -left);
    parts.set(largest.slice, part - cut);
    left += cut;
  }
  const idle = orders.filter((order) => !mayBeLive(order) && order.failure === null);
  const give = (order: CopyOrder): void => {
    const part = Math.min(left, max);
    if (part <= 0) return;
    parts.set(order.slice, part);
    left -= part;
  };
  idle.filter(isBroken).forEach(give);
  for (const order of live) {
    const room = Math.max(0, max - placedOf(order));
    const more = Math.min(left, room);
    if (more <= 0) continue;
    parts.set(order.slice, (parts.get(order.slice) ?? 0) + more);
    left -= more;
  }
  idle.filter(({ actual }) => actual.state === 'none').forEach(give);
  idle.filter((order) => order.actual.state === 'closed' && !isBroken(order)).forEach(give);
  for (let slice = nextSlice(orders); left > 0 && slice < SLICES_MAX; slice += 1) {
    const part = Math.min(left, max);
    parts.set(slice, part);
    left -= part;
  }
  const targets = new Map<number, number>();
  for (const order of orders) targets.set(order.slice, filledOf(order) + (parts.get(order.slice) ?? 0));
  for (const [slice, part] of parts) if (!targets.has(slice)) targets.set(slice, part);
  return targets;
}

/** Ended neither by a fill nor by us. */
function isBroken({ actual }: CopyOrder): boolean {
  return actual.state === 'closed' && actual.how !== 'FILLED' && !actual.byUs;
}

function nextSlice(orders: readonly CopyOrder[]): number {
  return orders.reduce((next, { slice }) => Math.max(next, slice + 1), 0);
}
