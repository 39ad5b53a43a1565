import type { Brand } from './brand.ts';
import type { Paise } from './price.ts';

/** Strings of the broker's annexure. An id is unique only together with its segment. */
export const EXCHANGE_SEGMENTS = [
  'IDX_I',
  'NSE_EQ',
  'NSE_FNO',
  'NSE_CURRENCY',
  'BSE_EQ',
  'BSE_FNO',
  'BSE_CURRENCY',
  'MCX_COMM',
  'NSE_COMM',
] as const;
export type ExchangeSegment = (typeof EXCHANGE_SEGMENTS)[number];

/** `<exchange segment>:<security id>`, for example `NSE_EQ:1333`. */
export type InstrumentId = Brand<string, 'InstrumentId'>;

export function instrumentId(segment: ExchangeSegment, securityId: string): InstrumentId {
  return `${segment}:${securityId}` as InstrumentId;
}

export function splitInstrumentId(id: InstrumentId): { segment: ExchangeSegment; securityId: string } {
  const colon = id.indexOf(':');
  return { segment: id.slice(0, colon) as ExchangeSegment, securityId: id.slice(colon + 1) };
}

/** The data of a contract that sizing and price rules need. From the broker's scrip master of the day. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly tradingSymbol: string;
  /** EQUITY, FUTIDX, OPTIDX, FUTSTK, OPTSTK, FUTCOM, OPTFUT, INDEX, … */
  readonly kind: string;
  /** Units in one lot of this contract. Expiries of one underlying may differ. */
  readonly lotSize: number;
  readonly tickSize: Paise;
  /** Largest quantity of one order in units; null when none is published. */
  readonly freezeQty: number | null;
  /** The ISIN of a share: the same on every exchange and under every security id. Null where there is none or the list does not give it. */
  readonly isin: string | null;
  /** Start of the Indian day after the contract's last day, epoch ms; null for an instrument that does not expire. */
  readonly expiredFromMs: number | null;
}
