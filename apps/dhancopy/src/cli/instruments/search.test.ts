import { describe, expect, it } from 'vitest';
import type { InstrumentToWrite } from '../../store/instruments/instruments.ts';
import { newStore, OPENING } from '../../store/testing.ts';
import { isExpiryAsked, readQuestion } from './question.ts';
import { search } from './search.ts';
import type { SearchFlags } from './search.ts';

describe('the words of a search', () => {
  it.each([
    ['NIFTY 25000 CE', { symbol: 'NIFTY', strikePrice: 25_000, optionType: 'CE' }],
    ['nifty 25000 put', { symbol: 'NIFTY', strikePrice: 25_000, optionType: 'PE' }],
    ['IDEA 7.50 CALL', { symbol: 'IDEA', strikePrice: 7.5, optionType: 'CE' }],
    [
      'NIFTY 24 SEP 25000 CALL',
      { symbol: 'NIFTY', strikePrice: 25_000, optionType: 'CE', expiry: { month: '09', day: '24' } },
    ],
    ['BANKNIFTY NOV2026 FUT', { symbol: 'BANKNIFTY', optionType: 'FUT', expiry: { month: '11', year: '2026' } }],
    ['NIFTY 2026-09-24', { symbol: 'NIFTY', expiry: { year: '2026', month: '09', day: '24' } }],
    ['NIFTY 50', { symbol: 'NIFTY', strikePrice: 50 }],
    ['  hdfc   bank ', { symbol: 'HDFC BANK' }],
    ['MAR', { symbol: 'MAR' }],
    ['CE INFO SYSTEMS', { symbol: 'CE INFO SYSTEMS' }],
  ])('%s', (text, expected) => {
    expect(readQuestion(text)).toEqual(expected);
  });

  it('what is not said of an expiry may be anything', () => {
    expect(isExpiryAsked(readQuestion('X 24 SEP'), '2027-09-24')).toBe(true);
    expect(isExpiryAsked(readQuestion('X SEP2026'), '2027-09-24')).toBe(false);
    expect(isExpiryAsked(readQuestion('X 23 SEP'), '2026-09-24')).toBe(false);
    expect(isExpiryAsked(readQuestion('X 1'), '2026-09-24')).toBe(true);
  });
});

function row(changes: Partial<InstrumentToWrite> & { security_id: string; symbol: string }): InstrumentToWrite {
  const base = { exchange_segment: 'NSE_EQ', lot_size: 1, tick_size: 0.05, updated_at: OPENING };
  return { ...base, trading_symbol: changes.symbol, ...changes };
}
function contract(security_id: string, expiry_date: string, strike_price: number | null, option_type: string | null) {
  const trading_symbol = `NIFTY-${security_id}`;
  return row({
    security_id,
    symbol: 'NIFTY',
    exchange_segment: 'NSE_FNO',
    trading_symbol,
    expiry_date,
    strike_price,
    option_type,
  });
}
const MARKET = [
  row({ security_id: '13', symbol: 'NIFTY', exchange_segment: 'IDX_I', name: 'Nifty 50' }),
  row({ security_id: '1333', symbol: 'HDFCBANK', name: 'HDFC Bank', isin: 'INE040A01034' }),
  row({
    security_id: '500180',
    symbol: 'HDFCBANK',
    name: 'HDFC Bank',
    isin: 'INE040A01034',
    exchange_segment: 'BSE_EQ',
  }),
  row({ security_id: '467', symbol: 'HDFCLIFE', name: 'HDFC Life Insurance' }),
  row({ security_id: '11536', symbol: 'TCS', name: 'Tata Consultancy Services' }),
  contract('F1', '2026-09-24', null, null),
  contract('C1', '2026-09-24', 25_000, 'CE'),
  contract('P1', '2026-09-24', 25_000, 'PE'),
  contract('C2', '2026-10-29', 25_000, 'CE'),
  contract('C3', '2026-10-29', 25_100, 'CE'),
];

function ids(text: string | undefined, flags: Partial<SearchFlags> = {}): string[] {
  const { instruments } = newStore();
  instruments.replaceInstruments(MARKET);
  return search(instruments, text, { limit: 50, ...flags }).rows.map(({ security_id }) => security_id);
}

it.each<[string, string[], Partial<SearchFlags>?]>([
  ['NIFTY 25000 CE', ['C1', 'C2']],
  ['nifty 24 sep 25000 call', ['C1']],
  ['NIFTY OCT 25000 CE', ['C2']],
  ['NIFTY 2026-10-29', ['C2', 'C3']],
  ['NIFTY FUT', ['F1']],
  ['NIFTY-P1', ['P1']],
  ['NIFTY', ['13']],
  ['Nifty 50', ['13']],
  ['hdfcbank', ['500180', '1333']],
  ['HDFCBANK', ['1333'], { segment: 'NSE_EQ' }],
  ['hdfc', ['500180', '1333', '467']],
  ['consultancy services', ['11536']],
  ['INE040A01034', ['500180', '1333']],
  ['11536', ['11536']],
  ['NIFTY 99999 CE', []],
  ['no such thing', []],
])('"%s" finds', (text, expected, flags = {}) => {
  expect(ids(text, flags)).toEqual(expected);
});

it.each<[Partial<SearchFlags>, string[]]>([
  [{ underlying: 'nifty', expiry: '2026-09-24' }, ['F1', 'C1', 'P1']],
  [{ underlying: 'NIFTY', strike: 25_000 }, ['C1', 'P1', 'C2']],
  [{ underlying: 'NIFTY', expiry: '2026-09-24', strike: 25_000, type: 'PE' }, ['P1']],
  [{ underlying: 'NIFTY', type: 'FUT' }, ['F1']],
  [{ underlying: 'NIFTY', type: 'CE', segment: 'BSE_FNO' }, []],
  [{ underlying: 'NIFTY', type: 'CE', limit: 2 }, ['C1', 'C2']],
])('%j finds', (flags, expected) => {
  expect(ids(undefined, flags)).toEqual(expected);
});

it('the underlying alone gives its expiries, and a symbol gives them too', () => {
  const { instruments } = newStore();
  instruments.replaceInstruments(MARKET);
  const days = (text?: string, flags = {}) =>
    search(instruments, text, { limit: 50, ...flags }).expiries.map(({ expiry_date }) => expiry_date);
  expect(days(undefined, { underlying: 'NIFTY' })).toEqual(['2026-09-24', '2026-10-29']);
  expect(days('nifty')).toEqual(['2026-09-24', '2026-10-29']);
  expect(days('HDFCBANK')).toEqual([]);
  expect(search(instruments, undefined, { underlying: 'NIFTY', type: 'CE', limit: 2 }).isCut).toBe(true);
});
