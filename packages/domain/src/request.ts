import type { AccountId, ClientOrderId, VenueOrderId } from './ids.ts';
import type { InstrumentId } from './instrument.ts';
import type { AmoTime, OrderSide, OrderTerms } from './order.ts';
import type { Product } from './product.ts';

/** A new order that the engine places at the broker. */
export interface OrderRequest extends OrderTerms {
  readonly accountId: AccountId;
  readonly clientOrderId: ClientOrderId;
  readonly instrumentId: InstrumentId;
  readonly side: OrderSide;
  readonly product: Product;
  readonly afterMarket: boolean;
  readonly amoTime: AmoTime | null;
}

/**
 * Why a write failed, in the detail that the engine needs.
 * ORDER: this order is refused for good. RATE: too many requests; the order was not placed. TOKEN, ADDRESS: the broker refuses the
 * account's token or this machine's address. No write of the account succeeds until that is corrected. NOT_SENT: the request never left
 * this machine.
 */
export type RefusalClass = 'ORDER' | 'RATE' | 'TOKEN' | 'ADDRESS' | 'NOT_SENT';

/** The three outcomes of a write. Unknown is not a refusal: the order may be live. */
export type WriteOutcome =
  | { readonly kind: 'accepted'; readonly venueOrderId: VenueOrderId }
  | { readonly kind: 'refused'; readonly refusal: RefusalClass; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };
