import type { ClientOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { clientOrderId, parseClientOrderId } from './order/client-order-id.ts';
import type { CopyOrder } from './order/copy-order.ts';
import { venueOrderOf } from './order/copy-order.ts';
import type { Cause } from './order/cause.ts';
import { orderKey } from './state.ts';
import type { EngineState, OrderKey } from './state.ts';

/** The orders that carry the mark of the same cause and that nothing here caused, the oldest generation first. */
export function orphansOf(state: EngineState, clientId: ClientOrderId): { generation: number; report: OrderReport }[] {
  if (state.orphans.size === 0) return [];
  const orphans = state.orphans.get(parseClientOrderId(clientId)?.cause ?? '') ?? new Map<number, OrderKey>();
  return [...orphans]
    .flatMap(([generation, key]) => {
      const report = state.orders.get(key)?.report;
      return report ? [{ generation, report }] : [];
    })
    .sort((a, b) => a.generation - b.generation);
}

export function addOrphan(state: EngineState, clientId: ClientOrderId, key: OrderKey): void {
  const mark = parseClientOrderId(clientId);
  if (!mark) return;
  const siblings = state.orphans.get(mark.cause) ?? new Map<number, OrderKey>();
  state.orphans.set(mark.cause, siblings.set(mark.generation, key));
}

/** So that reports of the order, and of those it has replaced, find their cause. */
export function indexOrder(
  state: EngineState,
  cause: Pick<Cause, 'id' | 'linkId' | 'followerId' | 'cause'>,
  order: CopyOrder,
): void {
  const ref = (generation: number) => ({ mirrorId: cause.id, slice: order.slice, generation });
  if (!state.copyByClientId.has(order.clientOrderId)) {
    // Those replaced may still report fills, or turn up after all.
    order.earlier.forEach((_, generation) => {
      state.copyByClientId.set(clientOrderId(cause.linkId, cause.cause, order.slice, generation), ref(generation));
    });
    state.copyByClientId.set(order.clientOrderId, ref(order.generation));
  }
  if (state.orphans.size > 0) state.orphans.delete(parseClientOrderId(order.clientOrderId)?.cause ?? '');
  const venueId = venueOrderOf(order);
  if (venueId !== null) state.copyByVenueId.set(orderKey(cause.followerId, venueId), ref(order.generation));
}
