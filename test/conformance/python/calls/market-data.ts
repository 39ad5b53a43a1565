import type { ClientCall } from '../row.ts';

const rest = { status: 200, body: { status: 'success', data: { NSE_EQ: { '1333': { last_price: 1612.5 } } } } };
const numbers = { securities: { NSE_EQ: [1333], NSE_FNO: [52345] } };
const texts = { securities: { NSE_EQ: ['1333'] } };
const nifty = { under_security_id: 13, under_exchange_segment: 'IDX_I' };
const share = { security_id: '1333', exchange_segment: 'NSE_EQ', instrument_type: 'EQUITY' };

export const MARKET_DATA_CALLS: readonly ClientCall[] = [
  { of: 'dhanhq', call: 'ticker_data', with: 'numbers', args: numbers, answer: rest },
  { of: 'dhanhq', call: 'ticker_data', with: 'ids as text', args: texts, answer: rest },
  { of: 'dhanhq', call: 'ohlc_data', with: 'numbers', args: numbers, answer: rest },
  { of: 'dhanhq', call: 'ohlc_data', with: 'ids as text', args: texts, answer: rest },
  { of: 'dhanhq', call: 'quote_data', with: 'numbers', args: numbers, answer: rest },
  { of: 'dhanhq', call: 'quote_data', with: 'ids as text', args: texts, answer: rest },
  {
    of: 'dhanhq',
    call: 'expiry_list',
    args: nifty,
    answer: { status: 200, body: { status: 'success', data: ['2026-11-24'] } },
  },
  {
    of: 'dhanhq',
    call: 'option_chain',
    args: { ...nifty, expiry: '2026-11-24' },
    answer: { status: 200, body: { status: 'success', data: { last_price: 25_012.4 } } },
  },
  {
    of: 'dhanhq',
    call: 'historical_daily_data',
    args: { ...share, from_date: '2026-11-18', to_date: '2026-11-19' },
    answer: { status: 200, body: { timestamp: [1_794_940_200] } },
  },
  {
    of: 'dhanhq',
    call: 'intraday_minute_data',
    args: { ...share, from_date: '2026-11-19', to_date: '2026-11-20', interval: 60, oi: true },
    answer: { status: 200, body: { timestamp: [1_795_059_900] } },
  },
  {
    of: 'dhanhq',
    call: 'intraday_minute_data',
    with: 'number as security id',
    args: { ...share, security_id: 1333, from_date: '2026-11-19', to_date: '2026-11-20', interval: 60 },
    answer: { status: 200, body: { timestamp: [1_795_059_900] } },
  },
  {
    of: 'dhanhq',
    call: 'expired_options_data',
    args: {
      security_id: 13,
      exchange_segment: 'NSE_FNO',
      instrument_type: 'OPTIDX',
      expiry_flag: 'WEEK',
      expiry_code: 1,
      strike: 'ATM',
      drv_option_type: 'CALL',
      required_data: ['open', 'close'],
      from_date: '2026-11-18',
      to_date: '2026-11-19',
      interval: 60,
    },
    answer: { status: 200, body: { data: { pe: null } } },
  },
  {
    of: 'dhanhq',
    call: 'convert_to_date_time',
    args: { epoch: 1_779_000_000 },
    answer: null,
    returns: '2026-05-17 12:10:00+05:30',
  },
];
