import { signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { PRODUCTS } from '../../domain/product.ts';
import { linkKey } from '../book/positions.ts';
import { copiedQtyOf } from '../mirror/mirror.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { EngineState } from '../state.ts';
import { breachOf } from './limits.ts';
import type { Breach } from './limits.ts';

/** The limit of the follower that an entry of so many units in all would break, if any. */
export function entryBreach(
  state: EngineState,
  mirror: Mirror,
  leader: OrderReport,
  entryQty: number,
  nowMs: number,
): Breach | null {
  const risk = state.risk.get(mirror.followerId);
  if (!risk) return null;
  const position = risk.limits.positionSize === null ? 0 : positionWith(state, mirror, entryQty);
  return breachOf(risk, { quantity: entryQty, position, leader }, nowMs);
}

/** What the follower would hold of the contract, copied by all his links, what is still on its way included. Signed units. */
function positionWith(state: EngineState, mirror: Mirror, entryQty: number): number {
  const filledEntry = Math.max(0, copiedQtyOf(mirror) - mirror.desired.exitQty);
  let units = signOf(mirror.side) * Math.max(0, entryQty - filledEntry);
  for (const link of state.linksByFollower.get(mirror.followerId) ?? []) {
    for (const product of PRODUCTS) {
      const key = linkKey(link, mirror.instrumentId, product);
      units += state.copied.get(key);
      for (const id of state.groups.get(key) ?? []) {
        const other = state.mirrors.get(id);
        if (!other || other.id === mirror.id || other.outcome !== null) continue;
        // Entries that rest count as filled; what only closes does not make room before it has.
        units +=
          signOf(other.side) *
          Math.min(other.desired.entryQty, Math.max(0, other.desired.quantity - copiedQtyOf(other)));
      }
    }
  }
  return units;
}
