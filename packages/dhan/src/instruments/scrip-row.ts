import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import { isinOf } from '@dhancopy/domain/isin';
import { segmentOfLetters } from '../mapping.ts';
import { numberIn, textOrNull } from '../wire/parse.ts';
import type { Columns } from './columns.ts';

/** One row of the scrip master. Prices in rupees, except the tick size, which the file has in paise. */
export interface ScripRow {
  readonly securityId: string;
  readonly exchangeSegment: ExchangeSegment;
  /** Ticker of a share or an index; for a contract, the symbol of its underlying. */
  readonly symbol: string;
  /** `HDFCBANK`, `NIFTY-Sep2026-25000-CE`. */
  readonly tradingSymbol: string;
  /** The display name: `NIFTY 24 SEP 25000 CALL`. */
  readonly name: string;
  /** EQUITY, INDEX, FUTIDX, OPTIDX, FUTSTK, OPTSTK, FUTCOM, OPTFUT, FUTCUR, OPTCUR, … */
  readonly instrument: string;
  /** ES (share), ETF, OP, FUT, …; null when the file has none. */
  readonly instrumentType: string | null;
  /** EQ, BE, …; null for contracts. */
  readonly series: string | null;
  /** `YYYY-MM-DD`, null for cash. */
  readonly expiryDate: string | null;
  /** W weekly, M monthly, …; null for cash. */
  readonly expiryFlag: string | null;
  readonly strikePrice: number | null;
  readonly optionType: 'CALL' | 'PUT' | null;
  /** The value in the file: 1 for MCX, where a quantity counts contracts. */
  readonly lotSize: number;
  /** Paise. Whole for instruments that can be copied, finer for currency contracts, meaningless for indices. 0: none published. */
  readonly tickSizePaise: number;
  /** Units; null when none is published. */
  readonly freezeQty: number | null;
  /** Rupees, for the day of the file; null when none is published. */
  readonly upperLimit: number | null;
  readonly lowerLimit: number | null;
  /** Not the id that the feed and the option chain use for an index: NIFTY's contracts say 26000, the index is 13. */
  readonly underlyingSecurityId: string | null;
  readonly isin: string | null;
  /** Category of the exchange's surveillance (ASM, GSM); null when there is none. */
  readonly surveillance: string | null;
  /** `A`: may be bought and sold. */
  readonly buySellIndicator: string | null;
  /** Multiple of MTF; null when it cannot be bought with it. */
  readonly mtfLeverage: number | null;
}

/** Why a row is left out. `isBroken`: it should have been readable. Many such rows mean a damaged file. */
export interface NoRow {
  readonly why: string;
  readonly isBroken: boolean;
}

/** @returns the row, or the reason against it; a number that money depends on is never guessed */
export function toScripRow(record: readonly string[], columns: Columns): ScripRow | NoRow {
  const get = (column: Parameters<Columns['get']>[1]): string => columns.get(record, column);
  const shape = shapeProblem(record, columns.width);
  if (shape !== null) return broken(shape);
  const exchangeSegment = segmentOfLetters(get('exchange'), get('segment'));
  if (!exchangeSegment) {
    return unusable(`unknown segment ${get('exchange').slice(0, 12)}/${get('segment').slice(0, 12)}`);
  }
  const securityId = get('id');
  if (!/^\w+$/.test(securityId)) return broken('no security id');
  const instrument = get('instrument').toUpperCase();
  const isOption = instrument.startsWith('OPT');
  const isContract = isOption || instrument.startsWith('FUT');
  const names = namesOf(get, isContract);
  if (!names) return broken('no symbol');
  const lotSize = numberIn(get('lot'));
  if (lotSize === undefined) return broken('lot size is not a number');
  if (!Number.isSafeInteger(lotSize) || lotSize <= 0) return unusable('lot size is not a whole number above 0');
  const tickSizePaise = numberIn(get('tick'));
  if (tickSizePaise === undefined) return broken('tick size is not a number');
  const mayBeFiner = exchangeSegment === 'IDX_I' || exchangeSegment.endsWith('_CURRENCY');
  if (tickSizePaise < 0 || (!mayBeFiner && !Number.isInteger(tickSizePaise))) {
    return unusable('tick size is not a whole number of paise');
  }
  const expiryDate = expiryOf(get('expiry'));
  if (isContract && expiryDate === null) return broken('a contract without an expiry date that can be read');
  const option = get('option').toUpperCase();
  const strikePrice = positiveOrNull(get('strike'));
  const optionType = option === 'CE' ? 'CALL' : option === 'PE' ? 'PUT' : null;
  if (isOption && (strikePrice === null || optionType === null)) return broken('an option without strike or type');
  return {
    securityId,
    exchangeSegment,
    ...names,
    instrument,
    instrumentType: wordOrNull(get('instrumentType')),
    series: wordOrNull(get('series')),
    expiryDate,
    expiryFlag: expiryDate === null ? null : wordOrNull(get('expiryFlag')),
    strikePrice,
    optionType,
    lotSize,
    tickSizePaise,
    freezeQty: floorOrNull(positiveOrNull(get('freeze'))),
    upperLimit: positiveOrNull(get('upperLimit')),
    lowerLimit: positiveOrNull(get('lowerLimit')),
    underlyingSecurityId: textOrNull(get('underlyingId')),
    // "NA" for derivatives. Invalid texts are refused, because eDIS sells by the ISIN.
    isin: isinOf(get('isin')),
    surveillance: wordOrNull(get('surveillance')),
    buySellIndicator: wordOrNull(get('buySell')),
    mtfLeverage: positiveOrNull(get('mtfLeverage')),
  };
}

/** A row that is not text in the encoding of the file. */
export const NOT_UTF8: NoRow = { why: 'not UTF-8', isBroken: true };

function broken(why: string): NoRow {
  return { why, isBroken: true };
}

/** Readable, but not an instrument that orders can be copied in. */
function unusable(why: string): NoRow {
  return { why, isBroken: false };
}

/** In a row with another number of fields the columns have moved: its lot size may be its expiry. */
function shapeProblem(record: readonly string[], width: number): string | null {
  if (record.length < width) return 'too few fields';
  for (let place = width; place < record.length; place += 1) {
    if (record[place]?.trim() !== '') return 'too many fields';
  }
  return null;
}

type Names = Pick<ScripRow, 'symbol' | 'tradingSymbol' | 'name'>;

/**
 * The compact file has a trading symbol. The detailed file has it as the symbol's name for contracts, and as the underlying's symbol
 * for shares, where the name is that of the company.
 */
function namesOf(get: (column: Parameters<Columns['get']>[1]) => string, isContract: boolean): Names | null {
  const compact = get('tradingSymbol');
  const underlying = get('underlyingSymbol');
  const symbolName = get('symbolName');
  const tradingSymbol = compact || (isContract ? symbolName || get('displayName') : underlying || symbolName);
  if (tradingSymbol === '') return null;
  const symbol = underlying || (isContract ? underlyingIn(tradingSymbol) : tradingSymbol);
  return { symbol, tradingSymbol, name: get('displayName') || symbolName || tradingSymbol };
}

/** `NIFTY` from `NIFTY-Sep2026-25000-CE`, `CRUDEOIL` from `CRUDEOIL-19Nov2026-FUT`. The compact file does not have it elsewhere. */
function underlyingIn(tradingSymbol: string): string {
  return /^(.+?)-(?:\d{1,2})?[A-Z][A-Za-z]{2}\d{4}-/.exec(tradingSymbol)?.[1] ?? tradingSymbol;
}

/** The file has a few hundred expiries, each a few hundred times. Reading one takes a microsecond. */
const expiries = new Map<string, string | null>();
const EXPIRIES_MAX = 5_000;

/** The day of `2026-09-24` (detailed) or `2026-09-24 14:30:00` (compact); null for none and for an invalid date. */
function expiryOf(text: string): string | null {
  if (text === '') return null;
  const known = expiries.get(text);
  if (known !== undefined) return known;
  const [, day = '0001-01-01'] = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$/.exec(text) ?? [];
  const ms = Date.parse(`${day}T00:00:00Z`);
  const isDay = day !== '0001-01-01' && Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day);
  if (expiries.size >= EXPIRIES_MAX) expiries.clear();
  expiries.set(text, isDay ? day : null);
  return isDay ? day : null;
}

/** `-0.01000`, 0, and anything that is not a number: none. */
function positiveOrNull(text: string): number | null {
  const value = numberIn(text) ?? 0;
  return value > 0 ? value : null;
}

function floorOrNull(value: number | null): number | null {
  return value === null || value < 1 || value > Number.MAX_SAFE_INTEGER ? null : Math.floor(value);
}

/** In addition to the broker's empty words, `XX` and `X` mean none here. */
function wordOrNull(text: string): string | null {
  return text === 'XX' || text === 'X' ? null : textOrNull(text);
}
