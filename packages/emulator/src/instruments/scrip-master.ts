import type { Instrument } from './instrument.ts';

/**
 * Header of the detailed scrip master as the live file had it in August 2026. It differs from the broker's page:
 * SECURITY_ID, the two limits and the freeze quantity are undocumented, and ten documented columns are missing.
 * Header and rows end with a comma. Source: https://images.dhan.co/api-data/api-scrip-master-detailed.csv
 */
const columns = [
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME',
  'INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG',
  'ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC',
  'BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY',
].join(',');

/** The file in pieces of a few hundred rows, so that 200,000 rows are never one string. */
export function* scripMasterChunks(instruments: Iterable<Instrument>): Generator<string> {
  let chunk = `${columns},\n`;
  for (const instrument of instruments) {
    chunk += `${row(instrument)}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function row(i: Instrument): string {
  const cash = i.kind === 'EQUITY';
  return [
    i.exchange,
    i.segmentLetter,
    i.securityId,
    i.isin,
    i.kind,
    i.underlyingSecurityId,
    i.underlyingSymbol,
    cash ? i.displayName.toUpperCase() : i.tradingSymbol,
    i.displayName,
    i.instrumentType,
    i.series,
    i.lotSize.toFixed(1),
    i.expiry ?? '0001-01-01',
    strikeOf(i),
    i.optionType,
    // Paise, unlike every other price of the file. Index rows carry a meaningless 0.0500.
    i.kind === 'INDEX' ? '0.0500' : i.tickPaise.toFixed(4),
    i.expiryFlag,
    ...['N', 'N', 'N', 'NA', 'A'],
    ...['0.0', '0.0', '0.0', '0.0', '0.0', '0.0'],
    i.mtfLeverage.toFixed(2),
    (i.upperLimitPaise / 100).toFixed(4),
    (i.lowerLimitPaise / 100).toFixed(4),
    // Cash rows have no freeze quantity. The live file shows zero or a negative number there.
    (i.freezeQuantity ?? 0).toFixed(1),
    '',
  ]
    .map(quoted)
    .join(',');
}

/** Futures carry a strike of -0.01000 on NSE and 0.00000 on MCX. */
export function strikeOf(instrument: Instrument): string {
  if (instrument.instrumentType === 'FUT' && instrument.exchange !== 'MCX') return '-0.01000';
  return (instrument.strikePaise / 100).toFixed(5);
}

export function quoted(field: string): string {
  return field.includes(',') || field.includes('"') ? `"${field.replaceAll('"', '""')}"` : field;
}
