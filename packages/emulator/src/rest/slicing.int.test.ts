import { afterEach, beforeEach, expect, it } from 'vitest';
import { freezeSlices } from '../orders/slices.ts';
import { defineInstrument } from '../instruments/instrument.ts';
import { openBench, restingOrder, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench({}, { fundsRupees: 10_000_000 });
});
afterEach(() => bench.close());

const option = { ...restingOrder, exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN', price: 100 };

it('splits an order above the freeze quantity into whole lots, all with its correlation id', async () => {
  const body = { dhanClientId: bench.id, ...option, quantity: 4030, correlationId: 'big' };
  const answer = await bench.rest.post('/orders/slicing', body);
  expect(answer.status).toBe(200);
  expect((answer.body as Row[]).map((slice) => slice['orderStatus'])).toEqual(['TRANSIT', 'TRANSIT', 'TRANSIT']);
  const rows = async () => (await bench.rest.get('/orders')).body as Row[];
  await until(async () => (await rows()).every((row) => row['orderStatus'] === 'PENDING'));
  // Freeze quantity 1800, lot 65: 27 lots are 1755 units.
  expect((await rows()).map((row) => [row['quantity'], row['correlationId']])).toEqual([
    [1755, 'big'],
    [1755, 'big'],
    [520, 'big'],
  ]);
});

it('answers with an array of one for an order that needs no slicing', async () => {
  const answer = await bench.rest.post('/orders/slicing', { ...option, quantity: 65 });
  expect(answer).toEqual({ status: 200, body: [{ orderId: expect.any(String) as string, orderStatus: 'TRANSIT' }] });
});

it('refuses a bad field as a placement does', async () => {
  expect(await bench.rest.post('/orders/slicing', { ...option, quantity: -65 })).toMatchObject({
    status: 400,
    body: { errorCode: 'DH-905' },
  });
});

it.each([
  [1800, 65, 1800, [1800]],
  [1800, 65, 1755 * 2, [1755, 1755]],
  [1800, 65, 1820, [1755, 65]],
  [600, 30, 1210, [600, 600, 10]],
])('with freeze %d and lot %d splits %d into %j', (freezeQuantity, lotSize, quantity, slices) => {
  const spec = { exchangeSegment: 'NSE_FNO', securityId: '1', tradingSymbol: 'X', priceRupees: 100 } as const;
  expect(freezeSlices(defineInstrument({ ...spec, freezeQuantity, lotSize }), quantity)).toEqual(slices);
});
