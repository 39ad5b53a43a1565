import { expect } from 'vitest';
import type { ModifyForeverOrderRequest, PlaceForeverOrderRequest } from '@dhancopy/dhan/rest/forever-orders/request';
import { until } from '@dhancopy/dhan/testing/until';
import { refusals, roundTrips } from './kit/rows.ts';
import type { RoundTrip } from './kit/rows.ts';

const holdings = [{ securityId: '1333', quantity: 40 }];
/** The price is 1612.50 rupees. */
const SINGLE = {
  correlationId: 'gtt-1',
  orderFlag: 'SINGLE',
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 20,
  price: 1598,
  triggerPrice: 1600,
} as const satisfies PlaceForeverOrderRequest;
const OCO = {
  ...SINGLE,
  orderFlag: 'OCO',
  price1: 1640,
  triggerPrice1: 1639,
  quantity1: 20,
} as const satisfies PlaceForeverOrderRequest;
const CHANGE = {
  orderFlag: 'SINGLE',
  orderType: 'LIMIT',
  legName: 'ENTRY_LEG',
  quantity: 15,
  price: 1588,
  triggerPrice: 1590,
  validity: 'DAY',
} as const satisfies ModifyForeverOrderRequest;

const common = ({
  correlationId: _id,
  orderFlag,
  orderType: _type,
  validity: _validity,
  ...rest
}: typeof SINGLE | typeof OCO) => {
  const { price, triggerPrice, quantity, transactionType, exchangeSegment, productType, securityId } = rest;
  return { orderFlag, price, triggerPrice, quantity, transactionType, exchangeSegment, productType, securityId };
};

roundTrips([
  ...(['ENTRY_LEG', 'TARGET_LEG'] as const).map((foreverSingleLeg): RoundTrip => ({
    endpoint: 'POST /forever/orders',
    says: `places a single one, stored as ${foreverSingleLeg}`,
    account: { holdings },
    emulator: { switches: { foreverSingleLeg } },
    async run({ client, state, book }) {
      const receipt = await client.foreverOrders.placeForeverOrder(SINGLE);
      expect(receipt.orderStatus).toBe('PENDING');
      expect(await client.foreverOrders.getForeverOrders()).toMatchObject([
        { ...common(SINGLE), orderId: receipt.orderId, orderStatus: 'CONFIRM', legName: foreverSingleLeg },
      ]);
      expect(state().foreverOrders).toMatchObject([
        { orderId: receipt.orderId, legs: [{ quantity: 20, pricePaise: 159_800, triggerPaise: 160_000 }] },
      ]);
      expect(book().orders).toEqual([]);
    },
  })),
  {
    endpoint: 'POST /forever/orders',
    says: 'places two legs, of which one ends the other',
    account: { holdings },
    async run({ client, control, book, state }) {
      const { orderId } = await client.foreverOrders.placeForeverOrder(OCO);
      expect(await client.foreverOrders.getForeverOrders()).toMatchObject([
        { ...common(OCO), orderId, legName: 'STOP_LOSS_LEG' },
        { orderId, legName: 'TARGET_LEG', price: 1640, triggerPrice: 1639, quantity: 20 },
      ]);
      control.setPrice('NSE_EQ', '1333', 1639);
      state();
      const rows = await client.foreverOrders.getForeverOrders();
      expect(rows.map(({ legName, orderStatus }) => [legName, orderStatus])).toEqual([
        ['STOP_LOSS_LEG', 'CANCELLED'],
        ['TARGET_LEG', 'PENDING'],
      ]);
      expect(book().orders).toMatchObject([{ platform: 'FOVR', correlationId: 'NR', priceRupees: 1640, quantity: 20 }]);
    },
  },
  {
    endpoint: 'PUT /forever/orders/{order-id}',
    says: 'changes the named leg',
    account: { holdings },
    async run({ client, state }) {
      const { orderId } = await client.foreverOrders.placeForeverOrder(SINGLE);
      expect(await client.foreverOrders.modifyForeverOrder(orderId, CHANGE)).toMatchObject({
        orderId,
        orderStatus: 'PENDING',
      });
      const { quantity, price, triggerPrice } = CHANGE;
      expect(await client.foreverOrders.getForeverOrders()).toMatchObject([{ orderId, quantity, price, triggerPrice }]);
      expect(state().foreverOrders).toMatchObject([
        { legs: [{ quantity: 15, pricePaise: 158_800, triggerPaise: 159_000 }] },
      ]);
    },
  },
  {
    endpoint: 'DELETE /forever/orders/{order-id}',
    says: 'cancels both legs',
    account: { holdings },
    async run({ client, control, book }) {
      const { orderId } = await client.foreverOrders.placeForeverOrder(OCO);
      expect(await client.foreverOrders.cancelForeverOrder(orderId)).toMatchObject({
        orderId,
        orderStatus: 'CANCELLED',
      });
      const rows = await client.foreverOrders.getForeverOrders();
      expect(rows.map(({ orderStatus }) => orderStatus)).toEqual(['CANCELLED', 'CANCELLED']);
      control.setPrice('NSE_EQ', '1333', 1599);
      expect(book().orders).toEqual([]);
    },
  },
  {
    endpoint: 'GET /forever/orders',
    says: 'is empty before the first, and shows a fired order, which has a new order number',
    account: { holdings },
    async run({ client, control, book }) {
      expect(await client.foreverOrders.getForeverOrders()).toEqual([]);
      const { orderId } = await client.foreverOrders.placeForeverOrder(SINGLE);
      control.setPrice('NSE_EQ', '1333', 1599.5);
      await until(() => book().orders[0]?.status === 'TRADED');
      expect(await client.foreverOrders.getForeverOrders()).toMatchObject([{ orderId, orderStatus: 'TRADED' }]);
      const [child] = await client.orders.getOrderBook();
      expect(child).toMatchObject({ orderId: book().orders[0]?.orderId, correlationId: null, filledQty: 20 });
      expect(child?.orderId).not.toBe(orderId);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /forever/orders',
    because: 'for a security of another segment',
    ask: ({ client }) => client.foreverOrders.placeForeverOrder({ ...SINGLE, securityId: '500325' }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 500325 is not in NSE_EQ/,
  },
  {
    endpoint: 'PUT /forever/orders/{order-id}',
    because: 'for a leg name that the order does not have',
    account: { holdings },
    given: ({ client }) => client.foreverOrders.placeForeverOrder(SINGLE),
    async ask({ client }) {
      const [row] = await client.foreverOrders.getForeverOrders();
      return client.foreverOrders.modifyForeverOrder(row?.orderId ?? '', { ...CHANGE, legName: 'STOP_LOSS_LEG' });
    },
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /legName: no resting leg STOP_LOSS_LEG/,
  },
  {
    endpoint: 'DELETE /forever/orders/{order-id}',
    because: 'of an order that no longer rests',
    account: { holdings },
    given: async ({ client }) =>
      client.foreverOrders.cancelForeverOrder((await client.foreverOrders.placeForeverOrder(SINGLE)).orderId),
    async ask({ client }) {
      const [row] = await client.foreverOrders.getForeverOrders();
      return client.foreverOrders.cancelForeverOrder(row?.orderId ?? '');
    },
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /no longer rests/,
  },
]);
