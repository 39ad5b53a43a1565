import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { readMeta } from '../../runtime/instruments/rows.ts';
import type { ExpiryRow, InstrumentRow } from '../../store/instruments/instruments.ts';
import { column } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';

export const INSTRUMENTS: readonly Column<InstrumentRow>[] = [
  column('exchangeSegment', 'SEGMENT', (row) => row.exchange_segment),
  column('securityId', 'ID', (row) => row.security_id),
  column('symbol', null, (row) => row.symbol),
  column('tradingSymbol', null, (row) => row.trading_symbol),
  column(null, 'SYMBOL', (row) => row.trading_symbol ?? row.symbol),
  column('name', 'NAME', (row) => row.name, String, ''),
  column('instrument', 'KIND', (row) => row.instrument_type, String, ''),
  column('instrumentType', null, (row) => readMeta(row.meta).exchange_type ?? null),
  column('series', null, (row) => readMeta(row.meta).series ?? null),
  column('expiryDate', 'EXPIRY', (row) => row.expiry_date, String, ''),
  column('expiryFlag', null, (row) => readMeta(row.meta).expiry_flag ?? null),
  column('strikePrice', 'STRIKE', (row) => row.strike_price, formatRupees, ''),
  column('optionType', 'TYPE', (row) => row.option_type, String, ''),
  column('lotSize', 'LOT', (row) => row.lot_size, formatCount),
  column('tickSize', 'TICK', (row) => row.tick_size, formatTick),
  column('freezeQuantity', 'FREEZE', (row) => readMeta(row.meta).freeze_qty ?? null, formatCount, ''),
  column('underlyingSecurityId', null, (row) => row.underlying_security_id),
  column('isin', null, (row) => row.isin),
  column('surveillance', null, (row) => readMeta(row.meta).surveillance ?? null),
  column('buySellIndicator', null, (row) => readMeta(row.meta).buy_sell ?? 'A'),
  column('mtfLeverage', null, (row) => readMeta(row.meta).mtf_leverage ?? null),
  column('changedMs', null, (row) => row.updated_at * 1000),
];

export const EXPIRIES: readonly Column<ExpiryRow>[] = [
  column('exchangeSegment', 'SEGMENT', (row) => row.exchange_segment),
  column('expiryDate', 'EXPIRY', (row) => row.expiry_date),
  column('contracts', 'CONTRACTS', (row) => row.contracts, formatCount),
  column('lowestStrike', null, (row) => row.lowest_strike),
  column('highestStrike', null, (row) => row.highest_strike),
  column(null, 'STRIKES', strikes),
  column('smallestLot', null, (row) => row.smallest_lot),
  column('largestLot', null, (row) => row.largest_lot),
  column(null, 'LOT', (row) => range(row.smallest_lot, row.largest_lot, formatCount)),
];

function strikes({ lowest_strike: low, highest_strike: high }: ExpiryRow): string {
  return low === null || high === null ? 'futures only' : `${formatRupees(low)} to ${formatRupees(high)}`;
}

function range(low: number, high: number, words: (value: number) => string): string {
  return low === high ? words(low) : `${words(low)} to ${words(high)}`;
}

/** Ticks may be finer than a paisa in currency contracts. */
export function formatTick(rupees: number): string {
  return rupees < 0.01 && rupees > 0 ? `₹${rupees}` : formatRupees(rupees);
}
