import type { ModifyForeverOrderRequest, PlaceForeverOrderRequest } from '../../rest/forever-orders/request.ts';
import type { Sample } from './sample.ts';
import { BOGUS_REDIRECT, CLIENT_ID, ist } from './sample.ts';

export const FOREVER_SINGLE = {
  correlationId: 'ct-7f3a91-0003',
  orderFlag: 'SINGLE',
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 20,
  price: 1498,
  triggerPrice: 1500,
} as const satisfies PlaceForeverOrderRequest;
const CHANGE = {
  orderFlag: 'SINGLE',
  orderType: 'LIMIT',
  legName: 'TARGET_LEG',
  quantity: 20,
  price: 1496,
  triggerPrice: 1499,
  validity: 'DAY',
} as const satisfies ModifyForeverOrderRequest;

const ID = '5132260915017';
const RECEIPT = { orderId: ID, orderStatus: 'PENDING' };

export const FOREVER_ROW = {
  dhanClientId: CLIENT_ID,
  orderId: ID,
  orderStatus: 'CONFIRM',
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'SINGLE',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  quantity: 20,
  price: 1498.0,
  triggerPrice: 1500.0,
  legName: 'ENTRY_LEG',
  createTime: '2026-09-15 12:41:19',
  updateTime: null,
  exchangeTime: null,
  drvExpiryDate: null,
  drvOptionType: null,
  drvStrikePrice: 0,
};

const BAD_FIELD = {
  errorType: 'Input_Exception',
  errorCode: 'DH-905',
  errorMessage: 'Missing required fields, bad values',
};
const place = {
  endpoint: 'POST /forever/orders',
  ask: (rooms) => rooms.foreverOrders.placeForeverOrder(FOREVER_SINGLE),
} as const satisfies Partial<Sample>;
const modify = {
  endpoint: 'PUT /forever/orders/{order-id}',
  ask: (rooms) => rooms.foreverOrders.modifyForeverOrder(ID, CHANGE),
} as const satisfies Partial<Sample>;
const cancel = {
  endpoint: 'DELETE /forever/orders/{order-id}',
  ask: (rooms) => rooms.foreverOrders.cancelForeverOrder(ID),
} as const satisfies Partial<Sample>;
const list = {
  endpoint: 'GET /forever/orders',
  ask: (rooms) => rooms.foreverOrders.getForeverOrders(),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/forever/ */
export const FOREVER_ORDER_SAMPLES: readonly Sample[] = [
  { ...place, kind: 'documented', what: 'a receipt', from: 'page', body: RECEIPT, gives: RECEIPT },
  { ...place, kind: 'observed', ...BOGUS_REDIRECT },
  { ...modify, kind: 'documented', what: 'a receipt', from: 'page', body: RECEIPT, gives: RECEIPT },
  { ...modify, kind: 'observed', ...BOGUS_REDIRECT },
  {
    ...modify,
    kind: 'observed',
    what: 'a leg name that is not the stored one',
    from: 'OpenAlgo',
    status: 400,
    body: BAD_FIELD,
    throws: { class: 'invalid', code: 'DH-905' },
  },
  {
    ...cancel,
    kind: 'documented',
    what: 'a receipt',
    from: 'page',
    body: { ...RECEIPT, orderStatus: 'CANCELLED' },
    gives: { orderStatus: 'CANCELLED' },
  },
  { ...cancel, kind: 'observed', ...BOGUS_REDIRECT },
  {
    ...list,
    kind: 'documented',
    what: 'a single one, with the flag in the field of the order type',
    from: 'page',
    body: [FOREVER_ROW],
    gives: [
      {
        orderFlag: 'SINGLE',
        legName: 'ENTRY_LEG',
        orderStatus: 'CONFIRM',
        createTimeMs: ist('2026-09-15 12:41:19'),
        updateTimeMs: null,
      },
    ],
  },
  {
    ...list,
    kind: 'observed',
    what: 'a single one under another name, and two legs that share a number',
    from: 'OpenAlgo',
    body: [
      { ...FOREVER_ROW, legName: 'TARGET_LEG' },
      { ...FOREVER_ROW, orderId: '5132260915018', orderType: 'OCO', legName: 'STOP_LOSS_LEG' },
      { ...FOREVER_ROW, orderId: '5132260915018', orderType: 'OCO', legName: 'TARGET_LEG' },
    ],
    gives: [
      { orderFlag: 'SINGLE', legName: 'TARGET_LEG' },
      { orderFlag: 'OCO', legName: 'STOP_LOSS_LEG' },
      { orderFlag: 'OCO', legName: 'TARGET_LEG', orderId: '5132260915018' },
    ],
  },
  {
    ...list,
    kind: 'observed',
    what: 'the path of the page, which does not exist',
    from: 'OpenAlgo',
    status: 404,
    body: { timestamp: '2026-08-24T04:11:02.123+00:00', status: 404, error: 'Not Found', path: '/v2/forever/all' },
    throws: { class: 'refused', code: 'HTTP-404' },
  },
];
