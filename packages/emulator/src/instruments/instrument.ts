import { paiseFromRupees, roundToTick } from '../money/paise.ts';
import { SEGMENT_WORDS, type ExchangeSegment } from './segment.ts';

/** An instrument of the scrip master. Prices in paise, quantities in units (MCX: contracts). */
export interface Instrument {
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: string;
  readonly exchange: string;
  readonly segmentLetter: string;
  /** Scrip-master INSTRUMENT: EQUITY, INDEX, FUTIDX, OPTIDX, FUTSTK, OPTSTK, FUTCOM, OPTFUT. */
  readonly kind: string;
  /** Scrip-master INSTRUMENT_TYPE: ES, INDEX, OP, FUT. */
  readonly instrumentType: string;
  readonly tradingSymbol: string;
  readonly displayName: string;
  readonly underlyingSymbol: string;
  readonly underlyingSecurityId: string;
  readonly isin: string;
  readonly series: string;
  readonly lotSize: number;
  readonly tickPaise: number;
  /** The price units in one unit: 100 for a crude oil contract of 100 barrels, otherwise 1. */
  readonly multiplier: number;
  /** Largest quantity of one order, or null when none is published. */
  readonly freezeQuantity: number | null;
  /** `YYYY-MM-DD`, null for cash. */
  readonly expiry: string | null;
  readonly expiryFlag: string;
  readonly strikePaise: number;
  readonly optionType: 'CE' | 'PE' | 'XX';
  readonly basePricePaise: number;
  readonly lowerLimitPaise: number;
  readonly upperLimitPaise: number;
  readonly intradayAllowed: boolean;
  /** 0 when the stock cannot be bought with margin funding. */
  readonly mtfLeverage: number;
}

/** A caller's definition of an instrument. Only the first four fields are required. The others follow from the segment. */
export interface InstrumentSpec {
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: string;
  readonly tradingSymbol: string;
  /** Price at the start, in rupees. */
  readonly priceRupees: number;
  readonly kind?: string;
  readonly displayName?: string;
  readonly underlyingSymbol?: string;
  readonly underlyingSecurityId?: string;
  readonly isin?: string;
  readonly series?: string;
  readonly lotSize?: number;
  readonly tickRupees?: number;
  readonly multiplier?: number;
  readonly freezeQuantity?: number;
  readonly expiry?: string;
  readonly expiryFlag?: string;
  readonly strikeRupees?: number;
  readonly optionType?: 'CE' | 'PE';
  readonly lowerLimitRupees?: number;
  readonly upperLimitRupees?: number;
  readonly intradayAllowed?: boolean;
  readonly mtfLeverage?: number;
}

/** Fills in what the spec leaves out: 5 paise tick, lot 1, limits 20 % around the price (options: from one tick up). */
export function defineInstrument(spec: InstrumentSpec): Instrument {
  const cash = spec.exchangeSegment === 'NSE_EQ' || spec.exchangeSegment === 'BSE_EQ';
  const words =
    spec.exchangeSegment === 'IDX_I' ? { exchange: 'NSE', letter: 'I' } : SEGMENT_WORDS[spec.exchangeSegment];
  const kind =
    spec.kind ?? (cash ? 'EQUITY' : spec.exchangeSegment === 'IDX_I' ? 'INDEX' : spec.optionType ? 'OPTIDX' : 'FUTIDX');
  const tickPaise = paiseFromRupees(spec.tickRupees ?? 0.05);
  const basePricePaise = roundToTick(paiseFromRupees(spec.priceRupees), tickPaise);
  const limit = (rupees: number | undefined, otherwise: number): number =>
    roundToTick(rupees === undefined ? otherwise : paiseFromRupees(rupees), tickPaise);
  return {
    exchangeSegment: spec.exchangeSegment,
    securityId: spec.securityId,
    exchange: spec.exchangeSegment === 'IDX_I' && spec.securityId === '51' ? 'BSE' : words.exchange,
    segmentLetter: words.letter,
    kind,
    instrumentType: kind === 'EQUITY' ? 'ES' : kind === 'INDEX' ? 'INDEX' : kind.startsWith('OPT') ? 'OP' : 'FUT',
    tradingSymbol: spec.tradingSymbol,
    displayName: spec.displayName ?? spec.tradingSymbol,
    underlyingSymbol: spec.underlyingSymbol ?? spec.tradingSymbol,
    underlyingSecurityId: spec.underlyingSecurityId ?? spec.securityId,
    isin: spec.isin ?? 'NA',
    series: spec.series ?? (cash ? 'EQ' : 'XX'),
    lotSize: spec.lotSize ?? 1,
    tickPaise,
    multiplier: spec.multiplier ?? 1,
    freezeQuantity: spec.freezeQuantity ?? null,
    expiry: spec.expiry ?? null,
    expiryFlag: spec.expiryFlag ?? (spec.expiry ? 'M' : 'NA'),
    strikePaise: paiseFromRupees(spec.strikeRupees ?? 0),
    optionType: spec.optionType ?? 'XX',
    basePricePaise,
    lowerLimitPaise: limit(spec.lowerLimitRupees, spec.optionType ? tickPaise : basePricePaise * 0.8),
    upperLimitPaise: limit(spec.upperLimitRupees, spec.optionType ? basePricePaise * 5 : basePricePaise * 1.2),
    intradayAllowed: spec.intradayAllowed ?? true,
    mtfLeverage: spec.mtfLeverage ?? (cash ? 4 : 0),
  };
}
