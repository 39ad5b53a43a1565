import { ID } from '../../kit/rig.ts';
import type { ClientCall } from '../row.ts';
import { aTrade, HOLDINGS } from './given.ts';

const withHoldings = { account: { holdings: HOLDINGS } } as const;
const conversion = {
  of: 'dhanhq',
  call: 'convert_position',
  given: aTrade,
  args: {
    from_product_type: 'INTRADAY',
    exchange_segment: 'NSE_EQ',
    position_type: 'LONG',
    security_id: '1333',
    convert_qty: 4,
    to_product_type: 'CNC',
  },
} as const;
const withBodies = { emulator: { switches: { acceptedBody: 'object' } } } as const;
const emptyBody = 'the client reports an empty body as a failure; the broker has done what was asked';

export const PORTFOLIO_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'get_holdings',
    ...withHoldings,
    answer: { status: 200, body: [{ securityId: '1333', totalQty: 100 }] },
  },
  {
    of: 'dhanhq',
    call: 'get_holdings',
    with: 'none',
    answer: { status: 400, body: { errorCode: 'DHOLDING_ERROR', internalErrorCode: 'DH-1111' } },
    outcome: 'refused',
    note: 'an account without holdings is an error at this broker',
  },
  {
    of: 'dhanhq',
    call: 'get_positions',
    given: aTrade,
    answer: { status: 200, body: [{ securityId: '1333', netQty: 10 }] },
  },
  { ...conversion, with: 'empty answer', answer: { status: 202 }, outcome: 'fails', note: emptyBody },
  { ...conversion, with: "acceptedBody: 'object'", ...withBodies, answer: { status: 202, body: {} } },
  { of: 'dhanhq', call: 'exit_all_positions', given: aTrade, answer: { status: 200, body: { status: 'SUCCESS' } } },
];

const margin = {
  security_id: '1333',
  exchange_segment: 'NSE_EQ',
  transaction_type: 'BUY',
  quantity: 10,
  product_type: 'INTRADAY',
  price: 1610,
};

export const FUNDS_CALLS: readonly ClientCall[] = [
  { of: 'dhanhq', call: 'get_fund_limits', answer: { status: 200, body: { dhanClientId: ID, sodLimit: 1_000_000 } } },
  {
    of: 'dhanhq',
    call: 'margin_calculator',
    args: margin,
    answer: { status: 200, body: { totalMargin: 3220, availableBalance: 0, leverage: '5.00X' } },
    note: '`availableBalance` is 0, as recorded from a live account with money; the switch `marginAvailable` has the documented value',
  },
  {
    of: 'dhanhq',
    call: 'margin_calculator',
    with: 'number as security id',
    args: { ...margin, security_id: 1333 },
    answer: { status: 200, body: { totalMargin: 3220 } },
  },
  {
    of: 'dhanhq',
    call: 'margin_calculator_multi',
    args: {
      scrip_list: [
        {
          securityId: '52345',
          exchangeSegment: 'NSE_FNO',
          transactionType: 'BUY',
          quantity: 65,
          productType: 'INTRADAY',
          price: 95,
        },
      ],
      include_position: true,
      include_order: true,
    },
    answer: { status: 200, body: { clientId: ID, equityMargin: 0 } },
  },
];

const pastTrades = [
  {
    at: '2026-11-03 10:15:00',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    transactionType: 'BUY',
    productType: 'INTRADAY',
    quantity: 10,
    priceRupees: 1600,
  } as const,
];
const range = { from_date: '2026-11-01', to_date: '2026-11-20' };

export const STATEMENT_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'get_trade_history',
    account: { pastTrades },
    args: { ...range, page_number: 0 },
    answer: { status: 200, body: [{ securityId: '1333', tradedQuantity: 10 }] },
  },
  {
    of: 'dhanhq',
    call: 'ledger_report',
    account: { pastTrades },
    args: range,
    answer: { status: 200, body: [{ dhanClientId: ID }] },
  },
];

export const CONTROL_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'kill_switch',
    with: 'activate',
    args: { action: 'activate' },
    answer: { status: 200, body: { killSwitchStatus: 'Kill Switch has been successfully activated' } },
  },
  {
    of: 'dhanhq',
    call: 'kill_switch',
    with: 'deactivate',
    args: { action: 'deactivate' },
    answer: { status: 200, body: { killSwitchStatus: 'Kill Switch has been successfully deactivated' } },
  },
  { of: 'dhanhq', call: 'status_kill_switch', answer: { status: 200, body: { killSwitchStatus: 'DEACTIVATE' } } },
  {
    of: 'dhanhq',
    call: 'set_pnl_exit',
    args: { profit_value: 1500, loss_value: 500, product_type: ['INTRADAY', 'DELIVERY'], enable_kill_switch: true },
    answer: { status: 200, body: { pnlExitStatus: 'ACTIVE' } },
  },
  { of: 'dhanhq', call: 'get_pnl_exit', answer: { status: 200, body: { pnlExitStatus: 'INACTIVE' } } },
  { of: 'dhanhq', call: 'stop_pnl_exit', answer: { status: 200, body: { pnlExitStatus: 'DISABLED' } } },
];

const toSell = { account: { holdings: HOLDINGS, ddpi: false } } as const;
const isin = 'INE040A01034';

export const SECURITY_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'generate_tpin',
    with: 'empty answer',
    ...toSell,
    answer: { status: 202 },
    outcome: 'fails',
    note: `${emptyBody}, and it raises a TypeError over it`,
  },
  {
    of: 'dhanhq',
    call: 'generate_tpin',
    with: "acceptedBody: 'object'",
    ...toSell,
    ...withBodies,
    answer: { status: 202, body: { dhanClientId: ID, edisStatus: 'SUCCESS' } },
    returns: { remarks: 'OTP sent' },
  },
  {
    of: 'dhanhq',
    call: 'open_browser_for_tpin',
    ...toSell,
    args: { isin, qty: 10, exchange: 'NSE' },
    answer: { status: 200, body: { dhanClientId: ID } },
  },
  {
    of: 'dhanhq',
    call: 'edis_inquiry',
    ...toSell,
    args: { isin },
    answer: { status: 200, body: { clientId: ID, isin, totalQty: 100, aprvdQty: 0 } },
  },
  {
    of: 'dhanhq',
    call: 'fetch_security_list',
    with: 'compact',
    args: { mode: 'compact' },
    answer: { status: 200 },
    returns: { columns: ['SEM_EXM_EXCH_ID'] },
  },
  {
    of: 'dhanhq',
    call: 'fetch_security_list',
    with: 'detailed',
    args: { mode: 'detailed' },
    answer: { status: 200 },
    returns: { columns: ['EXCH_ID'] },
    note: 'pandas calls the last column `Unnamed`: each line of the live file ends with a comma',
  },
];
