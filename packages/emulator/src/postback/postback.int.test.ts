import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBench, quiet, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';

let bench: Bench;
let server: Server;
let url: string;
let posts: Row[];
let answerWith: number;
beforeEach(async () => {
  posts = [];
  answerWith = 200;
  server = createServer((incoming, reply) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      posts.push({ method: incoming.method, path: incoming.url, ...(JSON.parse(text) as Row) });
      reply.writeHead(answerWith).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  bench = await openBench({}, { postbackUrl: url });
});
afterEach(async () => {
  await bench.close();
  server.closeAllConnections();
  server.close();
});
const posted = (orderId: string) =>
  posts.filter((post) => post['orderId'] === orderId).map((post) => [post['orderStatus'], post['filled_qty']]);

it('posts every change of an order in the documented body', async () => {
  bench.control.setLiquidity('NSE_EQ', '1333', 4);
  const orderId = await bench.place({ price: 1613, correlationId: 'tag' });
  await until(() => posted(orderId).length === 3);
  bench.control.setPrice('NSE_EQ', '1333', 1612.5);
  bench.control.setPrice('NSE_EQ', '1333', 1612.5);
  await until(() => posted(orderId).length === 5);
  expect(posted(orderId).toSorted()).toEqual([
    ['PART_TRADED', 4],
    ['PART_TRADED', 8],
    ['PENDING', 0],
    ['TRADED', 10],
    ['TRANSIT', 0],
  ]);
  const last = posts.find((post) => post['orderStatus'] === 'TRADED');
  expect(last).toEqual({
    method: 'POST',
    path: '/hook',
    dhanClientId: bench.id,
    orderId,
    correlationId: 'tag',
    orderStatus: 'TRADED',
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    tradingSymbol: 'HDFCBANK',
    securityId: '1333',
    quantity: 10,
    disclosedQuantity: 0,
    price: 1613,
    triggerPrice: 0,
    afterMarketOrder: false,
    boProfitValue: 0,
    boStopLossValue: 0,
    legName: null,
    createTime: expect.any(String) as string,
    updateTime: expect.any(String) as string,
    exchangeTime: expect.any(String) as string,
    drvExpiryDate: null,
    drvOptionType: null,
    drvStrikePrice: 0,
    omsErrorCode: null,
    omsErrorDescription: null,
    filled_qty: 10,
    algoId: null,
  });
});

it('posts a rejection with its reason, a modification and a cancellation', async () => {
  const rejected = await bench.place({ quantity: 100_000 });
  const orderId = await bench.place();
  await bench.row(orderId);
  const body = { orderType: 'LIMIT', validity: 'DAY', quantity: 12, price: 1609 };
  await bench.rest.put(`/orders/${orderId}`, body);
  await until(() => posts.some((post) => post['orderId'] === orderId && post['quantity'] === 12));
  await bench.rest.delete(`/orders/${orderId}`);
  await until(() => posted(orderId).some(([status]) => status === 'CANCELLED'));
  const rejection = posts.find((post) => post['orderId'] === rejected && post['orderStatus'] === 'REJECTED');
  expect(rejection?.['omsErrorDescription']).toMatch(/^RMS:.*insufficient funds/);
});

it('posts only orders placed with that token, not those of the app', async () => {
  const { transactionType, exchangeSegment, productType, orderType, securityId, quantity, price } = restingOrder;
  const order = { transactionType, exchangeSegment, productType, orderType, securityId, quantity, price };
  bench.control.placeAppOrder(bench.id, order);
  await until(() => bench.control.book(bench.id).orders[0]?.status === 'PENDING');
  await quiet();
  expect(posts).toEqual([]);
});

it('does not try again when the receiver fails', async () => {
  answerWith = 500;
  const orderId = await bench.place();
  await until(() => posted(orderId).length === 2);
  await quiet(100);
  expect(posted(orderId)).toHaveLength(2);
});

it('posts a conditional trigger that fired', async () => {
  const condition = {
    comparisonType: 'PRICE_WITH_VALUE',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    operator: 'GREATER_THAN',
    comparingValue: 1650,
    expDate: '2099-12-31',
    frequency: 'ONCE',
  };
  await bench.rest.post('/alerts/orders', { condition, orders: [restingOrder] });
  bench.control.setPrice('NSE_EQ', '1333', 1660);
  await until(() => posts.some((post) => post['alertStatus'] === 'TRIGGERED'));
  await until(() => posts.some((post) => post['orderStatus'] === 'PENDING'));
});

it('posts to the address that was entered with the token, and also after the next token', async () => {
  bench.control.mintToken(bench.id, undefined, `${url}/own`);
  const { accessToken } = bench.control.mintToken(bench.id);
  const client = new RestClient(bench.emulator.restUrl, accessToken);
  await client.post('/orders', { dhanClientId: bench.id, ...restingOrder });
  await until(() => posts.length > 0);
  expect(posts[0]).toMatchObject({ path: '/hook/own', orderStatus: 'TRANSIT' });
  await client.close();
});
