import type { ClientCall } from '../row.ts';
import { aRestingOrder, aTrade } from './given.ts';

const share = { security_id: '1333', exchange_segment: 'NSE_EQ', transaction_type: 'BUY', quantity: 10 };
const limit = { ...share, order_type: 'LIMIT', product_type: 'INTRADAY', price: 1610 };
const sale = { ...limit, transaction_type: 'SELL', price: 1600, trigger_price: 1601 };
const taken = { status: 200, body: { orderStatus: 'TRANSIT' } };

const place = { of: 'dhanhq', call: 'place_order', answer: taken } as const;
const modify = {
  of: 'dhanhq',
  call: 'modify_order',
  given: aRestingOrder,
  answer: { status: 200, body: { orderId: '{order}', orderStatus: 'TRANSIT' } },
} as const;
const change = {
  order_id: '{order}',
  order_type: 'LIMIT',
  quantity: 12,
  price: 1611,
  trigger_price: 0,
  disclosed_quantity: 0,
  validity: 'DAY',
};

export const ORDER_CALLS: readonly ClientCall[] = [
  { ...place, with: 'LIMIT', args: { ...limit, tag: 'ct-1' } },
  { ...place, with: 'MARKET', args: { ...limit, order_type: 'MARKET', price: 0 } },
  { ...place, with: 'STOP_LOSS', args: { ...sale, order_type: 'STOP_LOSS' } },
  { ...place, with: 'STOP_LOSS_MARKET', args: { ...sale, order_type: 'STOP_LOSS_MARKET', price: 0 } },
  { ...place, with: 'after-market', args: { ...limit, after_market_order: true, amo_time: 'OPEN_30' } },
  { ...place, with: 'cover', args: { ...limit, product_type: 'CO', bo_stop_loss_Value: 5 } },
  { ...place, with: 'bracket', args: { ...limit, product_type: 'BO', bo_profit_value: 10, bo_stop_loss_Value: 5 } },
  {
    ...place,
    with: 'contract',
    args: { ...limit, security_id: '52345', exchange_segment: 'NSE_FNO', quantity: 65, price: 95 },
  },
  { ...place, with: 'number as security id', args: { ...limit, security_id: 1333 } },
  {
    ...place,
    with: 'should_slice',
    args: { ...limit, should_slice: true },
    answer: { status: 200, body: [taken.body] },
  },
  { of: 'dhanhq', call: 'place_slice_order', args: limit, answer: { status: 200, body: [taken.body] } },
  { ...modify, with: 'leg_name None', args: { ...change, leg_name: null } },
  { ...modify, with: 'ENTRY_LEG', args: { ...change, leg_name: 'ENTRY_LEG' } },
  {
    of: 'dhanhq',
    call: 'cancel_order',
    given: aRestingOrder,
    args: { order_id: '{order}' },
    answer: { status: 200, body: { orderId: '{order}', orderStatus: 'CANCELLED' } },
  },
  {
    of: 'dhanhq',
    call: 'get_order_list',
    given: aRestingOrder,
    answer: { status: 200, body: [{ orderId: '{order}', orderStatus: 'PENDING' }] },
  },
  {
    of: 'dhanhq',
    call: 'get_order_by_id',
    given: aRestingOrder,
    args: { order_id: '{order}' },
    answer: { status: 200, body: [{ orderId: '{order}' }] },
  },
  {
    of: 'dhanhq',
    call: 'get_order_by_correlationID',
    given: aRestingOrder,
    args: { correlation_id: 'ct-1' },
    answer: { status: 200, body: [{ orderId: '{order}', correlationId: 'ct-1' }] },
  },
  {
    of: 'dhanhq',
    call: 'get_trade_book',
    with: 'whole book',
    given: aTrade,
    answer: { status: 200, body: [{ orderId: '{order}', tradedQuantity: 10 }] },
  },
  {
    of: 'dhanhq',
    call: 'get_trade_book',
    with: 'one order',
    given: aTrade,
    args: { order_id: '{order}' },
    answer: { status: 200, body: [{ orderId: '{order}', tradedQuantity: 10 }] },
  },
];
