import type { Instrument } from '@dhancopy/domain/instrument';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { OrderReport } from '@dhancopy/domain/order';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { isOurs } from '../order/client-order-id.ts';
import { productFitsSegment } from '@dhancopy/domain/product';
import type { Product } from '@dhancopy/domain/product';

export interface Refusal {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/**
 * What can never be copied, whatever the follower's state. The first that holds is the reason; the order of the checks is the
 * order of precedence.
 */
export function refuseAlways(
  leader: OrderReport,
  product: Product,
  instrument: Instrument | undefined,
): Refusal | null {
  const { segment } = splitInstrumentId(leader.instrumentId);
  if (isOurs(leader.clientOrderId)) return { reason: 'OWN_ORDER', detail: leader.clientOrderId ?? '' };
  if (leader.leg === 'STOP_LOSS' || leader.leg === 'TARGET') {
    return { reason: 'CHILD_LEG', detail: `${leader.leg} leg of ${leader.parentVenueOrderId ?? 'a super order'}` };
  }
  if (leader.isSuperOrder) return { reason: 'SUPER_ORDER', detail: '' };
  if (segment === 'NSE_CURRENCY' || segment === 'BSE_CURRENCY' || segment === 'IDX_I' || segment === 'NSE_COMM') {
    return { reason: 'UNSUPPORTED_SEGMENT', detail: segment };
  }
  if (product === 'CO' || product === 'BO') return { reason: 'UNSUPPORTED_PRODUCT', detail: product };
  if (!productFitsSegment(product, segment)) {
    return { reason: 'UNSUPPORTED_PRODUCT', detail: `${product} in ${segment}` };
  }
  if (!instrument) return { reason: 'UNKNOWN_INSTRUMENT', detail: leader.instrumentId };
  if (leader.status === 'REJECTED' && leader.filledQty === 0) return { reason: 'LEADER_REJECTED', detail: leader.text };
  return null;
}
