import type { CopyOn, LinkSettings } from '@dhancopy/domain/link';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';

/** True when the link's moment to act on the leader's order has come. */
export function isDue(leader: OrderReport, copyOn: CopyOn): boolean {
  switch (leader.status) {
    case null:
      return leader.filledQty > 0;
    case 'SUBMITTED':
      return copyOn === 'transit' || leader.filledQty > 0;
    case 'ACCEPTED':
      return copyOn !== 'fill' || leader.filledQty > 0;
    default:
      return true;
  }
}

/** True while the leader's order may add to what is copied beyond its fills so far. */
export function mayFill(leader: OrderReport, copyOn: CopyOn): boolean {
  return copyOn !== 'fill' && !isFinal(leader.status) && leader.quantity > leader.filledQty;
}

/** True when the leader's order will not fill any further. */
export function isLeaderDone(leader: OrderReport, { copyOn }: LinkSettings): boolean {
  const quantity = copyOn === 'fill' || isFinal(leader.status) ? leader.filledQty : leader.quantity;
  return isFinal(leader.status) || (quantity > 0 && leader.filledQty >= quantity && copyOn !== 'fill');
}

/**
 * What the rest of an open order would do to the leader's position if it filled now. Units of the leader.
 * @param position - his netted position in the asset, signed
 */
export function restOf(
  leader: OrderReport,
  sign: 1 | -1,
  position: number,
): { readonly exit: number; readonly of: number; readonly entry: number } {
  const rest = Math.max(0, leader.quantity - leader.filledQty);
  const of = Math.max(0, -sign * position);
  const exit = Math.min(rest, of);
  return { exit, of, entry: rest - exit };
}
