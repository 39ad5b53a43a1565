import type { AnyCall } from './row.ts';
import { CONTROL_CALLS, FUNDS_CALLS, PORTFOLIO_CALLS, SECURITY_CALLS, STATEMENT_CALLS } from './calls/account.ts';
import { GLOBAL_STOCK_CALLS } from './calls/global-stocks.ts';
import { LOGIN_CALLS } from './calls/login.ts';
import { MARKET_DATA_CALLS } from './calls/market-data.ts';
import { ORDER_CALLS } from './calls/orders.ts';
import { SOCKET_CALLS } from './calls/sockets.ts';
import { CONDITIONAL_CALLS, FOREVER_CALLS, SUPER_CALLS } from './calls/special-orders.ts';

/** Every function of the official Python client that speaks to the broker, at least once. */
export const CALLS: readonly AnyCall[] = [
  ...LOGIN_CALLS,
  ...ORDER_CALLS,
  ...SUPER_CALLS,
  ...FOREVER_CALLS,
  ...CONDITIONAL_CALLS,
  ...PORTFOLIO_CALLS,
  ...FUNDS_CALLS,
  ...STATEMENT_CALLS,
  ...CONTROL_CALLS,
  ...SECURITY_CALLS,
  ...MARKET_DATA_CALLS,
  ...SOCKET_CALLS,
  ...GLOBAL_STOCK_CALLS,
];

/** Functions of a class that no row calls by name, and why. */
export interface NotCalled {
  readonly of: string;
  readonly names: readonly string[] | 'all';
  readonly why: string;
}

const NO_GLOBAL_STOCKS = 'the emulator does not offer global stocks, and their addresses are on hosts of their own';
const OLD_WIRE = 'for version 1 of the live feed';
/** Both sockets are made alike. */
const STEPS = [
  'connect',
  'disconnect',
  'run_forever',
  'close_connection',
  'get_instrument_data',
  'subscribe_instruments',
];
const HELPERS = ['create_header', 'get_exchange_segment', 'pad_with_zeros', 'process_data', 'server_disconnection'];
const PARTS = [...STEPS, ...HELPERS, 'utc_time', 'validate_and_process_tuples'];
const PART = 'steps of the calls above';

export const NOT_CALLED: readonly NotCalled[] = [
  { of: 'dhanhq', names: ['fetch_global_security_list'], why: NO_GLOBAL_STOCKS },
  { of: 'GlobalStocksFeed', names: 'all', why: NO_GLOBAL_STOCKS },
  { of: 'MarketFeed', names: ['authorize', 'create_subscription_packet', 'process_market_depth'], why: OLD_WIRE },
  {
    of: 'MarketFeed',
    names: [...PARTS, 'run', 'process_ticker', 'process_quote', 'process_full', 'process_prev_close'],
    why: PART,
  },
  {
    of: 'MarketFeed',
    names: ['process_oi'],
    why: 'open interest follows a quote in its frame, of which the client reads the first packet',
  },
  { of: 'MarketFeed', names: ['process_status'], why: 'the emulator sends no packet of the market status' },
  { of: 'FullDepth', names: ['create_subscription_packet'], why: OLD_WIRE },
  {
    of: 'FullDepth',
    names: [
      ...PARTS,
      'combine_and_format_depth',
      'process_20_depth_data',
      'process_20_depth_data_body',
      'process_200_depth_data',
      'process_200_depth_data_body',
    ],
    why: PART,
  },
  { of: 'OrderUpdate', names: ['connect_order_update', 'handle_order_update'], why: PART },
];

/** Whether a function has a row, or a reason for having none. */
export function isCovered(of: string, name: string): boolean {
  return (
    CALLS.some((row) => row.of === of && row.call === name) ||
    NOT_CALLED.some((other) => other.of === of && (other.names === 'all' || other.names.includes(name)))
  );
}
