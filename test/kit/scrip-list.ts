/** A contract of a list, with the texts of the file. The defaults are those of a share of NSE. */
export interface Listed {
  readonly exchange?: string;
  readonly segment?: string;
  readonly id: string;
  readonly instrument?: string;
  readonly symbol: string;
  readonly tradingSymbol?: string;
  readonly name?: string;
  readonly lot?: string;
  readonly tick?: string;
  readonly expiry?: string;
  readonly strike?: string;
  readonly option?: string;
  readonly freeze?: string;
  readonly isin?: string;
}

export const DETAILED_HEADER =
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,';
export const COMPACT_HEADER =
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME';

/** The detailed file in the live format: text for numbers, a comma at the end of each line. */
export function detailed(rows: readonly Listed[]): string {
  return `${[DETAILED_HEADER, ...rows.map(detailedRow)].join('\n')}\n`;
}

export function compact(rows: readonly Listed[]): string {
  return `${[COMPACT_HEADER, ...rows.map(compactRow)].join('\n')}\n`;
}

function detailedRow(row: Listed): string {
  const { exchange = 'NSE', segment = 'E', id, symbol, lot = '1.0', tick = '5.0000', name = symbol } = row;
  const isContract = row.expiry !== undefined;
  const company = isContract ? (row.tradingSymbol ?? symbol) : `${symbol} LIMITED`;
  return [
    ...[
      exchange,
      segment,
      id,
      row.isin ?? 'NA',
      row.instrument ?? 'EQUITY',
      isContract ? '26000' : '',
      symbol,
      company,
      name,
    ],
    ...[isContract ? 'OP' : 'ES', isContract ? 'NA' : 'EQ', lot, row.expiry ?? '', row.strike ?? '', row.option ?? ''],
    ...[tick, isContract ? 'M' : 'NA', 'N', 'N', 'N', 'NA', 'A', '0.0', '0.0', '0.0', '0.0', '0.0', '0.0', '0.0'],
    ...['1.0', '2.0', row.freeze ?? '-1.0', ''],
  ].join(',');
}

function compactRow(row: Listed): string {
  const { exchange = 'NSE', segment = 'E', id, symbol, lot = '1.0', tick = '5.0000', name = symbol } = row;
  const isContract = row.expiry !== undefined;
  return [
    ...[exchange, segment, id, row.instrument ?? 'EQUITY', '0', row.tradingSymbol ?? symbol, lot, name],
    ...[isContract ? `${row.expiry ?? ''} 14:30:00` : '', row.strike ?? '', row.option ?? '', tick],
    ...[
      isContract ? 'M' : 'NA',
      isContract ? 'OP' : 'ES',
      isContract ? '' : 'EQ',
      isContract ? '' : `${symbol} LIMITED`,
    ],
  ].join(',');
}

/** An index option of NSE. */
export function option(id: string, strike: number, type: 'CE' | 'PE', changes: Partial<Listed> = {}): Listed {
  const { symbol = 'NIFTY', expiry = '2026-11-24' } = changes;
  return {
    segment: 'D',
    id,
    symbol,
    instrument: 'OPTIDX',
    tradingSymbol: `${symbol}-Nov2026-${strike}-${type}`,
    name: `${symbol} 24 NOV ${strike} ${type === 'CE' ? 'CALL' : 'PUT'}`,
    lot: '65.0',
    expiry,
    strike: strike.toFixed(5),
    option: type,
    freeze: '1800.0',
    ...changes,
  };
}

/** A share of NSE. */
export function share(id: string, symbol: string, changes: Partial<Listed> = {}): Listed {
  return { id, symbol, isin: `INE${id.padStart(9, '0')}`, tick: '10.0000', ...changes };
}

/** A number of ordinary shares and options. */
export function market(shares: number, options: number): Listed[] {
  return [
    ...Array.from({ length: shares }, (_, n) => share(String(1000 + n), `SHARE${n}`)),
    ...Array.from({ length: options }, (_, n) =>
      option(String(40_000 + n), 20_000 + 50 * (n >> 1), n % 2 ? 'PE' : 'CE'),
    ),
  ];
}
