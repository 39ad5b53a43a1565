import { z } from 'zod';
import type { ScripRow } from '@dhancopy/dhan/instruments/scrip-row';
import type { InstrumentToWrite } from '../../store/instruments/instruments.ts';

const text = z.string().optional().catch(undefined);
const amount = z.number().positive().optional().catch(undefined);

/** The part of an instrument that the seed has no column for; what is not known is absent, or was written by another program. */
const instrumentMeta = z
  .object({
    exchange_type: text,
    series: text,
    expiry_flag: text,
    surveillance: text,
    /** Absent where both are allowed. */
    buy_sell: text,
    mtf_leverage: amount,
    /** Units. */
    freeze_qty: z.number().int().positive().optional().catch(undefined),
  })
  .catch({});
export type InstrumentMeta = z.output<typeof instrumentMeta>;

/** The tick is paise in the file and rupees in the table, and options are CE and PE there, as v1 and v2 wrote them. */
export function toRow(row: ScripRow, nowSec: number): InstrumentToWrite {
  return {
    security_id: row.securityId,
    exchange_segment: row.exchangeSegment,
    symbol: row.symbol,
    trading_symbol: row.tradingSymbol,
    name: row.name,
    instrument_type: row.instrument,
    expiry_date: row.expiryDate,
    strike_price: row.strikePrice,
    option_type: row.optionType === null ? null : row.optionType === 'CALL' ? 'CE' : 'PE',
    lot_size: row.lotSize,
    tick_size: row.tickSizePaise / 100,
    underlying_security_id: row.underlyingSecurityId,
    isin: row.isin,
    meta: metaOf(row),
    updated_at: nowSec,
  };
}

function metaOf(row: ScripRow): string | null {
  const meta: InstrumentMeta = {
    ...(row.instrumentType !== null && { exchange_type: row.instrumentType }),
    ...(row.series !== null && { series: row.series }),
    ...(row.expiryFlag !== null && { expiry_flag: row.expiryFlag }),
    ...(row.surveillance !== null && { surveillance: row.surveillance }),
    ...(row.buySellIndicator !== null && row.buySellIndicator !== 'A' && { buy_sell: row.buySellIndicator }),
    ...(row.mtfLeverage !== null && { mtf_leverage: row.mtfLeverage }),
    ...(row.freezeQty !== null && { freeze_qty: row.freezeQty }),
  };
  const json = JSON.stringify(meta);
  return json === '{}' ? null : json;
}

/** Of the column `meta`. */
export function readMeta(json: string | null): InstrumentMeta {
  if (json === null) return {};
  try {
    return instrumentMeta.parse(JSON.parse(json));
  } catch {
    return {};
  }
}
