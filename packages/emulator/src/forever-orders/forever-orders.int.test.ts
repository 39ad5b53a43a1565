import { afterEach, describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../options.ts';
import { openBench, quiet, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const open = async (options: EmulatorOptions = {}): Promise<void> => {
  bench = await openBench(options, { holdings: [{ securityId: '1333', quantity: 100, avgCostRupees: 1500 }] });
};
/** The price of HDFCBANK is 1612.50. */
const single = {
  orderFlag: 'SINGLE',
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 20,
  disclosedQuantity: 0,
  price: 1598,
  triggerPrice: 1600,
} as const;
const oco = { ...single, orderFlag: 'OCO', price1: 1650, triggerPrice1: 1649, quantity1: 20 } as const;

const place = async (body: Row): Promise<string> => {
  const answer = await bench.rest.post('/forever/orders', { dhanClientId: bench.id, ...body });
  expect(answer).toMatchObject({ status: 200, body: { orderStatus: 'PENDING' } });
  return String((answer.body as Row)['orderId']);
};
const rows = async (): Promise<Row[]> => (await bench.rest.get('/forever/orders')).body as Row[];
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);
const bad = { status: 400, body: { errorCode: 'DH-905' } };

describe('a single forever order', () => {
  it('rests as CONFIRM, in a row that hides its real order type', async () => {
    await open();
    const orderId = await place({ ...single, correlationId: 'mine' });
    expect(orderId).toMatch(/^5132\d{9}$/);
    expect(await rows()).toEqual([
      {
        dhanClientId: bench.id,
        orderId,
        orderStatus: 'CONFIRM',
        transactionType: 'SELL',
        exchangeSegment: 'NSE_EQ',
        productType: 'CNC',
        orderType: 'SINGLE',
        tradingSymbol: 'HDFCBANK',
        securityId: '1333',
        quantity: 20,
        price: 1598,
        triggerPrice: 1600,
        legName: 'ENTRY_LEG',
        createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
        updateTime: null,
        exchangeTime: null,
        drvExpiryDate: null,
        drvOptionType: null,
        drvStrikePrice: 0,
      },
    ]);
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    expect((await bench.rest.get('/forever/all')).status).toBe(404);
  });

  it('sends a new order when the price falls to its trigger; the only link is the parent', async () => {
    await open();
    const orderId = await place({ ...single, correlationId: 'mine' });
    price(1600.1);
    await quiet();
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    price(1600);
    await until(async () => (await rows())[0]?.['orderStatus'] === 'TRADED');
    const [child] = (await bench.rest.get('/orders')).body as Row[];
    expect(child).toMatchObject({
      orderStatus: 'TRADED',
      quantity: 20,
      price: 1598,
      correlationId: 'NR',
      legName: 'NA',
    });
    expect(child?.['orderId']).not.toBe(orderId);
    await until(() => bench.stream.frames.some((frame) => frame['status'] === 'Traded'));
    expect(bench.stream.frames.at(-1)).toMatchObject({
      algoOrdNo: orderId,
      orderPlatform: 'FOVR',
      correlationId: 'NR',
      algoId: '0',
      orderNo: child?.['orderId'],
    });
  });

  it('waits for a rise when its trigger is above the price, and fires once', async () => {
    await open();
    await place({ ...single, price: 1619, triggerPrice: 1620 });
    price(1550);
    price(1621);
    price(1622);
    await until(async () => (await rows())[0]?.['orderStatus'] === 'TRADED');
    expect((await bench.rest.get('/orders')).body).toHaveLength(1);
  });

  it('sends MARKET as a protected limit, and shows the rejection of the order that it sent', async () => {
    await open();
    await place({ ...single, orderType: 'MARKET', price: 0, quantity: 101 });
    price(1600);
    await until(async () => (await rows())[0]?.['orderStatus'] === 'REJECTED');
    const [child] = (await bench.rest.get('/orders')).body as Row[];
    expect(child).toMatchObject({ orderType: 'LIMIT', price: 1592 });
    expect(child?.['omsErrorDescription']).toMatch(/Insufficient holdings/);
  });

  it('is modified under its stored or its documented leg name, and cancelled', async () => {
    await open();
    const orderId = await place(single);
    const change = {
      dhanClientId: bench.id,
      orderId,
      orderFlag: 'SINGLE',
      orderType: 'LIMIT',
      legName: 'ENTRY_LEG',
      quantity: 5,
    };
    const terms = { price: 1580, triggerPrice: 1581, disclosedQuantity: 0, validity: 'DAY' };
    const put = (changes: Row) => bench.rest.put(`/forever/orders/${orderId}`, { ...change, ...terms, ...changes });
    expect(await put({ legName: 'STOP_LOSS_LEG' })).toMatchObject(bad);
    expect(await put({ price: 0 })).toMatchObject(bad);
    expect(await put({ orderFlag: 'OCO' })).toMatchObject(bad);
    expect(await put({})).toEqual({ status: 200, body: { orderId, orderStatus: 'PENDING' } });
    expect(await rows()).toMatchObject([{ quantity: 5, price: 1580, triggerPrice: 1581 }]);
    // The documented name.
    expect(await put({ legName: 'TARGET_LEG', quantity: 6 })).toMatchObject({ status: 200 });
    expect(await rows()).toMatchObject([{ quantity: 6, legName: 'ENTRY_LEG' }]);
    price(1600);
    const gone = await bench.rest.delete(`/forever/orders/${orderId}`);
    expect(gone).toEqual({ status: 200, body: { orderId, orderStatus: 'CANCELLED' } });
    price(1500);
    await quiet();
    expect(await rows()).toMatchObject([{ orderStatus: 'CANCELLED' }]);
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    expect(await bench.rest.delete(`/forever/orders/${orderId}`)).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-906' },
    });
  });

  it('is stored as TARGET_LEG by switch', async () => {
    await open({ switches: { foreverSingleLeg: 'TARGET_LEG' } });
    await place(single);
    expect(await rows()).toMatchObject([{ legName: 'TARGET_LEG' }]);
  });

  it('ends after a year', async () => {
    let now = Date.parse('2026-03-02T05:00:00Z');
    await open({ now: () => now });
    await place(single);
    now += 366 * 86_400_000;
    const { accessToken } = bench.control.mintToken(bench.id);
    expect(accessToken).not.toBe(bench.token);
    price(1500);
    await quiet();
    expect(bench.control.book(bench.id).orders).toEqual([]);
  });
});

describe('one cancels the other', () => {
  it('has a row for each leg: the target of a sale is the higher trigger', async () => {
    await open();
    const orderId = await place(oco);
    expect(await rows()).toMatchObject([
      { orderId, orderType: 'OCO', legName: 'STOP_LOSS_LEG', price: 1598, triggerPrice: 1600, orderStatus: 'CONFIRM' },
      { orderId, orderType: 'OCO', legName: 'TARGET_LEG', price: 1650, triggerPrice: 1649, orderStatus: 'CONFIRM' },
    ]);
  });

  it.each<[string, Row, string[]]>([
    [
      'of a sale with the target in the plain fields',
      { price: 1650, triggerPrice: 1649, price1: 1598, triggerPrice1: 1600 },
      ['TARGET_LEG', 'STOP_LOSS_LEG'],
    ],
    ['of a purchase', { transactionType: 'BUY' }, ['TARGET_LEG', 'STOP_LOSS_LEG']],
  ])('names the legs %s by their triggers', async (_what, changes, names) => {
    await open();
    await place({ ...oco, ...changes });
    expect((await rows()).map(({ legName }) => legName)).toEqual(names);
  });

  it('is modified leg by leg, and has no ENTRY_LEG', async () => {
    await open();
    const orderId = await place(oco);
    const change = {
      orderId,
      orderFlag: 'OCO',
      orderType: 'LIMIT',
      quantity: 7,
      validity: 'DAY',
      disclosedQuantity: 0,
    };
    const put = (changes: Row) => bench.rest.put(`/forever/orders/${orderId}`, { ...change, ...changes });
    const stop = { legName: 'STOP_LOSS_LEG', price: 1588, triggerPrice: 1590 };
    const target = { legName: 'TARGET_LEG', price: 1660, triggerPrice: 1659 };
    expect(await put(stop)).toMatchObject({ status: 200 });
    expect(await put(target)).toMatchObject({ status: 200 });
    expect(await rows()).toMatchObject([
      { ...stop, quantity: 7 },
      { ...target, quantity: 7 },
    ]);
    expect(await put({ ...stop, legName: 'ENTRY_LEG' })).toMatchObject(bad);
  });

  it.each([
    [1649, 'TARGET_LEG', 'PENDING'],
    [1599, 'STOP_LOSS_LEG', 'TRADED'],
  ])('at %d fires the %s alone', async (rupees, legName, status) => {
    await open();
    await place(oco);
    price(rupees);
    await until(async () => (await rows()).some((row) => row['legName'] === legName && row['orderStatus'] === status));
    expect((await rows()).find((row) => row['legName'] !== legName)).toMatchObject({ orderStatus: 'CANCELLED' });
    price(1550);
    price(1700);
    await quiet();
    expect((await bench.rest.get('/orders')).body).toHaveLength(1);
  });
});

it.each<[string, Row]>([
  ['an intraday product', { productType: 'INTRADAY' }],
  ['a commodity', { exchangeSegment: 'MCX_COMM', securityId: '464925' }],
  ['a limit of zero', { price: 0 }],
  ['no trigger', { triggerPrice: 0 }],
  ['an OCO without its second quantity', { ...oco, quantity1: 0 }],
  ['an OCO without its second trigger', { ...oco, triggerPrice1: 0 }],
  ['an unknown flag', { orderFlag: 'GTT' }],
])('refuses %s with DH-905', async (_what, changes) => {
  await open();
  expect(await bench.rest.post('/forever/orders', { ...single, ...changes })).toMatchObject(bad);
  expect(await rows()).toEqual([]);
});
