import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DhanError } from '@dhancopy/dhan/errors';
import { reportFromFrame } from '@dhancopy/dhan/mapping';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import type { OrderUpdate } from '@dhancopy/dhan/stream/order-update';
import { OrderUpdates } from '@dhancopy/dhan/stream/order-updates';
import type { OrderUpdatesOptions } from '@dhancopy/dhan/stream/order-updates';
import { proves } from '@dhancopy/dhan/testing/proves';
import { moment, until } from '@dhancopy/dhan/testing/until';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { ID, openDesk } from './kit/desk.ts';
import type { Desk, DeskOptions } from './kit/desk.ts';

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

let desk: Desk;
let closing: OrderUpdates[];
const restart = async (options: DeskOptions): Promise<void> => {
  await desk.close();
  desk = await openDesk(options);
};
beforeEach(async () => {
  closing = [];
  desk = await openDesk();
});
afterEach(async () => {
  for (const one of closing) one.close();
  await desk.close();
});

interface Heard {
  readonly stream: OrderUpdates;
  readonly updates: OrderUpdate[];
  readonly unreadable: { why: string; raw: string }[];
  readonly downs: { error: DhanError; retryInMs: number | null }[];
  opens: number;
}

function listen(changes: Partial<OrderUpdatesOptions> = {}): Heard {
  const heard = { updates: [], unreadable: [], downs: [], opens: 0 } as Omit<Heard, 'stream'>;
  const stream = new OrderUpdates({
    dhanClientId: ID,
    accessToken: () => desk.token,
    url: desk.emulator.orderStreamUrl,
    random: () => 0,
    onUpdate: (update) => heard.updates.push(update),
    onUnreadable: (found) => heard.unreadable.push(found),
    onOpen: () => (heard.opens += 1),
    onDown: (error, retryInMs) => heard.downs.push({ error, retryInMs }),
    ...changes,
  });
  closing.push(stream);
  stream.connect();
  return Object.assign(heard, { stream });
}

async function listening(changes: Partial<OrderUpdatesOptions> = {}): Promise<Heard> {
  const heard = listen(changes);
  await until(() => desk.control.streamCount(ID) === 1);
  return heard;
}

/** What an update must say of an order, by the book. */
function told(order: BookOrder): object {
  return {
    dhanClientId: ID,
    orderId: order.orderId,
    correlationId: order.correlationId,
    exchangeSegment: order.exchangeSegment,
    securityId: order.securityId,
    transactionType: order.transactionType,
    productType: order.productType,
    orderType: order.orderType,
    validity: order.validity,
    quantity: order.quantity,
    tradedQuantity: order.filledQuantity,
    disclosedQuantity: order.disclosedQuantity,
    price: order.priceRupees,
    triggerPrice: order.triggerRupees,
    averageTradedPrice: order.averageRupees || null,
    orderStatus: order.status,
    afterMarketOrder: order.afterMarketOrder,
  };
}

it.each([
  ['observed', false],
  ['documented', true],
] as const)(
  'WS order-update tells the life of an order in the %s spelling',
  proves('WS order-update', 'emulator'),
  async (_spelling, documentedCasing) => {
    await restart({ emulator: { switches: { documentedCasing } } });
    const { updates, unreadable } = await listening();
    const comes = async (orderStatus: string, more: object = {}): Promise<void> => {
      await until(() => updates.at(-1)?.orderStatus === orderStatus);
      expect(updates.at(-1)).toMatchObject({ ...told(desk.order(orderId)), orderStatus, ...more });
    };
    const { orderId } = await desk.client.orders.placeOrder(RESTING);
    await comes('PENDING', { reason: 'CONFIRMED', legName: 'ENTRY_LEG' });
    await desk.client.orders.modifyOrder(orderId, { orderType: 'LIMIT', validity: 'DAY', quantity: 12, price: 1611 });
    await until(() => updates.some(({ orderStatus }) => orderStatus === 'MODIFIED'));
    const modified = updates.find(({ orderStatus }) => orderStatus === 'MODIFIED');
    expect(modified).toMatchObject({
      ...told(desk.order(orderId)),
      orderStatus: 'MODIFIED',
      quantity: 12,
      price: 1611,
    });
    await comes('PENDING', { quantity: 12 });
    desk.control.fill(ID, orderId, 4, 1610.5);
    await comes('PART_TRADED', { tradedPrice: 1610.5, tradedQuantity: 4 });
    desk.control.fill(ID, orderId, 8);
    await comes('TRADED', { exchangeOrderId: expect.stringMatching(/^\d+$/) as string });
    expect(unreadable).toEqual([]);
  },
);

const ORDERS: readonly PlaceOrderRequest[] = [
  { ...RESTING, transactionType: 'SELL', orderType: 'STOP_LOSS', price: 1600, triggerPrice: 1601 },
  { ...RESTING, validity: 'IOC' },
  { ...RESTING, disclosedQuantity: 4, productType: 'CNC' },
  { ...RESTING, afterMarketOrder: true, amoTime: 'OPEN', productType: 'MTF' },
  { ...RESTING, exchangeSegment: 'NSE_FNO', productType: 'MARGIN', securityId: '52345', quantity: 65, price: 95 },
  { ...RESTING, exchangeSegment: 'BSE_FNO', productType: 'MARGIN', securityId: '871234', quantity: 20, price: 300 },
  { ...RESTING, exchangeSegment: 'BSE_EQ', securityId: '500325', price: 1400 },
  { ...RESTING, exchangeSegment: 'MCX_COMM', productType: 'MARGIN', securityId: '464925', quantity: 1, price: 5500 },
];

it(
  'WS order-update says of orders of every kind what the book says',
  proves('WS order-update', 'emulator'),
  async () => {
    await restart({ account: { fundsRupees: 10_000_000 } });
    const { updates } = await listening();
    for (const order of ORDERS) await desk.client.orders.placeOrder(order);
    const { correlationId: _id, price: _price, ...market } = RESTING;
    desk.control.placeAppOrder(ID, { ...market, orderType: 'MARKET' });
    await until(() => desk.book().orders.every(({ orderId }) => updates.some((update) => update.orderId === orderId)));
    desk.state();
    await moment();
    for (const order of desk.book().orders) {
      const last = updates.findLast(({ orderId }) => orderId === order.orderId);
      expect(last).toMatchObject(told(order));
    }
  },
);

it(
  'WS order-update reports why an order was rejected, without its prices',
  proves('WS order-update', 'emulator', 'error'),
  async () => {
    const { updates } = await listening();
    await desk.client.orders.placeOrder({ ...RESTING, quantity: 100_000 });
    await until(() => updates.length === 1);
    expect(updates[0]).toMatchObject({
      orderStatus: 'REJECTED',
      tradedQuantity: 0,
      price: 0,
      exchangeOrderId: null,
      reason: expect.stringMatching(/^RMS:\d+:/) as string,
    });
  },
);

it(
  'WS order-update names the parent of a leg and of what a forever order sends',
  proves('WS order-update', 'emulator'),
  async () => {
    await restart({ account: { holdings: [{ securityId: '1333', quantity: 20 }] } });
    const { updates } = await listening();
    const { orderId: entry } = await desk.client.superOrders.placeSuperOrder({
      transactionType: 'BUY',
      exchangeSegment: 'NSE_EQ',
      productType: 'INTRADAY',
      orderType: 'LIMIT',
      securityId: '2885',
      quantity: 5,
      price: 1425,
      targetPrice: 1440,
      stopLossPrice: 1400,
    });
    await until(() => updates.some(({ legName }) => legName === 'TARGET_LEG'));
    const legs = updates.filter(({ parentOrderId }) => parentOrderId === entry).map(({ legName }) => legName);
    expect(new Set(legs)).toEqual(new Set(['STOP_LOSS_LEG', 'TARGET_LEG']));
    const { orderId: forever } = await desk.client.foreverOrders.placeForeverOrder({
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
    });
    desk.control.setPrice('NSE_EQ', '1333', 1599);
    await until(() => updates.some(({ parentOrderId }) => parentOrderId === forever));
    expect(updates.find(({ parentOrderId }) => parentOrderId === forever)).toMatchObject({
      correlationId: null,
      securityId: '1333',
    });
  },
);

it(
  'WS order-update is the same report to the copier, over the stream and from the book',
  proves('WS order-update', 'emulator'),
  async () => {
    const { updates } = await listening();
    const { orderId } = await desk.client.orders.placeOrder(RESTING);
    await until(() => updates.length === 1);
    const report = reportFromFrame(openEnvelope({ Data: updates[0]?.raw, Type: 'order_alert' }) ?? {});
    expect(report).toMatchObject({
      venueOrderId: orderId,
      clientOrderId: 'ct-1',
      quantity: 10,
      price: 161_000,
      status: 'ACCEPTED',
      filledQty: 0,
    });
  },
);

it('WS order-update comes back after a reset', proves('WS order-update', 'emulator'), async () => {
  const heard = await listening();
  expect(desk.control.resetStream(ID)).toBe(1);
  await until(() => heard.opens === 2 && desk.control.streamCount(ID) === 1);
  expect(heard.downs).toMatchObject([{ error: { code: 'SOCKET_CLOSED', class: 'unavailable' }, retryInMs: 250 }]);
  await desk.client.orders.placeOrder(RESTING);
  await until(() => heard.updates.length === 1);
});

it.each(['reset', 'binaryThenReset'] as const)(
  'WS order-update tells a dead token by what happens: %s',
  proves('WS order-update', 'error'),
  async (badLogin) => {
    await restart({ emulator: { switches: { badLogin } } });
    desk.control.expireToken(ID);
    const { downs, updates } = listen();
    await until(() => downs.length === 3);
    expect(downs.map(({ error }) => [error.code, error.class])).toEqual([
      ['SOCKET_CLOSED', 'unavailable'],
      ['SOCKET_CLOSED', 'unavailable'],
      ['CLOSED_UNHEARD', 'unknown'],
    ]);
    expect(updates).toEqual([]);
    expect(JSON.stringify(downs)).not.toContain(desk.token);
  },
);

it('WS order-update without a token is not opened', async () => {
  const { downs } = listen({ accessToken: '' });
  await moment();
  expect(downs).toMatchObject([{ error: { code: 'NO_TOKEN', class: 'auth', authFault: 'TOKEN' }, retryInMs: null }]);
});

it('WS order-update gives back what it cannot read and goes on', proves('WS order-update', 'error'), async () => {
  const { updates, unreadable, downs } = await listening();
  const bad = JSON.stringify({ Data: { orderNo: '1', txnType: 'X' }, Type: 'order_alert' });
  for (const noise of [bad, 'hello', '{"Type":"other"}', Uint8Array.from([50, 0, 5])]) desk.control.sendRaw(ID, noise);
  await desk.client.orders.placeOrder(RESTING);
  await until(() => updates.length === 1);
  expect(unreadable).toMatchObject([{ why: expect.stringMatching(/^order alert: /) as string, raw: bad }]);
  expect(downs).toEqual([]);
});

it(
  'WS order-update tells a platform of the orders of all its users',
  proves('WS order-update', 'emulator'),
  async () => {
    const partner = desk.control.addPartner('https://desk.example');
    const heard = listen({ partner });
    await until(() => heard.opens === 1);
    const { loginUrl } = await desk.client.authentication.generatePartnerConsent(partner);
    const consentId = new URL(loginUrl).searchParams.get('consentId') ?? '';
    const answer = await fetch(loginUrl.replace(/\?.*/, ''), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ consentId, dhanClientId: ID }),
    });
    const tokenId = new URL(answer.headers.get('location') ?? '').searchParams.get('tokenId') ?? '';
    const { accessToken } = await desk.client.authentication.consumePartnerConsent(partner, tokenId);
    const { orderId } = await desk.open({ accessToken }).orders.placeOrder(RESTING);
    await until(() => heard.updates.length === 1);
    expect(heard.updates).toMatchObject([{ dhanClientId: ID, orderId }]);
  },
);
