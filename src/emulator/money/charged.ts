import type { Instrument } from '../instruments/instrument.ts';
import type { ChargedTrade, ChargeSegment } from '../money/charges.ts';
import type { Product, Side } from '../orders/order.ts';

/** What the table of charges needs to know of a trade. @param turnover - rupees */
export function chargedTrade(
  instrument: Instrument,
  product: Product,
  side: Side,
  turnover: number,
  orderTurnover: number,
  date: string,
): ChargedTrade {
  return {
    exchange: instrument.exchange,
    segment: segmentOf(instrument, product),
    product,
    side,
    turnover,
    orderTurnover,
    date,
    qualities: { bseGroup: instrument.series, underlying: instrument.underlyingSymbol, agri: false },
  };
}

function segmentOf(instrument: Instrument, product: Product): ChargeSegment {
  if (instrument.kind === 'EQUITY') return product === 'CNC' || product === 'MTF' ? 'EQ_DELIVERY' : 'EQ_INTRADAY';
  const market = instrument.segmentLetter === 'M' ? 'COM' : instrument.segmentLetter === 'C' ? 'CUR' : 'EQ';
  return `${market}_${instrument.optionType === 'XX' ? 'FUT' : 'OPT'}`;
}
