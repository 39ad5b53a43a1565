import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPostback } from '@dhancopy/dhan/postback/postback';
import type { Postback } from '@dhancopy/dhan/postback/postback';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { proves } from '@dhancopy/dhan/testing/proves';
import { until } from '@dhancopy/dhan/testing/until';
import { booked } from './kit/booked.ts';
import { ID, openDesk } from './kit/desk.ts';
import type { Desk } from './kit/desk.ts';

const RESTING = {
  correlationId: 'ct-1',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1610,
} as const satisfies PlaceOrderRequest;

let server: Server;
let desk: Desk;
let posted: string[];
beforeEach(async () => {
  posted = [];
  server = createServer((request, answer) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      posted.push(text);
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const postbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/postback`;
  desk = await openDesk({ account: { postbackUrl } });
});
afterEach(async () => {
  await desk.close();
  server.closeAllConnections();
  server.close();
});

/** Posts overtake one another: the one with a status, once it has come. */
async function told(orderId: string, status: string): Promise<Postback> {
  const of = (): Postback | undefined =>
    posted.map((text) => readPostback(text)).find((post) => post.orderId === orderId && post.orderStatus === status);
  await until(() => of() !== undefined);
  const found = of();
  if (!found) throw new Error('gone again');
  return found;
}

/** The average price is the one thing that the book knows and a postback does not tell; its reason only when it was rejected. */
function withoutPrices(order: object): object {
  const { averageTradedPrice: _average, omsErrorDescription: _reason, ...rest } = order as Record<string, unknown>;
  return rest;
}

it('POST to you: postback reports an order as the book does', proves('POST to you: postback', 'emulator'), async () => {
  const { orderId } = await desk.client.orders.placeOrder(RESTING);
  expect(await told(orderId, 'PENDING')).toMatchObject({
    ...withoutPrices(booked(desk.order(orderId))),
    dhanClientId: ID,
  });
  desk.control.fill(ID, orderId, 4);
  expect(await told(orderId, 'PART_TRADED')).toMatchObject({
    ...withoutPrices(booked(desk.order(orderId))),
    filledQty: 4,
  });
  desk.control.fill(ID, orderId, 6);
  const last = await told(orderId, 'TRADED');
  expect(last).toMatchObject(withoutPrices(booked(desk.order(orderId))));
  expect(last).toMatchObject({
    exchangeOrderId: null,
    remainingQuantity: null,
    averageTradedPrice: null,
    legName: null,
  });
});

it(
  'POST to you: postback reports a rejection with its reason',
  proves('POST to you: postback', 'emulator', 'error'),
  async () => {
    const { orderId } = await desk.client.orders.placeOrder({ ...RESTING, quantity: 100_000 });
    const { averageTradedPrice: _none, ...known } = booked(desk.order(orderId)) as Record<string, unknown>;
    expect(await told(orderId, 'REJECTED')).toMatchObject({
      ...known,
      omsErrorDescription: expect.stringMatching(/^RMS:/) as string,
    });
  },
);

it(
  'POST to you: postback of a trigger is not taken for one of an order',
  proves('POST to you: postback', 'error'),
  async () => {
    const { correlationId: _id, ...order } = RESTING;
    const condition = {
      comparisonType: 'PRICE_WITH_VALUE',
      exchangeSegment: 'NSE_EQ',
      securityId: '1333',
      operator: 'GREATER_THAN',
      comparingValue: 1650,
      expDate: '2026-12-31',
    } as const;
    const { alertId } = await desk.client.conditionalTriggers.placeTrigger({ condition, orders: [order] });
    desk.control.setPrice('NSE_EQ', '1333', 1651);
    const ofTrigger = (text: string): boolean => text.includes(alertId);
    await until(() => posted.some(ofTrigger));
    expect(() => readPostback(posted.find(ofTrigger) ?? '')).toThrow(
      /postback: orderId: expected an id, found nothing/,
    );
  },
);
