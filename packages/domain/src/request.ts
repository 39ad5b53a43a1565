import type { AccountId, ClientOrderId, VenueOrderId } from './ids.ts';
import type { InstrumentId } from './instrument.ts';
import type { AmoTime, OrderSide, OrderTerms } from './order.ts';
import type { Product } from './product.ts';

/** A new order as the engine wants it at the broker. */
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
 * Why a write did not happen, as far as the engine must know:
 * ORDER: this order is refused for good. RATE: too many requests, it did not live. TOKEN, ADDRESS: the account's token or this
 * machine's address is refused, no write of the account lives until that is mended. NOT_SENT: it never left this machine.
 */
export type RefusalClass = 'ORDER' | 'RATE' | 'TOKEN' | 'ADDRESS' | 'NOT_SENT';

/** The three outcomes of a write. Unknown is not a no: it may be live. */
export type WriteOutcome =
  | { readonly kind: 'accepted'; readonly venueOrderId: VenueOrderId }
  | { readonly kind: 'refused'; readonly refusal: RefusalClass; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };
