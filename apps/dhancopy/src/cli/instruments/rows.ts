import { readMeta } from '../../runtime/instruments/rows.ts';
import type { ExpiryRow, InstrumentRow } from '../../store/instruments/instruments.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';

export function instrumentToJson(row: InstrumentRow): object {
  const { freeze_qty, series, exchange_type, expiry_flag, surveillance, buy_sell, mtf_leverage } = readMeta(row.meta);
  return {
    exchangeSegment: row.exchange_segment,
    securityId: row.security_id,
    symbol: row.symbol,
    tradingSymbol: row.trading_symbol,
    name: row.name,
    instrument: row.instrument_type,
    instrumentType: exchange_type ?? null,
    series: series ?? null,
    expiryDate: row.expiry_date,
    expiryFlag: expiry_flag ?? null,
    strikePrice: row.strike_price,
    optionType: row.option_type,
    lotSize: row.lot_size,
    tickSize: row.tick_size,
    freezeQuantity: freeze_qty ?? null,
    underlyingSecurityId: row.underlying_security_id,
    isin: row.isin,
    surveillance: surveillance ?? null,
    buySellIndicator: buy_sell ?? 'A',
    mtfLeverage: mtf_leverage ?? null,
    changedMs: row.updated_at * 1000,
  };
}

export function formatInstruments(rows: readonly InstrumentRow[]): string {
  return formatTable(
    ['SEGMENT', 'ID', 'SYMBOL', 'NAME', 'KIND', 'EXPIRY', 'STRIKE', 'TYPE', 'LOT', 'TICK', 'FREEZE'],
    rows.map((row) => [
      row.exchange_segment,
      row.security_id,
      row.trading_symbol ?? row.symbol,
      row.name ?? '',
      row.instrument_type ?? '',
      row.expiry_date ?? '',
      row.strike_price === null ? '' : formatRupees(row.strike_price),
      row.option_type ?? '',
      formatCount(row.lot_size),
      formatTick(row.tick_size),
      freezeWords(row),
    ]),
  );
}

export function expiryToJson(row: ExpiryRow): object {
  return {
    exchangeSegment: row.exchange_segment,
    expiryDate: row.expiry_date,
    contracts: row.contracts,
    lowestStrike: row.lowest_strike,
    highestStrike: row.highest_strike,
    smallestLot: row.smallest_lot,
    largestLot: row.largest_lot,
  };
}

export function formatExpiries(rows: readonly ExpiryRow[]): string {
  return formatTable(
    ['SEGMENT', 'EXPIRY', 'CONTRACTS', 'STRIKES', 'LOT'],
    rows.map((row) => [
      row.exchange_segment,
      row.expiry_date,
      formatCount(row.contracts),
      row.lowest_strike === null || row.highest_strike === null
        ? 'futures only'
        : `${formatRupees(row.lowest_strike)} to ${formatRupees(row.highest_strike)}`,
      row.smallest_lot === row.largest_lot
        ? formatCount(row.smallest_lot)
        : `${formatCount(row.smallest_lot)} to ${formatCount(row.largest_lot)}`,
    ]),
  );
}

/** Ticks may be finer than a paisa in currency contracts. */
export function formatTick(rupees: number): string {
  return rupees < 0.01 && rupees > 0 ? `₹${rupees}` : formatRupees(rupees);
}

export function freezeWords({ meta }: InstrumentRow): string {
  const { freeze_qty } = readMeta(meta);
  return freeze_qty === undefined ? '' : formatCount(freeze_qty);
}
