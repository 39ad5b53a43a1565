import type { PlaceSuperOrderRequest } from '../../rest/super-orders/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID, ist } from './sample.ts';

export const SUPER_BUY = {
  correlationId: 'ct-7f3a91-0002',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  securityId: '11536',
  quantity: 10,
  price: 3410,
  targetPrice: 3450,
  stopLossPrice: 3390,
} as const satisfies PlaceSuperOrderRequest;

const ID = '112260915000201';
export const SUPER_RECEIPT = { orderId: ID, orderStatus: 'PENDING' };

/** As documented: the total is misspelt, and missing on the target leg. */
export const SUPER_ROW = {
  dhanClientId: CLIENT_ID,
  orderId: ID,
  correlationId: 'ct-7f3a91-0002',
  orderStatus: 'TRADED',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  tradingSymbol: 'TCS',
  securityId: '11536',
  quantity: 10,
  remainingQuantity: 0,
  ltp: 3421.5,
  price: 3410.0,
  afterMarketOrder: false,
  legName: 'ENTRY_LEG',
  exchangeOrderId: '1200000044556677',
  createTime: '2026-09-15 10:11:00',
  updateTime: '2026-09-15 10:11:03',
  exchangeTime: '2026-09-15 10:11:01',
  omsErrorDescription: '',
  averageTradedPrice: 3409.8,
  filledQty: 10,
  legDetails: [
    {
      orderId: ID,
      legName: 'STOP_LOSS_LEG',
      transactionType: 'SELL',
      totalQuatity: 10,
      remainingQuantity: 10,
      triggeredQuantity: 0,
      price: 3398.0,
      orderStatus: 'PENDING',
      trailingJump: 5.0,
    },
    {
      orderId: ID,
      legName: 'TARGET_LEG',
      transactionType: 'SELL',
      remainingQuantity: 10,
      triggeredQuantity: 0,
      price: 3450.0,
      orderStatus: 'PENDING',
      trailingJump: 0.0,
    },
  ],
};

const place = {
  endpoint: 'POST /super/orders',
  ask: (rooms) => rooms.superOrders.placeSuperOrder(SUPER_BUY),
} as const satisfies Partial<Sample>;
const modify = {
  endpoint: 'PUT /super/orders/{order-id}',
  ask: (rooms) =>
    rooms.superOrders.modifySuperOrder(ID, { legName: 'STOP_LOSS_LEG', stopLossPrice: 3398, trailingJump: 5 }),
} as const satisfies Partial<Sample>;
const cancel = {
  endpoint: 'DELETE /super/orders/{order-id}/{order-leg}',
  ask: (rooms) => rooms.superOrders.cancelSuperOrder(ID, 'TARGET_LEG'),
} as const satisfies Partial<Sample>;
const list = {
  endpoint: 'GET /super/orders',
  ask: (rooms) => rooms.superOrders.getSuperOrders(),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/super-order/ */
export const SUPER_ORDER_SAMPLES: readonly Sample[] = [
  { ...place, kind: 'documented', what: 'a receipt', from: 'page', body: SUPER_RECEIPT, gives: SUPER_RECEIPT },
  {
    ...modify,
    kind: 'documented',
    what: 'a receipt',
    from: 'page',
    body: { ...SUPER_RECEIPT, orderStatus: 'TRANSIT' },
    gives: { orderStatus: 'TRANSIT' },
  },
  {
    ...cancel,
    kind: 'documented',
    what: 'a receipt, HTTP 202',
    from: 'page',
    status: 202,
    body: { ...SUPER_RECEIPT, orderStatus: 'CANCELLED' },
    gives: { orderStatus: 'CANCELLED' },
  },
  {
    ...list,
    kind: 'documented',
    what: 'an entry with its legs, the total misspelt or missing',
    from: 'page',
    body: [SUPER_ROW],
    gives: [
      {
        orderId: ID,
        exchangeOrderId: '1200000044556677',
        ltp: 3421.5,
        omsErrorDescription: null,
        createTimeMs: ist('2026-09-15 10:11:00'),
        legDetails: [
          { legName: 'STOP_LOSS_LEG', totalQuantity: 10, trailingJump: 5 },
          { legName: 'TARGET_LEG', totalQuantity: null, trailingJump: 0 },
        ],
      },
    ],
  },
  {
    ...list,
    kind: 'observed',
    what: 'a rejected parent without a reason',
    from: 'code that handles it, 2026',
    body: [{ ...SUPER_ROW, orderStatus: 'REJECTED', exchangeOrderId: '0', filledQty: 0, averageTradedPrice: 0 }],
    gives: [{ orderStatus: 'REJECTED', omsErrorDescription: null, exchangeOrderId: null, filledQty: 0 }],
  },
];
