import { expect } from 'vitest';
import type { PlaceSuperOrderRequest } from '@dhancopy/dhan/rest/super-orders/request';
import type { SuperOrder } from '@dhancopy/dhan/rest/super-orders/response';
import { until } from '@dhancopy/dhan/testing/until';
import type { Desk } from './kit/desk.ts';
import { refusals, roundTrips } from './kit/rows.ts';
import type { RoundTrip } from './kit/rows.ts';

/** Rests below the price, 1612.50 rupees. */
const BUY = {
  correlationId: 'super-1',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  securityId: '1333',
  quantity: 10,
  price: 1610,
  targetPrice: 1630,
  stopLossPrice: 1600,
  trailingJump: 2,
} as const satisfies PlaceSuperOrderRequest;
const SELL = { ...BUY, transactionType: 'SELL', price: 1615, targetPrice: 1600, stopLossPrice: 1630 } as const;
const ENTERING = { ...BUY, price: 1613 } as const;

async function place({ client }: Desk, request: PlaceSuperOrderRequest = BUY): Promise<string> {
  return (await client.superOrders.placeSuperOrder(request)).orderId;
}

/** The row of a super order, once it holds. */
async function row({ client }: Desk, orderId: string, holds: (row: SuperOrder) => boolean): Promise<SuperOrder> {
  let found: SuperOrder | undefined;
  await until(async () => {
    found = (await client.superOrders.getSuperOrders()).find((one) => one.orderId === orderId);
    return found !== undefined && holds(found);
  });
  return found as unknown as SuperOrder;
}
const is =
  (status: string) =>
  ({ orderStatus }: SuperOrder): boolean =>
    orderStatus === status;

/** A leg as the list has it. */
const leg = (order: SuperOrder, legName: string) => order.legDetails.find((one) => one.legName === legName);

async function entered(desk: Desk): Promise<string> {
  const orderId = await place(desk, ENTERING);
  await row(desk, orderId, is('TRADED'));
  return orderId;
}

roundTrips([
  ...([BUY, SELL] as const).map((request): RoundTrip => ({
    endpoint: 'POST /super/orders',
    says: `places a ${request.transactionType} with target and stop`,
    async run(desk) {
      const receipt = await desk.client.superOrders.placeSuperOrder(request);
      expect(receipt.orderStatus).toBe('PENDING');
      const found = await row(desk, receipt.orderId, is('PENDING'));
      const { trailingJump, targetPrice, stopLossPrice, ...entry } = request;
      const opposite = request.transactionType === 'BUY' ? 'SELL' : 'BUY';
      expect(found).toMatchObject({ ...entry, legName: 'ENTRY_LEG', filledQty: 0, validity: 'DAY', ltp: 1612.5 });
      expect(leg(found, 'TARGET_LEG')).toMatchObject({
        price: targetPrice,
        transactionType: opposite,
        totalQuantity: null,
      });
      expect(leg(found, 'STOP_LOSS_LEG')).toMatchObject({ price: stopLossPrice, trailingJump, totalQuantity: 10 });
      const { quantity, price, transactionType } = request;
      expect(desk.order(receipt.orderId)).toMatchObject({
        quantity,
        priceRupees: price,
        transactionType,
        status: 'PENDING',
      });
    },
  })),
  {
    endpoint: 'PUT /super/orders/{order-id}',
    says: 'changes the entry while it is open',
    async run(desk) {
      const orderId = await place(desk);
      await row(desk, orderId, is('PENDING'));
      const change = {
        orderType: 'LIMIT',
        quantity: 12,
        price: 1611,
        targetPrice: 1631,
        stopLossPrice: 1601,
        trailingJump: 0,
      } as const;
      const receipt = await desk.client.superOrders.modifySuperOrder(orderId, { legName: 'ENTRY_LEG', ...change });
      expect(receipt).toMatchObject({ orderId, orderStatus: 'TRANSIT' });
      const found = await row(desk, orderId, ({ quantity }) => quantity === 12);
      expect(found).toMatchObject({ price: 1611 });
      expect([leg(found, 'TARGET_LEG')?.price, leg(found, 'STOP_LOSS_LEG')]).toMatchObject([
        1631,
        { price: 1601, trailingJump: 0 },
      ]);
      expect(desk.order(orderId)).toMatchObject({ quantity: 12, priceRupees: 1611, modifications: 1 });
    },
  },
  {
    endpoint: 'PUT /super/orders/{order-id}',
    says: 'moves target and stop after the entry, and keeps the trail that is sent again',
    async run(desk) {
      const orderId = await entered(desk);
      await desk.client.superOrders.modifySuperOrder(orderId, { legName: 'TARGET_LEG', targetPrice: 1640 });
      await desk.client.superOrders.modifySuperOrder(orderId, {
        legName: 'STOP_LOSS_LEG',
        stopLossPrice: 1605,
        trailingJump: 3,
      });
      const found = await row(desk, orderId, (order) => leg(order, 'STOP_LOSS_LEG')?.price === 1605);
      expect(leg(found, 'TARGET_LEG')).toMatchObject({ price: 1640, orderStatus: 'PENDING' });
      expect(leg(found, 'STOP_LOSS_LEG')).toMatchObject({ trailingJump: 3 });
    },
  },
  {
    endpoint: 'DELETE /super/orders/{order-id}/{order-leg}',
    says: 'takes the whole away with its entry',
    async run(desk) {
      const orderId = await place(desk);
      await row(desk, orderId, is('PENDING'));
      expect(await desk.client.superOrders.cancelSuperOrder(orderId, 'ENTRY_LEG')).toMatchObject({
        orderId,
        orderStatus: 'CANCELLED',
      });
      const found = await row(desk, orderId, is('CANCELLED'));
      expect(found.legDetails.map(({ orderStatus }) => orderStatus)).toEqual(['CANCELLED', 'CANCELLED']);
      expect(desk.order(orderId).status).toBe('CANCELLED');
    },
  },
  {
    endpoint: 'DELETE /super/orders/{order-id}/{order-leg}',
    says: 'takes one leg away and leaves the other',
    async run(desk) {
      const orderId = await entered(desk);
      await desk.client.superOrders.cancelSuperOrder(orderId, 'TARGET_LEG');
      const found = await row(desk, orderId, (order) => leg(order, 'TARGET_LEG')?.orderStatus === 'CANCELLED');
      expect(leg(found, 'STOP_LOSS_LEG')?.orderStatus).toBe('PENDING');
    },
  },
  {
    endpoint: 'GET /super/orders',
    says: 'is empty before any exit, and reports which exit fired and when all is closed',
    async run(desk) {
      expect(await desk.client.superOrders.getSuperOrders()).toEqual([]);
      const orderId = await entered(desk);
      desk.control.setPrice('NSE_EQ', '1333', 1630);
      const found = await row(desk, orderId, is('CLOSED'));
      expect(leg(found, 'TARGET_LEG')).toMatchObject({
        orderStatus: 'TRIGGERED',
        triggeredQuantity: 10,
        remainingQuantity: 0,
      });
      expect(found).toMatchObject({ filledQty: 10, averageTradedPrice: desk.order(orderId).averageRupees });
      expect(desk.book().positions).toMatchObject([{ netQuantity: 0, buyQuantity: 10, sellQuantity: 10 }]);
    },
  },
  {
    endpoint: 'GET /super/orders',
    says: 'has no reason for a rejection that the plain book gives',
    async run(desk) {
      const orderId = await place(desk, { ...BUY, quantity: 100_000 });
      expect(await row(desk, orderId, is('REJECTED'))).toMatchObject({ omsErrorDescription: null });
      expect((await desk.row(orderId)).omsErrorDescription).toMatch(/^RMS:/);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /super/orders',
    because: 'with its stop above the market that it would enter at',
    ask: ({ client }) =>
      client.superOrders.placeSuperOrder({ ...BUY, orderType: 'MARKET', price: 1620, stopLossPrice: 1615 }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /stopLossPrice: is on the wrong side/,
  },
  {
    endpoint: 'PUT /super/orders/{order-id}',
    because: 'of an entry that has traded',
    given: entered,
    ask: async ({ client, book }) =>
      client.superOrders.modifySuperOrder(book().orders[0]?.orderId ?? '', {
        legName: 'ENTRY_LEG',
        orderType: 'LIMIT',
        quantity: 12,
        price: 1611,
        targetPrice: 1631,
        stopLossPrice: 1601,
        trailingJump: 0,
      }),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /entry is already TRADED/,
  },
  {
    endpoint: 'DELETE /super/orders/{order-id}/{order-leg}',
    because: 'of a leg that was cancelled before',
    given: async (desk) => desk.client.superOrders.cancelSuperOrder(await entered(desk), 'TARGET_LEG'),
    ask: async ({ client, book }) => client.superOrders.cancelSuperOrder(book().orders[0]?.orderId ?? '', 'TARGET_LEG'),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /leg can no longer change/,
  },
]);
