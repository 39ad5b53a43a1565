import type { ClientCall } from '../row.ts';
import { aSingle, aSuperOrder, aTrigger, anOco, HOLDINGS } from './given.ts';

const account = { holdings: HOLDINGS };
const refused = { status: 400, body: { errorCode: 'DH-905' } };

const sale = {
  security_id: '1333',
  exchange_segment: 'NSE_EQ',
  transaction_type: 'SELL',
  product_type: 'CNC',
  order_type: 'LIMIT',
  quantity: 20,
  price: 1598,
  trigger_Price: 1600,
};
const oco = { ...sale, order_flag: 'OCO', price1: 1640, trigger_Price1: 1639, quantity1: 20 };
const forever = { of: 'dhanhq', account } as const;
const placeForever = {
  ...forever,
  call: 'place_forever',
  answer: { status: 200, body: { orderStatus: 'PENDING' } },
} as const;
const modifyForever = {
  ...forever,
  call: 'modify_forever',
  answer: { status: 200, body: { orderId: '{forever}', orderStatus: 'PENDING' } },
} as const;
const change = {
  order_id: '{forever}',
  order_type: 'LIMIT',
  quantity: 15,
  price: 1588,
  trigger_price: 1590,
  disclosed_quantity: 0,
  validity: 'DAY',
};
const single = { ...change, order_flag: 'SINGLE' };
const legOfOco = { ...change, order_flag: 'OCO' };

export const FOREVER_CALLS: readonly ClientCall[] = [
  { ...placeForever, with: 'SINGLE', args: { ...sale, tag: 'ct-1' } },
  { ...placeForever, with: 'OCO', args: oco },
  {
    ...placeForever,
    with: 'OCO without quantity1, as in the example of the client',
    args: { ...oco, quantity1: 0 },
    answer: refused,
    outcome: 'refused',
    note: 'the page requires the quantity of the second leg',
  },
  { ...modifyForever, with: 'SINGLE, ENTRY_LEG', given: aSingle, args: { ...single, leg_name: 'ENTRY_LEG' } },
  { ...modifyForever, with: 'SINGLE, TARGET_LEG', given: aSingle, args: { ...single, leg_name: 'TARGET_LEG' } },
  { ...modifyForever, with: 'OCO, STOP_LOSS_LEG', given: anOco, args: { ...legOfOco, leg_name: 'STOP_LOSS_LEG' } },
  {
    ...modifyForever,
    with: 'OCO, TARGET_LEG',
    given: anOco,
    args: { ...legOfOco, leg_name: 'TARGET_LEG', price: 1650, trigger_price: 1649 },
  },
  {
    ...modifyForever,
    with: 'OCO, ENTRY_LEG',
    given: anOco,
    args: { ...legOfOco, leg_name: 'ENTRY_LEG' },
    answer: refused,
    outcome: 'refused',
    note: 'no source calls a leg of an OCO so',
  },
  {
    ...forever,
    call: 'get_forever',
    given: aSingle,
    answer: { status: 200, body: [{ orderId: '{forever}', orderType: 'SINGLE', orderStatus: 'CONFIRM' }] },
  },
  {
    ...forever,
    call: 'cancel_forever',
    given: aSingle,
    args: { order_id: '{forever}' },
    answer: { status: 200, body: { orderId: '{forever}', orderStatus: 'CANCELLED' } },
  },
];

const modifySuper = {
  of: 'dhanhq',
  call: 'modify_super_order',
  given: aSuperOrder,
  answer: { status: 200, body: { orderId: '{super}' } },
} as const;
const cancelSuper = { ...modifySuper, call: 'cancel_super_order' } as const;

export const SUPER_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'place_super_order',
    args: {
      security_id: '1333',
      exchange_segment: 'NSE_EQ',
      transaction_type: 'BUY',
      quantity: 10,
      order_type: 'LIMIT',
      product_type: 'INTRADAY',
      price: 1610,
      targetPrice: 1630,
      stopLossPrice: 1600,
      trailingJump: 2,
      tag: 'ct-1',
    },
    answer: { status: 200, body: { orderStatus: 'PENDING' } },
  },
  {
    ...modifySuper,
    with: 'ENTRY_LEG',
    args: {
      order_id: '{super}',
      order_type: 'LIMIT',
      leg_name: 'ENTRY_LEG',
      quantity: 12,
      price: 1609,
      targetPrice: 1631,
      stopLossPrice: 1599,
      trailingJump: 2,
    },
  },
  {
    ...modifySuper,
    with: 'TARGET_LEG',
    args: { order_id: '{super}', order_type: 'LIMIT', leg_name: 'TARGET_LEG', targetPrice: 1632 },
  },
  {
    ...modifySuper,
    with: 'STOP_LOSS_LEG',
    args: { order_id: '{super}', order_type: 'LIMIT', leg_name: 'STOP_LOSS_LEG', stopLossPrice: 1598, trailingJump: 1 },
  },
  { ...cancelSuper, with: 'ENTRY_LEG', args: { order_id: '{super}', order_leg: 'ENTRY_LEG' } },
  { ...cancelSuper, with: 'TARGET_LEG', args: { order_id: '{super}', order_leg: 'TARGET_LEG' } },
  {
    of: 'dhanhq',
    call: 'get_super_order_list',
    given: aSuperOrder,
    answer: {
      status: 200,
      body: [{ orderId: '{super}', orderStatus: 'PENDING', legDetails: [{ legName: 'STOP_LOSS_LEG' }] }],
    },
  },
];

/** As in the client's own example: without a time frame and without an end. */
const condition = {
  comparisonType: 'PRICE_WITH_VALUE',
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  operator: 'GREATER_THAN',
  comparingValue: 1650,
  frequency: 'ONCE',
};
const orders = [
  {
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'CNC',
    orderType: 'LIMIT',
    securityId: '1333',
    quantity: 10,
    validity: 'DAY',
    price: '1651.00',
  },
];
const active = { status: 200, body: { alertId: '{alert}', alertStatus: 'ACTIVE' } };

export const CONDITIONAL_CALLS: readonly ClientCall[] = [
  {
    of: 'dhanhq',
    call: 'place_conditional_order',
    args: { condition, orders },
    answer: { status: 200, body: { alertStatus: 'ACTIVE' } },
  },
  {
    of: 'dhanhq',
    call: 'place_conditional_order',
    with: 'frequency ALWAYS',
    args: { condition: { ...condition, frequency: 'ALWAYS' }, orders },
    answer: refused,
    outcome: 'refused',
    note: 'only the client names it',
  },
  {
    of: 'dhanhq',
    call: 'get_conditional_orders',
    given: aTrigger,
    answer: { status: 200, body: [active.body] },
  },
  {
    of: 'dhanhq',
    call: 'get_conditional_order',
    given: aTrigger,
    args: { alert_id: '{alert}' },
    answer: active,
  },
  {
    of: 'dhanhq',
    call: 'modify_conditional_order',
    with: 'with orders',
    given: aTrigger,
    args: { alert_id: '{alert}', condition, orders },
    answer: active,
  },
  {
    of: 'dhanhq',
    call: 'modify_conditional_order',
    with: 'without orders',
    given: aTrigger,
    args: { alert_id: '{alert}', condition },
    answer: refused,
    outcome: 'refused',
    note: 'a modification replaces the whole trigger, as documented',
  },
  {
    of: 'dhanhq',
    call: 'cancel_conditional_order',
    given: aTrigger,
    args: { alert_id: '{alert}' },
    answer: { status: 200, body: { alertId: '{alert}', alertStatus: 'CANCELLED' } },
  },
];
