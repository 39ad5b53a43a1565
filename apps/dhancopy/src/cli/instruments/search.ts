import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { ChainFilter, ExpiryRow, InstrumentRow, Instruments } from '../../store/instruments/instruments.ts';
import { asksForContracts, isExpiryAsked, readQuestion } from './question.ts';

export interface SearchFlags {
  readonly underlying?: string;
  readonly expiry?: string;
  readonly strike?: number;
  readonly type?: NonNullable<ChainFilter['optionType']>;
  readonly segment?: ExchangeSegment;
  readonly limit: number;
}

export interface Found {
  readonly rows: readonly InstrumentRow[];
  /** There are more than were asked for. */
  readonly isCut: boolean;
  /** Of the symbol, where the symbol alone was asked for. */
  readonly expiries: readonly ExpiryRow[];
}

/** Contracts on one symbol: NIFTY has some thousands. */
const CHAIN_MAX = 50_000;

/**
 * Finds what words or flags name: an id, an ISIN, a trading symbol, a symbol, contracts on it, and last the beginning of a
 * symbol or a part of a name.
 */
export function search(instruments: Instruments, text: string | undefined, flags: SearchFlags): Found {
  const { segment, limit } = flags;
  const inSegment = (rows: readonly InstrumentRow[]): InstrumentRow[] =>
    rows.filter((row) => segment === undefined || row.exchange_segment === segment);
  if (text === undefined) {
    const { underlying = '', expiry, strike, type } = flags;
    const symbol = underlying.toUpperCase();
    // The symbol alone: its expiries say more than the first of its thousand contracts.
    if (expiry === undefined && strike === undefined && type === undefined) {
      return found([], limit, expiriesOf(instruments, symbol, segment));
    }
    const filter = { symbol, exchangeSegment: segment, expiryDate: expiry, strikePrice: strike, optionType: type };
    return found(instruments.chain(filter, limit + 1), limit);
  }
  const words = text.trim().toUpperCase();
  const exact = [
    () => (/^\d+$/.test(words) ? instruments.withId(words, CHAIN_MAX) : []),
    () => (/^IN[A-Z0-9]{10}$/.test(words) ? instruments.byIsin(words, CHAIN_MAX) : []),
    () => instruments.withTradingSymbol(text.trim(), CHAIN_MAX),
  ];
  for (const find of exact) {
    const rows = inSegment(find());
    // A ticker may have contracts too; a contract's own symbol has none.
    if (rows.length > 0) return found(rows, limit, expiriesOf(instruments, words, segment));
  }
  const question = readQuestion(text);
  if (asksForContracts(question)) {
    const { symbol, strikePrice, optionType } = question;
    const rows = instruments.chain({ symbol, strikePrice, optionType, exchangeSegment: segment }, CHAIN_MAX);
    const asked = rows.filter(({ expiry_date }) => isExpiryAsked(question, expiry_date ?? ''));
    if (asked.length > 0) return found(asked, limit);
  }
  const expiries = expiriesOf(instruments, words, segment);
  const loose = [
    () => instruments.bySymbol(words, CHAIN_MAX),
    () => instruments.beginning(words, CHAIN_MAX),
    () => instruments.named(words, CHAIN_MAX),
  ];
  for (const find of loose) {
    const rows = inSegment(find());
    if (rows.length > 0) return found(rows, limit, expiries);
  }
  return found([], limit, expiries);
}

function expiriesOf(instruments: Instruments, symbol: string, segment: string | undefined): ExpiryRow[] {
  return instruments.expiries(symbol).filter((row) => segment === undefined || row.exchange_segment === segment);
}

function found(rows: readonly InstrumentRow[], limit: number, expiries: readonly ExpiryRow[] = []): Found {
  return { rows: rows.slice(0, limit), isCut: rows.length > limit, expiries };
}
