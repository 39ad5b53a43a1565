import type { ClientCall } from '../row.ts';

const sale = { security_id: '1', price: '150.5', quantity: '1', transaction_type: 'BUY' };
const order = { security_id: '1', transaction_type: 'BUY', order_type: 'LIMIT' };

/** US stocks, which the emulator does not offer: it answers with the 404 of the broker's web framework. */
const ASKED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  place_global_order: { ...order, quantity: 1, price: 150.5 },
  modify_global_order: { ...order, order_id: '1', quantity: 2, price: 151 },
  cancel_global_order: { order_id: '1' },
  get_global_order_list: {},
  get_global_order_by_id: { order_id: '1' },
  get_global_trades: {},
  get_global_trades_by_security: { security_id: '1' },
  get_global_holdings: {},
  get_global_fund_limit: {},
  get_global_market_status: {},
  global_trans_estimate: sale,
  global_margin_calculator: sale,
};

export const GLOBAL_STOCK_CALLS: readonly ClientCall[] = Object.entries(ASKED).map(([call, args]) => ({
  of: 'dhanhq',
  call,
  args,
  answer: { status: 404, body: { status: 404, error: 'Not Found' } },
  outcome: 'absent',
}));
