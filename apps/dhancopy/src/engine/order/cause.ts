import type { AccountId, LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { AmoTime, OrderSide } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';

/** What all orders of one cause have in common. */
export interface Cause {
  readonly id: MirrorId;
  /** What their correlation ids are computed from. */
  readonly cause: VenueOrderId;
  readonly linkId: LinkId;
  readonly followerId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly side: OrderSide;
  readonly afterMarket: boolean;
  readonly amoTime: AmoTime | null;
}
