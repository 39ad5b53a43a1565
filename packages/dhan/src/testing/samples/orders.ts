import type { PlaceOrderRequest } from '../../rest/orders/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID, ist } from './sample.ts';

export const LIMIT_ORDER = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 25,
  price: 1612.5,
} as const satisfies PlaceOrderRequest;
const MODIFIED = { orderType: 'LIMIT', validity: 'DAY', quantity: 25, price: 1609 } as const;

const ID = '112260915000123';
export const ORDER_RECEIPT = { orderId: ID, orderStatus: 'TRANSIT' };
const CANCELLED = { orderId: ID, orderStatus: 'CANCELLED' };

/** A rejection as recorded: code "0", sentinels, full remaining quantity. */
export const REJECTED_ROW = {
  dhanClientId: CLIENT_ID,
  orderId: ID,
  exchangeOrderId: '0',
  correlationId: 'ct-7f3a91-0001',
  orderStatus: 'REJECTED',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  quantity: 25,
  disclosedQuantity: 0,
  price: 1612.5,
  triggerPrice: 0.0,
  afterMarketOrder: false,
  boProfitValue: 0.0,
  boStopLossValue: 0.0,
  legName: 'NA',
  createTime: '2026-09-15 10:02:11',
  updateTime: '2026-09-15 10:02:11',
  exchangeTime: '0001-01-01 00:00:00',
  drvExpiryDate: '0001-01-01',
  drvOptionType: 'NA',
  drvStrikePrice: 0.0,
  omsErrorCode: '0',
  omsErrorDescription: 'RMS:112260915000123:You have insufficient funds. Please add Rs.1840.20 to trade.',
  algoId: '0',
  remainingQuantity: 25,
  averageTradedPrice: 0.0,
  filledQty: 0,
};

/** The page's sample: nulls and empty texts, quantities and prices as numbers. */
const DOCUMENTED_ROW = {
  ...REJECTED_ROW,
  exchangeOrderId: '',
  orderStatus: 'PENDING',
  tradingSymbol: '',
  legName: null,
  exchangeTime: '',
  drvExpiryDate: null,
  drvOptionType: null,
  omsErrorCode: null,
  omsErrorDescription: null,
};
const READ_DOCUMENTED = {
  orderId: ID,
  orderStatus: 'PENDING',
  exchangeOrderId: null,
  legName: null,
  tradingSymbol: null,
};

/** An after-market order of a Sunday, before and after its cancellation: createTime changed, and the remaining quantity is 0. */
const AMO_ROW = {
  ...REJECTED_ROW,
  orderStatus: 'PENDING',
  afterMarketOrder: true,
  createTime: '2026-09-13 16:04:37',
  updateTime: '2026-09-13 16:04:37',
  omsErrorDescription: '',
};
const CANCELLED_ROW = {
  ...AMO_ROW,
  orderStatus: 'CANCELLED',
  createTime: '2026-09-13 21:07:34',
  updateTime: '2026-09-13 21:07:34',
  remainingQuantity: 0,
};
/** As in rows of 2024 and 2025: the old name of the filled quantity, and text on a good order. */
const OLD_ROW = {
  ...REJECTED_ROW,
  orderStatus: 'TRADED',
  omsErrorDescription: 'CONFIRMED',
  filledQty: undefined,
  filled_qty: 25,
};

const MARKET_CLOSED = {
  errorType: 'Order_Error',
  errorCode: 'DH-906',
  errorMessage: 'Market is Closed! You cannot modify/cancel an order now.',
};
const BAD_FIELD = {
  errorType: 'Input_Exception',
  errorCode: 'DH-905',
  errorMessage: 'Missing required fields, bad values for parameters etc.',
};

const place = {
  endpoint: 'POST /orders',
  ask: (rooms) => rooms.orders.placeOrder(LIMIT_ORDER),
} as const satisfies Partial<Sample>;
const modify = {
  endpoint: 'PUT /orders/{order-id}',
  ask: (rooms) => rooms.orders.modifyOrder(ID, MODIFIED),
} as const satisfies Partial<Sample>;
const cancel = {
  endpoint: 'DELETE /orders/{order-id}',
  ask: (rooms) => rooms.orders.cancelOrder(ID),
} as const satisfies Partial<Sample>;
const slice = {
  endpoint: 'POST /orders/slicing',
  ask: (rooms) => rooms.orders.placeSlicedOrder(LIMIT_ORDER),
} as const satisfies Partial<Sample>;
const book = {
  endpoint: 'GET /orders',
  ask: (rooms) => rooms.orders.getOrderBook(),
} as const satisfies Partial<Sample>;
const one = {
  endpoint: 'GET /orders/{order-id}',
  ask: (rooms) => rooms.orders.getOrderById(ID),
} as const satisfies Partial<Sample>;
const tagged = {
  endpoint: 'GET /orders/external/{correlation-id}',
  ask: (rooms) => rooms.orders.getOrdersByCorrelationId('ct-7f3a91-0001'),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/orders/ */
export const ORDER_SAMPLES: readonly Sample[] = [
  { ...place, kind: 'documented', what: 'a receipt', from: 'page', body: ORDER_RECEIPT, gives: ORDER_RECEIPT },
  {
    ...place,
    kind: 'observed',
    what: 'a receipt in transit, HTTP 200',
    from: 'recorded, February 2025',
    body: ORDER_RECEIPT,
    gives: ORDER_RECEIPT,
  },
  {
    ...place,
    kind: 'observed',
    what: 'HTTP 201 for a success',
    from: 'OpenAlgo',
    status: 201,
    body: ORDER_RECEIPT,
    gives: ORDER_RECEIPT,
  },
  {
    ...place,
    kind: 'observed',
    what: 'a bad body',
    from: 'recorded, January 2025',
    status: 400,
    body: BAD_FIELD,
    throws: { class: 'invalid', code: 'DH-905' },
  },
  { ...modify, kind: 'documented', what: 'a receipt', from: 'page', body: ORDER_RECEIPT, gives: ORDER_RECEIPT },
  {
    ...modify,
    kind: 'observed',
    what: 'a closed market',
    from: 'recorded, February 2025',
    status: 400,
    body: MARKET_CLOSED,
    throws: { class: 'refused', code: 'DH-906' },
  },
  {
    ...cancel,
    kind: 'documented',
    what: 'a receipt, HTTP 202',
    from: 'page',
    status: 202,
    body: CANCELLED,
    gives: CANCELLED,
  },
  {
    ...cancel,
    kind: 'observed',
    what: 'a closed market',
    from: 'recorded, February 2025',
    status: 400,
    body: MARKET_CLOSED,
    throws: { class: 'refused', code: 'DH-906' },
  },
  {
    ...slice,
    kind: 'documented',
    what: 'one object',
    from: 'newer portal',
    body: ORDER_RECEIPT,
    gives: [ORDER_RECEIPT],
  },
  {
    ...slice,
    kind: 'documented',
    what: 'an array',
    from: 'Swagger',
    body: [ORDER_RECEIPT, { ...ORDER_RECEIPT, orderId: '2' }],
    gives: [ORDER_RECEIPT, { orderId: '2' }],
  },
  {
    ...slice,
    kind: 'observed',
    what: 'slices that are confirmed',
    from: 'users of the official client',
    body: [{ ...ORDER_RECEIPT, orderStatus: 'CONFIRM' }],
    gives: [{ orderId: ID, orderStatus: 'CONFIRM' }],
  },
  {
    ...book,
    kind: 'documented',
    what: 'nulls and empty texts',
    from: 'page',
    body: [DOCUMENTED_ROW],
    gives: [READ_DOCUMENTED],
  },
  {
    ...book,
    kind: 'observed',
    what: 'a rejection with code "0" and its reason in words',
    from: 'recorded, 9 February 2026',
    body: [REJECTED_ROW],
    gives: [
      {
        orderStatus: 'REJECTED',
        exchangeOrderId: null,
        omsErrorCode: null,
        omsErrorDescription: REJECTED_ROW.omsErrorDescription,
        exchangeTimeMs: null,
        drvExpiryDate: null,
        remainingQuantity: 25,
        filledQty: 0,
      },
    ],
  },
  {
    ...book,
    kind: 'observed',
    what: 'an after-market order whose creation time changes with its cancellation',
    from: 'recorded, February 2025',
    body: [AMO_ROW, CANCELLED_ROW],
    gives: [
      {
        orderStatus: 'PENDING',
        afterMarketOrder: true,
        exchangeOrderId: null,
        createTimeMs: ist('2026-09-13 16:04:37'),
      },
      { orderStatus: 'CANCELLED', remainingQuantity: 0, createTimeMs: ist('2026-09-13 21:07:34') },
    ],
  },
  {
    ...book,
    kind: 'observed',
    what: 'the old name of the filled quantity',
    from: 'rows until 2025',
    body: [OLD_ROW],
    gives: [{ filledQty: 25 }],
  },
  { ...one, kind: 'documented', what: 'one object', from: 'page', body: DOCUMENTED_ROW, gives: READ_DOCUMENTED },
  {
    ...one,
    kind: 'observed',
    what: 'an array of one',
    from: 'recorded, February 2025',
    body: [AMO_ROW],
    gives: { orderId: ID },
  },
  {
    ...one,
    kind: 'observed',
    what: 'an unknown order as DH-905',
    from: 'recorded, January 2025',
    status: 400,
    body: BAD_FIELD,
    gives: null,
  },
  {
    ...one,
    kind: 'observed',
    what: 'an unknown order as an empty list',
    from: 'recorded, February 2025',
    body: [],
    gives: null,
  },
  { ...tagged, kind: 'documented', what: 'one object', from: 'page', body: DOCUMENTED_ROW, gives: [READ_DOCUMENTED] },
  {
    ...tagged,
    kind: 'observed',
    what: 'an array of one',
    from: 'client code of 2026',
    body: [REJECTED_ROW],
    gives: [{ orderStatus: 'REJECTED' }],
  },
  {
    ...tagged,
    kind: 'observed',
    what: 'an unknown id as an empty list',
    from: 'sandbox, 11 August 2026',
    body: [],
    gives: [],
  },
  {
    ...tagged,
    kind: 'observed',
    what: 'one id on two orders',
    from: 'frames of one account',
    body: [REJECTED_ROW, { ...AMO_ROW, orderId: '112260915000124' }],
    gives: [{ orderId: ID }, { orderId: '112260915000124' }],
  },
];
