import { assetOf } from '@dhancopy/domain/asset';
import type { Asset } from '@dhancopy/domain/asset';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment, Instrument } from '@dhancopy/domain/instrument';
import { paise } from '@dhancopy/domain/price';
import type { Product } from '@dhancopy/domain/product';

export const DAY_MS = 86_400_000;
/** Midnight in India before the first day of a session: Monday, 2 June 2025. */
export const FIRST_DAY_MS = 1_748_802_600_000;
/** 09:15 on the clock in India. */
export const OPEN_MS = 33_300_000;
export const BASE_PRICE = 100_000;

/** What can be traded, in one product: the unit in which orders are placed. */
export interface Venue {
  readonly instrument: Instrument;
  readonly product: Product;
  readonly asset: Asset;
}

/** The freeze quantities are small, so that a copy of usual size is cut into several orders. */
const NSE = share('NSE_EQ', '1333', 'HDFCBANK', 'INE040A01034', 40);
const BSE = share('BSE_EQ', '500180', 'HDFCBANK', 'INE040A01034', null);
const OTHER = share('NSE_EQ', '2885', 'RELIANCE', 'INE002A01018', null);
/** Two lots at most in one order. */
export const INDEX = contract('35001', 'NIFTY-FUT', 75, 150, null);
const WEEKLY = contract('35002', 'WEEKLY-CE', 25, 75, FIRST_DAY_MS + DAY_MS);

export const CONTRACTS: readonly Instrument[] = [NSE, BSE, OTHER, INDEX, WEEKLY];

/** Sets of venues; a session plays in one of them. */
export const VENUE_SETS: readonly (readonly Venue[])[] = [
  [venue(NSE, 'INTRADAY')],
  [venue(OTHER, 'INTRADAY')],
  [venue(INDEX, 'MARGIN')],
  [venue(WEEKLY, 'MARGIN')],
  [venue(NSE, 'CNC')],
  [venue(NSE, 'CNC'), venue(BSE, 'CNC')],
  [venue(NSE, 'INTRADAY'), venue(BSE, 'INTRADAY')],
  [venue(INDEX, 'INTRADAY')],
  [venue(NSE, 'INTRADAY'), venue(NSE, 'CNC')],
  [venue(INDEX, 'MARGIN'), venue(OTHER, 'CNC')],
];

export function venue(instrument: Instrument, product: Product): Venue {
  return { instrument, product, asset: assetOf(instrument.id, product, instrument.isin) };
}

function share(
  segment: ExchangeSegment,
  id: string,
  tradingSymbol: string,
  isin: string,
  freezeQty: number | null,
): Instrument {
  const known = instrumentId(segment, id);
  return {
    id: known,
    tradingSymbol,
    kind: 'EQUITY',
    lotSize: 1,
    tickSize: paise(10),
    freezeQty,
    isin,
    expiredFromMs: null,
  };
}

function contract(
  id: string,
  tradingSymbol: string,
  lotSize: number,
  freezeQty: number,
  expiredFromMs: number | null,
): Instrument {
  const known = instrumentId('NSE_FNO', id);
  return {
    id: known,
    tradingSymbol,
    kind: 'FUTIDX',
    lotSize,
    tickSize: paise(10),
    freezeQty,
    isin: null,
    expiredFromMs,
  };
}
