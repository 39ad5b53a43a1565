import { parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import type { ExchangeSegment } from '../../domain/instrument.ts';
import { segmentOfLetters } from '../mapping.ts';
import { textOrNull, WireError } from '../wire/parse.ts';

/** One contract of the scrip master. Prices in rupees; the file's tick size is in paise. */
export interface ScripRow {
  readonly securityId: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly symbol: string;
  readonly tradingSymbol: string;
  readonly name: string;
  readonly instrument: string;
  /** `YYYY-MM-DD`, null for cash. */
  readonly expiryDate: string | null;
  readonly strikePrice: number | null;
  readonly optionType: 'CALL' | 'PUT' | null;
  readonly lotSize: number;
  /** Paise. */
  readonly tickSizePaise: number;
  /** Units; null when none is published. */
  readonly freezeQty: number | null;
  readonly underlyingSecurityId: string | null;
  readonly isin: string | null;
}

/** Columns this needs, by either file's names. Others are tolerated, also new ones. */
const COLUMNS = {
  exchange: ['EXCH_ID', 'SEM_EXM_EXCH_ID'],
  segment: ['SEGMENT', 'SEM_SEGMENT'],
  id: ['SECURITY_ID', 'SEM_SMST_SECURITY_ID'],
  instrument: ['INSTRUMENT', 'SEM_INSTRUMENT_NAME'],
  lot: ['LOT_SIZE', 'SEM_LOT_UNITS'],
  tick: ['TICK_SIZE', 'SEM_TICK_SIZE'],
} as const;

export interface ScripSource {
  readonly rows: AsyncIterable<ScripRow>;
  /** Rows left out so far, by reason: segments that are not known, numbers that are none. */
  readonly skipped: ReadonlyMap<string, number>;
}

/** Reads either CSV of the broker, row by row. @throws {WireError} when a needed column is missing. */
export function readScripMaster(csv: Readable): ScripSource {
  const skipped = new Map<string, number>();
  const skip = (why: string): void => void skipped.set(why, (skipped.get(why) ?? 0) + 1);
  const parser = csv.pipe(
    parse({
      columns: (header: string[]) => checkHeader(header),
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
    }),
  );
  csv.on('error', (error) => parser.destroy(error));
  async function* rows(): AsyncGenerator<ScripRow> {
    for await (const record of parser as AsyncIterable<Record<string, string>>) {
      const row = toRow(record);
      if (typeof row === 'string') skip(row);
      else yield row;
    }
  }
  return { rows: rows(), skipped };
}

/** The header ends with a comma on the wire: a nameless last column is ignored. */
function checkHeader(header: readonly string[]): (string | false)[] {
  const names = header.map((name) => name.trim());
  for (const [what, options] of Object.entries(COLUMNS)) {
    if (!options.some((name) => names.includes(name))) {
      throw new WireError(
        `scrip master: column for ${what}: expected ${options.join(' or ')}, found ${names.slice(0, 6).join(', ')}, …`,
      );
    }
  }
  return names.map((name) => (name === '' ? false : name));
}

function toRow(record: Readonly<Record<string, string>>): ScripRow | string {
  const get = (...names: readonly string[]): string =>
    names
      .map((name) => record[name])
      .find((value) => value !== undefined)
      ?.trim() ?? '';
  const exchangeSegment = segmentOfLetters(get(...COLUMNS.exchange), get(...COLUMNS.segment));
  if (!exchangeSegment) return `unknown segment ${get(...COLUMNS.exchange)}/${get(...COLUMNS.segment)}`;
  const securityId = get(...COLUMNS.id);
  if (securityId === '') return 'no security id';
  const lotSize = Number(get(...COLUMNS.lot));
  const tickSizePaise = Number(get(...COLUMNS.tick));
  if (!Number.isFinite(lotSize) || !Number.isFinite(tickSizePaise)) return 'lot or tick size is not a number';
  const freeze = Number(get('SM_FREEZE_QTY'));
  const strike = Number(get('STRIKE_PRICE', 'SEM_STRIKE_PRICE'));
  const option = get('OPTION_TYPE', 'SEM_OPTION_TYPE');
  const expiry = get('SM_EXPIRY_DATE', 'SEM_EXPIRY_DATE').slice(0, 10);
  const name = get('SYMBOL_NAME', 'SM_SYMBOL_NAME');
  return {
    securityId,
    exchangeSegment,
    symbol: get('UNDERLYING_SYMBOL', 'SEM_TRADING_SYMBOL') || name,
    tradingSymbol: get('SEM_TRADING_SYMBOL', 'SYMBOL_NAME') || name,
    name: get('DISPLAY_NAME', 'SEM_CUSTOM_SYMBOL') || name,
    instrument: get(...COLUMNS.instrument),
    expiryDate: /^\d{4}-/.test(expiry) && !expiry.startsWith('0001') ? expiry : null,
    strikePrice: Number.isFinite(strike) && strike > 0 ? strike : null,
    optionType: option === 'CE' ? 'CALL' : option === 'PE' ? 'PUT' : null,
    lotSize: Math.max(1, Math.round(lotSize)),
    tickSizePaise: Math.max(1, Math.round(tickSizePaise)),
    freezeQty: Number.isFinite(freeze) && freeze > 0 ? Math.floor(freeze) : null,
    underlyingSecurityId: textOrNull(get('UNDERLYING_SECURITY_ID')),
    isin: textOrNull(get('ISIN')),
  };
}
