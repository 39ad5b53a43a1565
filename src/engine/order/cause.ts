import type { AccountId, LinkId, MirrorId, VenueOrderId } from '../../domain/ids.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { AmoTime, OrderSide } from '../../domain/order.ts';
import type { Product } from '../../domain/product.ts';

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
