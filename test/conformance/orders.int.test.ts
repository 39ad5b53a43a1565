import { expect } from 'vitest';
import type { DhanClient } from '@dhancopy/dhan/client';
import type { ModifyOrderRequest, PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { booked, bookedTrade } from './kit/booked.ts';
import { ID } from './kit/rig.ts';
import type { Rig } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';
import type { RoundTrip } from './kit/rows.ts';

/** Rests: the price is 1612.50 rupees. */
const RESTING = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1610,
} as const satisfies PlaceOrderRequest;
const { price: _price, ...UNPRICED } = RESTING;
const OPTION = {
  ...RESTING,
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  securityId: '52345',
  quantity: 65,
  price: 95,
} as const;
const CHANGE = { orderType: 'LIMIT', validity: 'DAY', quantity: 12, price: 1611 } as const satisfies ModifyOrderRequest;

const place = async ({ client }: { client: DhanClient }, request: PlaceOrderRequest = RESTING): Promise<string> =>
  (await client.orders.placeOrder(request)).orderId;

/** Placed, arrived, and reported by the client with the content of the book. */
async function placed(rig: Rig, request: PlaceOrderRequest, becomes: object): Promise<void> {
  const receipt = await rig.client.orders.placeOrder(request);
  expect(receipt).toMatchObject({ orderId: expect.stringMatching(/^\d{12,15}$/) as string, orderStatus: 'TRANSIT' });
  const row = await rig.row(receipt.orderId);
  expect(row).toMatchObject(becomes);
  expect(row).toMatchObject(booked(rig.order(receipt.orderId)));
}

const PLACEMENTS: readonly (readonly [string, PlaceOrderRequest, object])[] = [
  [
    'a limit order that rests',
    { ...RESTING, correlationId: 'ct-1' },
    { orderStatus: 'PENDING', correlationId: 'ct-1', price: 1610 },
  ],
  ['a limit order that fills', { ...RESTING, price: 1613 }, { orderStatus: 'TRADED', filledQty: 10 }],
  [
    'a market order, which becomes a protected limit order',
    { ...UNPRICED, orderType: 'MARKET' },
    { orderStatus: 'TRADED', orderType: 'LIMIT', price: expect.any(Number) as number },
  ],
  [
    'a stop-loss',
    { ...RESTING, transactionType: 'SELL', orderType: 'STOP_LOSS', price: 1600, triggerPrice: 1601 },
    { orderStatus: 'PENDING', orderType: 'STOP_LOSS', triggerPrice: 1601 },
  ],
  [
    'a stop-loss market order, which loses its trigger and fills at once',
    { ...UNPRICED, transactionType: 'SELL', orderType: 'STOP_LOSS_MARKET', triggerPrice: 1601 },
    { orderStatus: 'TRADED', orderType: 'LIMIT', triggerPrice: 0 },
  ],
  [
    'an immediate order without a taker',
    { ...RESTING, validity: 'IOC' },
    { orderStatus: 'CANCELLED', filledQty: 0, remainingQuantity: 0 },
  ],
  ['a disclosed quantity', { ...RESTING, disclosedQuantity: 4 }, { orderStatus: 'PENDING', disclosedQuantity: 4 }],
  [
    'an after-market order, which waits without a number of the exchange',
    { ...RESTING, afterMarketOrder: true, amoTime: 'OPEN_30' },
    { orderStatus: 'PENDING', afterMarketOrder: true, exchangeOrderId: null, exchangeTimeMs: null },
  ],
  ['a delivery order', { ...RESTING, productType: 'CNC' }, { orderStatus: 'PENDING', productType: 'CNC' }],
  ['a margin-funded order', { ...RESTING, productType: 'MTF' }, { orderStatus: 'PENDING', productType: 'MTF' }],
  [
    'an option',
    OPTION,
    { orderStatus: 'PENDING', drvOptionType: 'CALL', drvStrikePrice: 25_000, drvExpiryDate: '2026-11-24' },
  ],
  [
    'an order that the risk system rejects after its receipt',
    { ...RESTING, quantity: 100_000 },
    {
      orderStatus: 'REJECTED',
      omsErrorCode: null,
      omsErrorDescription: expect.stringMatching(/^RMS:\d+:/) as string,
      remainingQuantity: 100_000,
    },
  ],
];

roundTrips([
  ...PLACEMENTS.map(([what, request, becomes]): RoundTrip => ({
    endpoint: 'POST /orders',
    says: `places ${what}`,
    run: (rig) => placed(rig, request, becomes),
  })),
  {
    endpoint: 'POST /orders/slicing',
    says: 'splits an order above the freeze quantity, in whole lots',
    account: { fundsRupees: 10_000_000 },
    async run(rig) {
      const receipts = await rig.client.orders.placeSlicedOrder({
        ...OPTION,
        quantity: 65 * 60,
        correlationId: 'sliced',
      });
      const orders = receipts.map(({ orderId }) => rig.order(orderId));
      expect(orders.length).toBeGreaterThan(1);
      expect(orders.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(65 * 60);
      expect(orders.every(({ quantity }) => quantity <= 1_800 && quantity % 65 === 0)).toBe(true);
      expect(await rig.client.orders.getOrderBook()).toMatchObject(orders.map(booked));
    },
  },
  {
    endpoint: 'POST /orders/slicing',
    says: 'does not split an order below it',
    async run(rig) {
      const [receipt, ...rest] = await rig.client.orders.placeSlicedOrder(OPTION);
      expect(rest).toEqual([]);
      expect(rig.order(receipt?.orderId ?? '')).toMatchObject({ quantity: 65, status: 'PENDING' });
    },
  },
  {
    endpoint: 'PUT /orders/{order-id}',
    says: 'changes price and total quantity under the same number',
    async run(rig) {
      const orderId = await place(rig);
      await rig.row(orderId);
      expect(await rig.client.orders.modifyOrder(orderId, CHANGE)).toMatchObject({ orderId, orderStatus: 'TRANSIT' });
      const row = await rig.row(orderId, ({ quantity, orderStatus }) => quantity === 12 && orderStatus === 'PENDING');
      expect(row).toMatchObject(booked(rig.order(orderId)));
      expect(rig.order(orderId)).toMatchObject({ modifications: 1, priceRupees: 1611 });
    },
  },
  {
    endpoint: 'PUT /orders/{order-id}',
    says: 'treats the quantity as the total, also after a fill',
    async run(rig) {
      const orderId = await place(rig);
      await rig.row(orderId);
      rig.control.fill(ID, orderId, 4);
      await rig.client.orders.modifyOrder(orderId, { ...CHANGE, quantity: 6, price: 1610 });
      const row = await rig.row(orderId, ({ quantity }) => quantity === 6);
      expect(row).toMatchObject({ orderStatus: 'PART_TRADED', filledQty: 4, remainingQuantity: 2 });
    },
  },
  {
    endpoint: 'DELETE /orders/{order-id}',
    says: 'cancels, and keeps the filled units',
    async run(rig) {
      const orderId = await place(rig);
      await rig.row(orderId);
      rig.control.fill(ID, orderId, 4);
      expect(await rig.client.orders.cancelOrder(orderId)).toMatchObject({ orderId, orderStatus: 'CANCELLED' });
      const row = await rig.row(orderId, ({ orderStatus }) => orderStatus === 'CANCELLED');
      expect(row).toMatchObject({ ...booked(rig.order(orderId)), filledQty: 4, remainingQuantity: 0 });
    },
  },
  {
    endpoint: 'GET /orders',
    says: 'has every order of the book, and none before the first',
    async run(rig) {
      expect(await rig.client.orders.getOrderBook()).toEqual([]);
      for (const [, request] of PLACEMENTS) await place(rig, request);
      rig.control.placeAppOrder(ID, { ...UNPRICED, orderType: 'MARKET' });
      rig.state();
      const rows = await rig.client.orders.getOrderBook();
      expect(rows).toHaveLength(PLACEMENTS.length + 1);
      expect(rows).toMatchObject(rig.book().orders.map(booked));
      expect(rows.at(-1)).toMatchObject({ orderType: 'MARKET', correlationId: null });
      expect(await rig.client.orders.scanOrderBook()).toEqual({ orders: rows, unreadable: [] });
    },
  },
  ...(['array', 'object'] as const).map((lookupShape): RoundTrip => ({
    endpoint: 'GET /orders/{order-id}',
    says: `finds one order, answered as an ${lookupShape}`,
    emulator: { switches: { lookupShape } },
    async run(rig) {
      const orderId = await place(rig);
      await place(rig);
      expect(await rig.row(orderId)).toMatchObject(booked(rig.order(orderId)));
    },
  })),
  ...(['empty', 'DH-905'] as const).map((unknownOrder): RoundTrip => ({
    endpoint: 'GET /orders/{order-id}',
    says: `finds none under an unknown number, answered as ${unknownOrder}`,
    emulator: { switches: { unknownOrder } },
    run: async ({ client }) => expect(await client.orders.getOrderById('112261120999999')).toBeNull(),
  })),
  ...(['array', 'object'] as const).map((lookupShape): RoundTrip => ({
    endpoint: 'GET /orders/external/{correlation-id}',
    says: `finds an order by its tag, answered as an ${lookupShape}`,
    emulator: { switches: { lookupShape } },
    async run(rig) {
      const orderId = await place(rig, { ...RESTING, correlationId: 'ct_7f-1' });
      await rig.row(orderId);
      expect(await rig.client.orders.getOrdersByCorrelationId('ct_7f-1')).toMatchObject([booked(rig.order(orderId))]);
      expect(await rig.client.orders.getOrdersByCorrelationId('ct_7f-2')).toEqual([]);
    },
  })),
  {
    endpoint: 'GET /orders/external/{correlation-id}',
    says: 'finds nothing while the broker hides a placement, and then finds it',
    async run(rig) {
      rig.control.addFault({ operations: 'place', effect: { kind: 'lateVisibility', ms: 60_000 } });
      await place(rig, { ...RESTING, correlationId: 'late' });
      expect(await rig.client.orders.getOrdersByCorrelationId('late')).toEqual([]);
      expect(rig.book().orders).toMatchObject([{ correlationId: 'late' }]);
    },
  },
  {
    endpoint: 'GET /trades',
    says: 'has one row per fill',
    async run(rig) {
      expect(await rig.client.trades.getTradeBook()).toEqual([]);
      const first = await place(rig);
      await rig.row(first);
      rig.control.fill(ID, first, 4, 1609.5);
      rig.control.fill(ID, first, 6, 1610);
      const second = await place(rig, { ...OPTION, price: 105 });
      await rig.row(second, ({ orderStatus }) => orderStatus === 'TRADED');
      const trades = await rig.client.trades.getTradeBook();
      expect(trades).toHaveLength(3);
      expect(trades).toMatchObject(rig.book().trades.map((trade) => bookedTrade(trade.orderId, trade)));
    },
  },
  {
    endpoint: 'GET /trades/{order-id}',
    says: 'has the fills of one order, and none before the first',
    async run(rig) {
      const orderId = await place(rig);
      await rig.row(orderId);
      expect(await rig.client.trades.getTradesOfOrder(orderId)).toEqual([]);
      rig.control.fill(ID, orderId, 4, 1609.5);
      const other = await place(rig, { ...RESTING, price: 1613 });
      await rig.row(other, ({ orderStatus }) => orderStatus === 'TRADED');
      const trades = await rig.client.trades.getTradesOfOrder(orderId);
      expect(trades).toMatchObject(rig.order(orderId).fills.map((fill) => bookedTrade(orderId, fill)));
      expect(trades).toHaveLength(1);
    },
  },
]);

const UNKNOWN = '112261120999999';
const CLOSED = /Market is Closed! You cannot modify\/cancel an order now\./;

refusals([
  {
    endpoint: 'POST /orders',
    because: 'for a stop that only the broker forbids',
    emulator: { switches: { stopLossMarket: 'DH-906' } },
    ask: ({ client }) =>
      client.orders.placeOrder({
        ...UNPRICED,
        transactionType: 'SELL',
        orderType: 'STOP_LOSS_MARKET',
        triggerPrice: 1601,
      }),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400, errorType: 'Order_Error' },
  },
  {
    endpoint: 'POST /orders',
    because: 'for a security of another segment',
    ask: ({ client }) => client.orders.placeOrder({ ...RESTING, securityId: '500325' }),
    error: {
      code: 'DH-905',
      class: 'invalid',
      httpStatus: 400,
      message: 'Missing required fields, bad values for parameters etc.',
    },
    noted: /securityId: 500325 is not in NSE_EQ/,
  },
  {
    endpoint: 'POST /orders',
    because: 'for another client than that of the token',
    ask: ({ open }) => open({ dhanClientId: '1100000099' }).orders.placeOrder(RESTING),
    error: { code: 'DH-901', class: 'auth', authFault: 'TOKEN', httpStatus: 401 },
  },
  {
    endpoint: 'POST /orders',
    because: 'inside a success, HTTP 200',
    given: ({ control }) =>
      void control.addFault({
        operations: 'place',
        effect: { kind: 'okWithErrorBody', errorCode: 'DH-906', errorMessage: 'no' },
      }),
    ask: ({ client }) => client.orders.placeOrder(RESTING),
    error: { code: 'DH-906', class: 'refused', httpStatus: 200 },
  },
  {
    endpoint: 'POST /orders/slicing',
    because: 'for an index, which cannot be traded',
    ask: ({ client }) => client.orders.placeSlicedOrder({ ...OPTION, securityId: '13' }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 13 is not in NSE_FNO/,
  },
  {
    endpoint: 'PUT /orders/{order-id}',
    because: 'of an unknown number',
    ask: ({ client }) => client.orders.modifyOrder(UNKNOWN, CHANGE),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /no such order/,
  },
  {
    endpoint: 'PUT /orders/{order-id}',
    because: 'while the market is closed',
    given: async (rig) => {
      await rig.row(await place(rig));
      rig.control.setMarketClosed(true);
    },
    ask: async ({ client, book }) => client.orders.modifyOrder(book().orders[0]?.orderId ?? '', CHANGE),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: CLOSED,
  },
  {
    endpoint: 'DELETE /orders/{order-id}',
    because: 'while the market is closed',
    given: async (rig) => {
      await rig.row(await place(rig));
      rig.control.setMarketClosed(true);
    },
    ask: async ({ client, book }) => client.orders.cancelOrder(book().orders[0]?.orderId ?? ''),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: CLOSED,
  },
  {
    endpoint: 'DELETE /orders/{order-id}',
    because: 'of an order that has ended',
    given: async (rig) =>
      rig.row(await place(rig, { ...RESTING, price: 1613 }), ({ orderStatus }) => orderStatus === 'TRADED'),
    ask: async ({ client, book }) => client.orders.cancelOrder(book().orders[0]?.orderId ?? ''),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
  },
]);
