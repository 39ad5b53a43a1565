import type { Brand } from './brand.ts';
import type { InstrumentId } from './instrument.ts';
import { isDelivery } from './product.ts';
import type { Product } from './product.ts';

/**
 * The asset that a position is netted in. For delivery (CNC, MTF) it is the share, whatever exchange or security id an order names.
 * Otherwise it is the contract.
 * `isin:INE040A01034`, or an instrument id where the ISIN is not known.
 */
export type Asset = Brand<string, 'Asset'>;

/** @param isin - of the instrument; null when it has none or its list does not give it */
export function assetOf(instrument: InstrumentId, product: Product, isin: string | null): Asset {
  return (isDelivery(product) && isin !== null ? `isin:${isin}` : instrument) as Asset;
}
