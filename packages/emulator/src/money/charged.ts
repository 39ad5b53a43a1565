import { toRupees, turnoverOf, ZERO } from '@dhancopy/domain/charges/amount';
import type { Amount } from '@dhancopy/domain/charges/amount';
import { chargesOf } from '@dhancopy/domain/charges/charges';
import type { ChargedTrade, Lines } from '@dhancopy/domain/charges/charges';
import type { ChargeSegment } from '@dhancopy/domain/charges/rates';
import type { Instrument } from '../instruments/instrument.ts';
import type { Product, Side } from '../orders/order.ts';

/** The charges of a trade, in rupees, unrounded. `exchange` includes the investor protection fund, `stt` the tax on commodities. */
export interface Charges {
  readonly brokerage: number;
  readonly stt: number;
  readonly exchange: number;
  readonly sebi: number;
  readonly stamp: number;
  readonly gst: number;
}

/** The input for the table of charges. @param turnover - rupees */
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
    turnover: turnoverOf(turnover, 1),
    orderTurnover: turnoverOf(orderTurnover, 1),
    date,
    qualities: {
      bseGroup: instrument.series,
      underlying: instrument.underlyingSymbol,
      agri: false,
      instrument: 'SHARE',
    },
  };
}

/** A back office has no unknown rates. A rate that the table does not contain is zero here. */
export function settledCharges(trade: ChargedTrade): Charges {
  const lines: Lines<Amount> = chargesOf(trade);
  const rupees = (...parts: readonly (keyof Lines<Amount>)[]): number =>
    parts.reduce((total, part) => total + toRupees(lines[part] ?? ZERO), 0);
  return {
    brokerage: rupees('brokerage'),
    stt: rupees('stt', 'ctt'),
    exchange: rupees('exchange', 'ipft'),
    sebi: rupees('sebi'),
    stamp: rupees('stamp'),
    gst: rupees('gst'),
  };
}

export function totalCharges({ brokerage, stt, exchange, sebi, stamp, gst }: Charges): number {
  return brokerage + stt + exchange + sebi + stamp + gst;
}

function segmentOf(instrument: Instrument, product: Product): ChargeSegment {
  if (instrument.kind === 'EQUITY') return product === 'CNC' || product === 'MTF' ? 'EQ_DELIVERY' : 'EQ_INTRADAY';
  const market = instrument.segmentLetter === 'M' ? 'COM' : instrument.segmentLetter === 'C' ? 'CUR' : 'EQ';
  return `${market}_${instrument.optionType === 'XX' ? 'FUT' : 'OPT'}`;
}
