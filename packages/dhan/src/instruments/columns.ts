import { WireError } from '../wire/parse.ts';

/** Columns that every row needs, by the detailed file's name and the compact one's. */
const NEEDED = {
  exchange: ['EXCH_ID', 'SEM_EXM_EXCH_ID'],
  segment: ['SEGMENT', 'SEM_SEGMENT'],
  id: ['SECURITY_ID', 'SEM_SMST_SECURITY_ID'],
  instrument: ['INSTRUMENT', 'SEM_INSTRUMENT_NAME'],
  lot: ['LOT_SIZE', 'SEM_LOT_UNITS'],
  tick: ['TICK_SIZE', 'SEM_TICK_SIZE'],
} as const;

/** Columns that only one file has, or that only contracts need. Other columns are ignored, also new ones. */
const OPTIONAL = {
  tradingSymbol: ['SEM_TRADING_SYMBOL'],
  underlyingSymbol: ['UNDERLYING_SYMBOL'],
  symbolName: ['SYMBOL_NAME', 'SM_SYMBOL_NAME'],
  displayName: ['DISPLAY_NAME', 'SEM_CUSTOM_SYMBOL'],
  instrumentType: ['INSTRUMENT_TYPE', 'SEM_EXCH_INSTRUMENT_TYPE'],
  series: ['SERIES', 'SEM_SERIES'],
  expiry: ['SM_EXPIRY_DATE', 'SEM_EXPIRY_DATE'],
  strike: ['STRIKE_PRICE', 'SEM_STRIKE_PRICE'],
  option: ['OPTION_TYPE', 'SEM_OPTION_TYPE'],
  expiryFlag: ['EXPIRY_FLAG', 'SEM_EXPIRY_FLAG'],
  underlyingId: ['UNDERLYING_SECURITY_ID'],
  isin: ['ISIN'],
  surveillance: ['ASM_GSM_CATEGORY'],
  buySell: ['BUY_SELL_INDICATOR'],
  mtfLeverage: ['MTF_LEVERAGE'],
  upperLimit: ['SM_UPPER_LIMIT'],
  lowerLimit: ['SM_LOWER_LIMIT'],
  freeze: ['SM_FREEZE_QTY'],
} as const;

const NAMES = { ...NEEDED, ...OPTIONAL };
export type Column = keyof typeof NAMES;

/** The index of each column in the current file. */
export interface Columns {
  /** The number of fields in a whole row. A comma at the end makes one more, which is empty. */
  readonly width: number;
  has(column: Column): boolean;
  /** The field, trimmed; "" when the file has no such column. */
  get(record: readonly string[], column: Column): string;
}

/**
 * Reads the header of either file by its names, because the live header differs from the documentation and changes.
 * @throws {WireError} naming the missing column
 * Source: https://dhanhq.co/docs/v2/instruments/ ; live files of August to October 2026
 */
export function readHeader(header: readonly string[]): Columns {
  const names = header.map((name) => name.trim().toUpperCase());
  const places = new Map<Column, number>();
  for (const [column, options] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const place = names.findIndex((name) => options.includes(name));
    if (place >= 0) places.set(column, place);
    else if (column in NEEDED) throw missing(column, options, names);
  }
  const symbols = (['tradingSymbol', 'underlyingSymbol', 'symbolName'] as const).filter((each) => places.has(each));
  if (symbols.length === 0) throw missing('symbol', ['SYMBOL_NAME', 'SEM_TRADING_SYMBOL'], names);
  return {
    width: names.findLastIndex((name) => name !== '') + 1,
    has: (column) => places.has(column),
    get(record, column) {
      const place = places.get(column);
      return place === undefined ? '' : (record[place]?.trim() ?? '');
    },
  };
}

function missing(what: string, options: readonly string[], names: readonly string[]): WireError {
  const found = names.slice(0, 6).join(', ').slice(0, 120);
  return new WireError(`scrip master: column for ${what}: expected ${options.join(' or ')}, found ${found}, …`);
}
