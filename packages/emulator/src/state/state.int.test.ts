import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.ts';
import { openBench, until, type Bench, type Row } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';

let bench: Bench;
let other: Emulator;
let rest: RestClient;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
  bench = await openBench({ seed: 5 }, { holdings: [{ securityId: '1333', quantity: 40 }], ddpi: false });
  other = await startEmulator({ seed: 5, acceptDelayMs: 2, rateLimits: false });
  // The token stays valid. The client only needs the new address.
  rest = new RestClient(other.restUrl, bench.token, '127.0.0.1', { 'client-id': bench.id });
});
afterEach(async () => {
  await rest.close();
  await other.close();
  await bench.close();
  rmSync(folder, { recursive: true });
});

const reads = [
  '/orders',
  '/trades',
  '/positions',
  '/holdings',
  '/fundlimit',
  '/super/orders',
  '/forever/orders',
  '/alerts/orders',
  '/pnlExit',
  '/ip/getIP',
  '/killswitch',
];
const snapshot = async (client: RestClient): Promise<unknown> => Promise.all(reads.map((path) => client.get(path)));

const share = { exchangeSegment: 'NSE_EQ', securityId: '1333', transactionType: 'BUY', quantity: 10 } as const;
const superOrder = {
  ...share,
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  price: 1613,
  targetPrice: 1640,
  stopLossPrice: 1600,
  trailingJump: 5,
};
const foreverOrder = {
  ...share,
  orderFlag: 'SINGLE',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  price: 1590,
  triggerPrice: 1591,
};
const alert = {
  condition: {
    comparisonType: 'PRICE_WITH_VALUE',
    exchangeSegment: 'NSE_EQ',
    securityId: '2885',
    operator: 'CROSSING_UP',
    comparingValue: 1430,
    expDate: '2099-12-31',
    frequency: 'ONCE',
  },
  orders: [{ ...share, securityId: '2885', productType: 'CNC', orderType: 'LIMIT', validity: 'DAY', price: '1431' }],
};

it('moves a whole account to another emulator, where it continues', async () => {
  await bench.place({ correlationId: 'resting' });
  const filled = await bench.place({ price: 1613, productType: 'CNC' });
  await bench.row(filled, (row) => row['orderStatus'] === 'TRADED');
  await bench.rest.post('/super/orders', superOrder);
  await until(async () => ((await bench.rest.get('/super/orders')).body as Row[])[0]?.['orderStatus'] === 'TRADED');
  await bench.rest.post('/forever/orders', foreverOrder);
  await bench.rest.post('/alerts/orders', alert);
  await bench.rest.post('/pnlExit', {
    dhanClientId: bench.id,
    profitValue: 5000,
    lossValue: 5000,
    productType: ['INTRADAY'],
  });
  await bench.rest.post('/ip/setIP', { ip: '127.0.0.1', ipFlag: 'PRIMARY' });
  bench.control.setPrice('NSE_EQ', '1333', 1618);
  const before = await snapshot(bench.rest);

  const path = join(folder, 'state.json');
  bench.control.save(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 });
  other.control.load(path);
  expect(await snapshot(rest)).toEqual(before);
  expect(other.control.book(bench.id)).toEqual(bench.control.book(bench.id));
  expect(other.control.price('NSE_EQ', '1333')).toBe(1618);
  const quote = { NSE_EQ: [1333] };
  expect(await rest.post('/marketfeed/quote', quote)).toEqual(await bench.rest.post('/marketfeed/quote', quote));

  // The trail had followed to 1605. The resting order, the stop and the forever order all act on their prices.
  other.control.setPrice('NSE_EQ', '1333', 1604);
  await until(async () => ((await rest.get('/super/orders')).body as Row[])[0]?.['orderStatus'] === 'CLOSED');
  expect((await rest.get('/orders/external/resting')).body).toMatchObject([{ orderStatus: 'TRADED' }]);
  other.control.setPrice('NSE_EQ', '2885', 1425);
  other.control.setPrice('NSE_EQ', '2885', 1432);
  await until(async () => ((await rest.get('/alerts/orders')).body as Row[])[0]?.['alertStatus'] === 'TRIGGERED');
  other.control.setPrice('NSE_EQ', '1333', 1590);
  await until(async () => ((await rest.get('/forever/orders')).body as Row[])[0]?.['orderStatus'] !== 'CONFIRM');
  const ids = other.control.book(bench.id).orders.map(({ orderId }) => orderId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('lets orders in transit arrive before it saves', async () => {
  await bench.rest.post('/orders', {
    ...share,
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    price: 1600,
  });
  other.control.load(bench.control.save());
  expect((await rest.get('/orders')).body).toMatchObject([{ orderStatus: 'PENDING' }]);
});

it('keeps dead tokens dead and never makes the same token twice', () => {
  const first = bench.control.mintToken(bench.id).accessToken;
  const state = bench.control.save();
  other.control.load(state);
  const next = other.control.mintToken(bench.id).accessToken;
  expect(new Set([bench.token, first, next]).size).toBe(3);
  return expect(rest.get('/orders')).resolves.toMatchObject({ status: 400, body: { errorMessage: 'Invalid Token' } });
});

it('refuses a state of another version or with an unlisted instrument, and keeps its own', () => {
  const state = bench.control.save();
  other.control.addAccount({ dhanClientId: '77' });
  expect(() => other.control.load({ ...state, version: 2 as 1 })).toThrow(/saved state: version/);
  const text = JSON.stringify(state).replaceAll('instrument:NSE_EQ:1333', 'instrument:NSE_EQ:424242');
  expect(() => other.control.load(JSON.parse(text) as typeof state)).toThrow(/no instrument NSE_EQ 424242/);
  expect(other.control.books().map((book) => book.dhanClientId)).toEqual(['77']);
});
