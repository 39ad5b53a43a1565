import type { Venue } from './contracts.ts';
import { factorOf } from './plan.ts';
import type { Plan } from './plan.ts';
import type { Session } from './session.ts';
import { netKey } from './books.ts';
import { Wrong } from './wrong.ts';

function smallestFreeze({ venues }: Plan, { asset }: Venue): number {
  const known = venues.flatMap((each) => (each.asset === asset ? (each.instrument.freezeQty ?? []) : []));
  return Math.min(Infinity, ...known);
}

/**
 * How many orders one link may have sent for one asset and product: the slices of the leader's orders, again for each time that he
 * changed or ended one, and something for hand trades and faults. How his fills arrive is no reason for more.
 */
export function checkBounds(session: Session): void {
  const { records, links, plan } = session;
  const isCalm = plan.isLossless && plan.discipline !== 'free' && records.faultCount === 0 && records.restarts === 0;
  let allowed = 20 + 12 * records.faultCount + 12 * records.restarts;
  for (const link of links.values()) {
    const factor = factorOf(link);
    for (const leader of records.leaderLanes.values()) {
      if (leader.account !== link.leaderId) continue;
      const { venue } = leader;
      const lane = records.lane(link.id, venue);
      const hands = records.hands.get(netKey(link.followerId, venue.asset, venue.product)) ?? [];
      let orders = 2;
      let units = 0;
      let slicesMax = 1;
      for (const order of leader.orders) {
        // Of the exchange that this order went to.
        const { freezeQty, lotSize } = order.ticket.venue.instrument;
        const share = order.largestQty * factor;
        const slices = freezeQty === null ? 1 : Math.ceil(share / freezeQty);
        // A correction may go to the other exchange of a share, where it is cut into more.
        const corrected = Math.ceil(share / smallestFreeze(plan, venue));
        slicesMax = Math.max(slicesMax, corrected);
        const perFill = link.settings.copyOn === 'fill' ? order.fills : 0;
        // Each slice of an exit may wait for each slice of what it closes.
        orders += slices * (slices > 1 ? 3 + order.modifications : 2 + order.modifications) + perFill + 1;
        orders += Math.max(0, corrected - slices);
        // Below one lot a link may take one. What filled ahead of an order that rests may come back and go out again.
        units += 2.5 * Math.max(share, lotSize) + lotSize;
      }
      for (const { order } of hands) {
        orders += 2 * slicesMax;
        units += 2 * order.largestQty;
      }
      const most = orders * (isCalm ? 1 : 3) + 2 * (slicesMax + 1) * (records.faultCount + records.restarts);
      allowed += 6 * most + 10 * leader.orders.length;
      if (lane.placements > most)
        throw new Wrong(
          'too many orders',
          `${lane.placements} placed for link ${link.id} in ${venue.asset}, ${Math.round(most)} at most for ${leader.orders.length} orders of ${leader.account}`,
        );
      if (isCalm && lane.units > records.growth * units)
        throw new Wrong(
          'too many units',
          `${lane.units} units traded for link ${link.id} in ${venue.asset}, ${Math.round(units)} at most`,
        );
    }
  }
  // What was asked for links that are gone is in the sum.
  if (session.gone.size === 0 && records.requests > allowed)
    throw new Wrong('too many requests', `${records.requests}, ${Math.round(allowed)} at most`);
}
