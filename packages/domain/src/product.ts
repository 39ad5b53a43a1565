import type { ExchangeSegment } from './instrument.ts';

/** CO and BO are legacy products of the broker. They are recognised, but never sent. */
export const PRODUCTS = ['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO'] as const;
export type Product = (typeof PRODUCTS)[number];

/** A product for delivery: shares are held over night and cannot be sold short. */
export function isDelivery(product: Product): boolean {
  return product === 'CNC' || product === 'MTF';
}

/** Legal combinations at the broker. Source: DhanHQ product rules (CNC and MTF are cash only, MARGIN is derivatives only). */
export function productFitsSegment(product: Product, segment: ExchangeSegment): boolean {
  const cash = segment === 'NSE_EQ' || segment === 'BSE_EQ';
  if (product === 'INTRADAY') return true;
  return cash ? isDelivery(product) : product === 'MARGIN';
}
