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
import { ID, openRig } from './kit/rig.ts';
import type { Rig } from './kit/rig.ts';

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
let rig: Rig;
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
  rig = await openRig({ account: { postbackUrl } });
});
afterEach(async () => {
  await rig.close();
  server.closeAllConnections();
  server.close();
});

/** Posts may overtake each other. This waits for the one with a status. */
async function postbackOf(orderId: string, status: string): Promise<Postback> {
  const of = (): Postback | undefined =>
    posted.map((text) => readPostback(text)).find((post) => post.orderId === orderId && post.orderStatus === status);
  await until(() => of() !== undefined);
  const found = of();
  if (!found) throw new Error('gone again');
  return found;
}

/** The average price is the only field that the book has and a postback does not. The reason is included only for a rejection. */
function withoutPrices(order: object): object {
  const { averageTradedPrice: _average, omsErrorDescription: _reason, ...rest } = order as Record<string, unknown>;
  return rest;
}

it(
  'POST to you: postback reports the content of the book for an order',
  proves('POST to you: postback', 'emulator'),
  async () => {
    const { orderId } = await rig.client.orders.placeOrder(RESTING);
    expect(await postbackOf(orderId, 'PENDING')).toMatchObject({
      ...withoutPrices(booked(rig.order(orderId))),
      dhanClientId: ID,
    });
    rig.control.fill(ID, orderId, 4);
    expect(await postbackOf(orderId, 'PART_TRADED')).toMatchObject({
      ...withoutPrices(booked(rig.order(orderId))),
      filledQty: 4,
    });
    rig.control.fill(ID, orderId, 6);
    const last = await postbackOf(orderId, 'TRADED');
    expect(last).toMatchObject(withoutPrices(booked(rig.order(orderId))));
    expect(last).toMatchObject({
      exchangeOrderId: null,
      remainingQuantity: null,
      averageTradedPrice: null,
      legName: null,
    });
  },
);

it(
  'POST to you: postback reports a rejection with its reason',
  proves('POST to you: postback', 'emulator', 'error'),
  async () => {
    const { orderId } = await rig.client.orders.placeOrder({ ...RESTING, quantity: 100_000 });
    const { averageTradedPrice: _none, ...known } = booked(rig.order(orderId)) as Record<string, unknown>;
    expect(await postbackOf(orderId, 'REJECTED')).toMatchObject({
      ...known,
      omsErrorDescription: expect.stringMatching(/^RMS:/) as string,
    });
  },
);

it(
  'POST to you: postback of a trigger is not read as one of an order',
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
    const { alertId } = await rig.client.conditionalTriggers.placeTrigger({ condition, orders: [order] });
    rig.control.setPrice('NSE_EQ', '1333', 1651);
    const ofTrigger = (text: string): boolean => text.includes(alertId);
    await until(() => posted.some(ofTrigger));
    expect(() => readPostback(posted.find(ofTrigger) ?? '')).toThrow(
      /postback: orderId: expected an id, found nothing/,
    );
  },
);
