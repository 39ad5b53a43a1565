import { expect, it } from 'vitest';
import { openBench, restingOrder, type Row } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';

it('answers look-ups with an array of one, and with an empty one for an unknown order', async () => {
  const bench = await openBench();
  const orderId = await bench.place({ correlationId: 'tag_1' });
  const { body } = await bench.rest.get(`/orders/${orderId}`);
  expect(body).toHaveLength(1);
  expect((await bench.rest.get('/orders/external/tag_1')).body).toMatchObject([{ orderId, correlationId: 'tag_1' }]);
  expect(await bench.rest.get('/orders/999')).toEqual({ status: 200, body: [] });
  expect(await bench.rest.get('/orders/external/none')).toEqual({ status: 200, body: [] });
  expect(await bench.rest.get('/trades')).toEqual({ status: 200, body: [] });
  expect(await bench.rest.get(`/trades/${orderId}`)).toEqual({ status: 200, body: [] });
  expect(await bench.rest.get('/positions')).toEqual({ status: 200, body: [] });
  await bench.close();
});

it('has the whole trade book at /trades/ as well', async () => {
  const bench = await openBench();
  const orderId = await bench.place({ price: 1613 });
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
  const { body } = await bench.rest.get('/trades/');
  expect(body).toMatchObject([{ orderId, tradedQuantity: 10 }]);
  expect((await bench.rest.get('/trades')).body).toEqual(body);
  await bench.close();
});

it('answers look-ups with a bare object and DH-905, by switch', async () => {
  const bench = await openBench({ switches: { lookupShape: 'object', unknownOrder: 'DH-905' } });
  const orderId = await bench.place();
  expect((await bench.rest.get(`/orders/${orderId}`)).body).toMatchObject({ orderId });
  expect(await bench.rest.get('/orders/999')).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
  await bench.close();
});

it('lists all orders of the account and none of another account', async () => {
  const bench = await openBench();
  const other = bench.control.addAccount({ dhanClientId: '2200' });
  const rest = new RestClient(bench.emulator.restUrl, other.accessToken);
  expect((await rest.get('/orders')).body).toEqual([]);
  const numbers = [await bench.place(), await bench.place(), await bench.place({ quantity: 11 })];
  const { body } = await bench.rest.get('/orders');
  expect((body as Row[]).map((row) => row['orderId'])).toEqual(numbers);
  expect((await rest.get('/orders')).body).toEqual([]);
  expect((await rest.get(`/orders/${numbers[0] ?? ''}`)).body).toEqual([]);
  await rest.close();
  await bench.close();
});

it('accepts a correlation id twice: it is not an idempotency key', async () => {
  const bench = await openBench();
  const first = await bench.place({ correlationId: 'same' });
  const second = await bench.place({ correlationId: 'same' });
  expect(second).not.toBe(first);
  expect((await bench.rest.get('/orders/external/same')).body).toMatchObject([{ orderId: second }]);
  expect(bench.control.book(bench.id).orders).toHaveLength(2);
  await bench.close();
});

it('carries contract fields on rows of options', async () => {
  const bench = await openBench();
  const option = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', quantity: 65, price: 110 };
  const orderId = await bench.place(option);
  const contract = {
    drvExpiryDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
    drvOptionType: 'CALL',
    drvStrikePrice: 25_000,
    tradingSymbol: expect.stringMatching(/^NIFTY-[A-Z][a-z]{2}\d{4}-25000-CE$/) as string,
  };
  expect(await bench.row(orderId, (row) => row['filledQty'] === 65)).toMatchObject(contract);
  expect((await bench.rest.get('/trades')).body).toMatchObject([
    { ...contract, orderId, tradedQuantity: 65, tradedPrice: 101.4, customSymbol: null },
  ]);
  await bench.close();
});

it('redirects a path without /v2 and answers an unknown one with the framework body', async () => {
  const bench = await openBench();
  const { restUrl } = bench.emulator;
  const redirect = await fetch(restUrl.replace('/v2', '/orders'), { redirect: 'manual' });
  expect(redirect.status).toBe(301);
  expect(redirect.headers.get('location')).toBe(`${restUrl}/`);
  expect(await bench.rest.get('/nothing')).toMatchObject({
    status: 404,
    body: { status: 404, error: 'Not Found', path: '/v2/nothing' },
  });
  expect((await bench.rest.post('/orders/slicing/x', restingOrder)).status).toBe(404);
  // With the content type of JSON, and no body.
  expect((await bench.rest.delete('/globalstocks/orders/1')).status).toBe(404);
  await bench.close();
});
