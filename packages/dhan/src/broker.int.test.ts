import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { OrderRequest } from '@dhancopy/domain/request';
import { DhanBroker } from './broker.ts';
import { DhanError } from './errors.ts';
import type { DhanClientOptions } from './rest/http.ts';
import { CLIENT_ID, FakeDhan, TOKEN } from './testing/fake-dhan.ts';

let dhan: FakeDhan;
let client: DhanBroker;

const ACCOUNT = accountId(CLIENT_ID);

const request: OrderRequest = {
  accountId: ACCOUNT,
  clientOrderId: 'dc_1_x_00' as ClientOrderId,
  instrumentId: instrumentId('NSE_EQ', '1333'),
  side: 'BUY',
  product: 'INTRADAY',
  orderType: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 25,
  price: paise(160_050),
  triggerPrice: NO_PRICE,
  disclosedQty: 0,
  afterMarket: false,
  amoTime: null,
};

function open(options: Partial<DhanClientOptions> = {}): DhanBroker {
  return new DhanBroker({ ...dhan.options(), ...options });
}

beforeEach(async () => {
  dhan = await FakeDhan.start();
  client = open();
});
afterEach(async () => {
  await client.close();
  await dhan.close();
});

describe('a placement', () => {
  it('sends the documented headers and body over HTTP/1.1 and reads the order number', async () => {
    dhan.says(200, '{"orderId":"112260915000123","orderStatus":"TRANSIT"}');
    expect(await client.orders.placeOrder(request)).toEqual({ kind: 'accepted', venueOrderId: '112260915000123' });
    expect(dhan.asked[0]).toMatchObject({ method: 'POST', url: '/v2/orders' });
    expect(dhan.asked[0]?.headers).toMatchObject({
      'access-token': TOKEN,
      'client-id': '1100012345',
      'content-type': 'application/json',
    });
    expect(dhan.asked[0]?.body).toMatchObject({ correlationId: 'dc_1_x_00', quantity: 25, price: 1600.5 });
  });

  it.each([
    [201, '{"orderId":112260915000123}', 'accepted', ''],
    [200, '[{"orderId":"5","orderStatus":"TRANSIT"}]', 'accepted', ''],
    [400, '{"errorType":"Order_Error","errorCode":"DH-906","errorMessage":"Incorrect request"}', 'refused', 'ORDER'],
    [400, '{"errorType":"Order_Error","errorCode":"DH-906","errorMessage":"Invalid Token"}', 'refused', 'TOKEN'],
    [400, '{"errorCode":"DH-905","errorMessage":"Invalid IP"}', 'refused', 'ADDRESS'],
    [429, '{"errorCode":"DH-904","errorMessage":"Too many requests"}', 'refused', 'RATE'],
    [200, '{"status":"failed","data":{"805":"Too many requests"}}', 'refused', 'RATE'],
    [500, '{"errorCode":"DH-908","errorMessage":"Internal"}', 'unknown', ''],
    [200, '{"errorCode":"DH-909","errorMessage":"Network"}', 'unknown', ''],
    [200, '', 'unknown', ''],
    [200, 'not json', 'unknown', ''],
    [200, '{"orderStatus":"TRANSIT"}', 'unknown', ''],
    [504, '<html>gateway</html>', 'unknown', ''],
  ])('answered HTTP %i %s is %s %s', async (status, body, kind, refusal) => {
    dhan.says(status, body);
    const outcome = await client.orders.placeOrder(request);
    expect(outcome.kind).toBe(kind);
    if (refusal !== '') expect(outcome).toMatchObject({ refusal });
  });

  it('does not follow a redirect', async () => {
    dhan.says(301, '', { location: '/v2/elsewhere' });
    expect((await client.orders.placeOrder(request)).kind).toBe('unknown');
    expect(dhan.asked).toHaveLength(1);
  });

  it('is known not to be live when there was no connection', async () => {
    const other = open({ apiUrl: 'http://127.0.0.1:9/v2' });
    expect(await other.orders.placeOrder(request)).toMatchObject({ kind: 'refused', refusal: 'NOT_SENT' });
    await other.close();
  });

  it('is unknown when the connection breaks after it was sent', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const other = open({ apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2` });
    expect((await other.orders.placeOrder(request)).kind).toBe('unknown');
    await other.close();
    server.close();
  });

  it('leaves from the registered address of the account', async () => {
    dhan.says(200, '{"orderId":"1"}');
    await client.orders.placeOrder(request);
    const other = open({ localAddress: '127.0.0.7' });
    await other.orders.placeOrder(request);
    await other.close();
    expect(dhan.asked.map(({ from }) => from)).toEqual(['127.0.0.1', '127.0.0.7']);
  });

  it('is recorded for the audit without the token', async () => {
    dhan.says(400, '{"errorCode":"DH-906","errorMessage":"no"}');
    await client.orders.placeOrder(request);
    expect(dhan.calls[0]).toMatchObject({
      action: 'place_order',
      module: 'orders',
      httpStatus: 400,
      error: 'DH-906: no',
    });
    expect(JSON.stringify(dhan.calls)).not.toContain('canary');
  });
});

describe('a look-up', () => {
  const row = {
    orderId: '5',
    correlationId: 'dc_1_x_00',
    orderStatus: 'PENDING',
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    securityId: '1333',
    quantity: 25,
    price: 1600.5,
  };

  it.each([
    ['an array of one', 200, JSON.stringify([row]), 1],
    ['a bare object', 200, JSON.stringify(row), 1],
    ['an empty array', 200, '[]', 0],
    ['DH-905', 400, '{"errorCode":"DH-905","errorMessage":"Missing required fields"}', 0],
  ])('reads %s', async (_words, status, body, found) => {
    dhan.says(status, body);
    expect(await client.orders.getOrderByCorrelationId(request.clientOrderId)).toHaveLength(found);
    expect((await client.orders.getOrderById(venueOrderId('5')))?.venueOrderId ?? null).toBe(found > 0 ? '5' : null);
  });

  it('does not treat a refused address as an unknown order', async () => {
    dhan.says(400, '{"errorCode":"DH-905","errorMessage":"Invalid IP"}');
    await expect(client.orders.getOrderById(venueOrderId('5'))).rejects.toMatchObject({ class: 'auth' });
  });

  it('returns the rows of a book that it cannot read, and reads the rest', async () => {
    dhan.says(200, JSON.stringify([row, { ...row, orderId: '6', productType: 'SPOT' }]));
    const book = await client.orders.getOrderBook();
    expect(book.news.map(({ report }) => report.venueOrderId)).toEqual(['5']);
    expect(book.unreadable[0]?.why).toMatch(/productType/);
  });

  it('of an empty account finds no holdings', async () => {
    dhan.says(
      400,
      '{"errorCode":"DHOLDING_ERROR","internalErrorCode":"DH-1111","internalErrorMessage":"No holdings available"}',
    );
    expect(await client.portfolio.getHoldings()).toEqual([]);
  });

  it("reads funds by the broker's own spelling, and by the correct one", async () => {
    dhan.says(200, '{"availabelBalance":98440.0,"sodLimit":113642}');
    expect((await client.funds.getFundLimit()).availableBalance).toBe(98_440);
    dhan.says(200, '{"availableBalance":"5","sodLimit":"7"}');
    expect(await client.funds.getFundLimit()).toMatchObject({ availableBalance: 5, sodLimit: 7 });
    dhan.says(200, '{"sodLimit":7}');
    await expect(client.funds.getFundLimit()).rejects.toThrow(/availabelBalance/);
  });

  it('names the request in its error', async () => {
    dhan.says(500, '{"errorCode":"DH-908","errorMessage":"Internal"}');
    const error: unknown = await client.orders.getOrderBook().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DhanError);
    expect(error).toMatchObject({ request: 'GET /orders', httpStatus: 500, class: 'unknown' });
  });
});

it('uses plain http on this machine only', () => {
  expect(() => open({ apiUrl: 'http://api.dhan.co/v2' })).toThrow(/apiUrl: plain http:\/\/ is accepted for loopback/);
  expect(() => open({ apiUrl: 'ftp://api.dhan.co/v2' })).toThrow(/expected https: or http:/);
  expect(() => open({ apiUrl: 'nonsense' })).toThrow(/apiUrl: expected a URL/);
});
