import { afterEach, expect, it } from 'vitest';
import type { EmulatorOptions } from '../options.ts';
import { openBench, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench.close());
const open = async (options: EmulatorOptions = {}): Promise<void> => {
  bench = await openBench(options);
};
const share = {
  exchangeSegment: 'NSE_EQ',
  transactionType: 'BUY',
  quantity: 25,
  productType: 'INTRADAY',
  securityId: '1333',
  price: 1612.5,
};
const short = {
  exchangeSegment: 'NSE_FNO',
  transactionType: 'SELL',
  quantity: 65,
  productType: 'MARGIN',
  securityId: '52345',
  price: 101.35,
  triggerPrice: 0,
};
const ask = async (body: Row): Promise<Row> => {
  const answer = await bench.rest.post('/margincalculator', { dhanClientId: bench.id, ...body });
  expect(answer.status).toBe(200);
  return answer.body as Row;
};

it('splits the margin of one order and names the leverage, with the balance recorded as 0', async () => {
  await open();
  // 40,312.50 at a fifth; brokerage 0.03 % is 12.09.
  expect(await ask(share)).toEqual({
    totalMargin: 8062.5,
    spanMargin: 0,
    exposureMargin: 0,
    availableBalance: 0,
    variableMargin: 8062.5,
    insufficientBalance: 0,
    brokerage: 12.09,
    leverage: '5.00X',
  });
  expect(await ask({ ...share, productType: 'CNC' })).toMatchObject({ leverage: '1X', brokerage: 0 });
  // 12 % of 65 x 25,000.
  expect(await ask(short)).toMatchObject({
    totalMargin: 195_000,
    spanMargin: 146_250,
    exposureMargin: 48_750,
    variableMargin: 0,
    brokerage: 20,
  });
});

it('shows the real balance by switch, and the missing amount', async () => {
  await open({ switches: { marginAvailable: 'actual' } });
  expect(await ask({ ...share, productType: 'CNC', quantity: 1000 })).toMatchObject({
    availableBalance: 1_000_000,
    insufficientBalance: 612_500,
  });
});

it.each<[string, Row]>([
  ['a share intraday', share],
  ['a short option', { ...short, price: 110 }],
  ['a future', { ...short, securityId: '53001', price: 25_100 }],
])('equals the margin that an order of %s blocks', async (_what, body) => {
  await open();
  const { totalMargin } = await ask(body);
  const orderId = await bench.place({ ...body, price: body === share ? 1600 : body['price'] });
  await bench.row(orderId);
  const factor = body === share ? 1600 / 1612.5 : 1;
  expect(bench.control.book(bench.id).funds.utilizedRupees).toBeCloseTo(Number(totalMargin) * factor, 2);
});

it.each(['left', 'right'])('adds up a basket, under the names of the %s column', async (column) => {
  await open();
  const orderId = await bench.place({ quantity: 10, price: 1610 });
  await bench.row(orderId);
  const list = [share, short];
  const body =
    column === 'left'
      ? { includePosition: true, includeOrder: true, scripList: list }
      : { includePosition: true, includeOrders: true, scripts: list };
  const answer = await bench.rest.post('/margincalculator/multi', { dhanClientId: bench.id, ...body });
  expect(answer).toEqual({
    status: 200,
    body: {
      clientId: bench.id,
      totalMargin: 206_282.5,
      spanMargin: 146_250,
      exposure: 48_750,
      equityMargin: 11_282.5,
      foMargin: 195_000,
      commodity: 0,
      currency: 0,
    },
  });
});

it.each<[string, string, Row]>([
  ['an unknown security', '/margincalculator', { ...share, securityId: '9' }],
  ['no price', '/margincalculator', { ...share, price: undefined }],
  ['an empty basket', '/margincalculator/multi', { scripList: [] }],
])('refuses %s with DH-905', async (_what, path, body) => {
  await open();
  expect(await bench.rest.post(path, body)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
});
