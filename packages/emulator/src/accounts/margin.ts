import type { Instrument } from '../instruments/instrument.ts';
import type { Product, Side } from '../orders/order.ts';

/**
 * Margin by plain percentages. The broker computes SPAN plus exposure. A test of copying only needs an account whose funds run out at a
 * believable size. 12 % of the contract value is about the cost of an index future or a short index option.
 */
const derivativeShare = 0.12;

/** Since full peak margin (1 Sep 2021), cash shares have at most five times leverage. */
const intradayLeverage = 5;

/** Funds that one unit of an opening order blocks, in paise. Sells of delivered shares block none. */
export function unitMarginPaise(instrument: Instrument, product: Product, side: Side, pricePaise: number): number {
  const { multiplier, optionType, strikePaise, kind, mtfLeverage } = instrument;
  if (kind === 'EQUITY') {
    if (product === 'INTRADAY') return pricePaise / intradayLeverage;
    if (side === 'SELL') return 0;
    return product === 'MTF' ? pricePaise / Math.max(1, mtfLeverage) : pricePaise;
  }
  if (optionType === 'XX') return pricePaise * multiplier * derivativeShare;
  return (side === 'BUY' ? pricePaise : strikePaise * derivativeShare) * multiplier;
}

/** @param netQuantity - negative for a short; @param entryPaise - average price of the open part */
export function positionMarginPaise(
  instrument: Instrument,
  product: Product,
  netQuantity: number,
  entryPaise: number,
): number {
  const side = netQuantity > 0 ? 'BUY' : 'SELL';
  return Math.round(unitMarginPaise(instrument, product, side, entryPaise) * Math.abs(netQuantity));
}
