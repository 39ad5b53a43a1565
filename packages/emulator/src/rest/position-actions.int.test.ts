import { afterEach, describe, expect, it } from 'vitest';
import type { AccountSpec } from '../control/account-spec.ts';
import { openBench, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench.close());
const open = async (account: Partial<AccountSpec> = {}): Promise<void> => {
  bench = await openBench({}, account);
};
const fill = async (changes: Row): Promise<void> => {
  const orderId = await bench.place(changes);
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
};
const positions = async (): Promise<Row[]> => (await bench.rest.get('/positions')).body as Row[];
const funds = async (): Promise<Row> => (await bench.rest.get('/fundlimit')).body as Row;

describe('POST /positions/convert', () => {
  const request = {
    fromProductType: 'INTRADAY',
    exchangeSegment: 'NSE_EQ',
    positionType: 'LONG',
    securityId: '1333',
    tradingSymbol: '',
    convertQty: 4,
    toProductType: 'CNC',
  };
  const convert = (changes: Row = {}) =>
    bench.rest.post('/positions/convert', { dhanClientId: bench.id, ...request, ...changes });

  it('moves units at their average, blocks the margin of the new product, and answers 202 without a body', async () => {
    await open();
    await fill({ price: 1613 }); // 10 at 1612.60, a fifth blocked
    expect(await convert()).toEqual({ status: 202, body: undefined });
    expect(await positions()).toMatchObject([
      { productType: 'INTRADAY', netQty: 6, buyAvg: 1612.6, realizedProfit: 0 },
      { productType: 'CNC', netQty: 4, buyAvg: 1612.6, realizedProfit: 0, dayBuyQty: 4 },
    ]);
    // 6 at a fifth of 1612.60, 4 in full.
    expect((await funds())['utilizedAmount']).toBeCloseTo(6 * 322.52 + 4 * 1612.6, 2);
  });

  it('answers with an object, by switch', async () => {
    bench = await openBench({ switches: { acceptedBody: 'object' } });
    await fill({ price: 1613 });
    expect(await convert()).toEqual({ status: 202, body: {} });
  });

  it('takes carried units when those of the day are used up', async () => {
    const carried = { exchangeSegment: 'NSE_FNO', securityId: '53001', netQuantity: -130, avgRupees: 25_000 };
    await open({ positions: [{ ...carried, productType: 'MARGIN' }] });
    const future = {
      exchangeSegment: 'NSE_FNO',
      securityId: '53001',
      positionType: 'SHORT',
      fromProductType: 'MARGIN',
    };
    expect(await convert({ ...future, toProductType: 'INTRADAY', convertQty: 65 })).toMatchObject({ status: 202 });
    expect(await positions()).toMatchObject([
      { productType: 'MARGIN', netQty: -65, carryForwardSellQty: 65, carryForwardSellValue: 1_625_000 },
      { productType: 'INTRADAY', netQty: -65, daySellQty: 65, daySellValue: 1_625_000 },
    ]);
  });

  it.each<[string, Row, string]>([
    ['more than is held', { convertQty: 11 }, 'DH-906'],
    ['the other side', { positionType: 'SHORT' }, 'DH-906'],
    ['a product that the share has not', { toProductType: 'MARGIN' }, 'DH-906'],
    ['the same product', { toProductType: 'INTRADAY' }, 'DH-905'],
    ['a fraction', { convertQty: 1.5 }, 'DH-905'],
    ['an unknown security', { securityId: '9' }, 'DH-905'],
  ])('refuses %s', async (_what, changes, errorCode) => {
    await open();
    await fill({ price: 1613 });
    expect(await convert(changes)).toMatchObject({ status: 400, body: { errorCode } });
    expect(await positions()).toMatchObject([{ netQty: 10 }]);
  });

  it('refuses a conversion that the funds do not cover, and units that wait to be sold', async () => {
    await open({ fundsRupees: 4000 });
    await fill({ price: 1613 });
    expect(await convert()).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
    bench.control.setFunds(bench.id, 100_000);
    await bench.row(await bench.place({ transactionType: 'SELL', quantity: 8, price: 1640 }));
    expect(await convert()).toMatchObject({ status: 400 });
    expect(await convert({ convertQty: 2 })).toMatchObject({ status: 202 });
  });
});

describe('DELETE /positions', () => {
  it('cancels every open order and closes every position, sliced where necessary', async () => {
    const carried = {
      exchangeSegment: 'NSE_FNO',
      securityId: '52345',
      productType: 'MARGIN',
      netQuantity: 3510,
    } as const;
    await open({ fundsRupees: 5_000_000, positions: [carried] });
    await fill({ price: 1613 });
    await fill({ transactionType: 'SELL', securityId: '3045', price: 819, quantity: 5 });
    const resting = await bench.place();
    await bench.row(resting);
    const answer = await bench.rest.delete('/positions');
    expect(answer).toEqual({
      status: 200,
      body: { status: 'SUCCESS', message: 'All orders and positions exited successfully' },
    });
    await until(async () => (await positions()).every((row) => row['positionType'] === 'CLOSED'));
    expect(await bench.row(resting)).toMatchObject({ orderStatus: 'CANCELLED' });
    const exits = bench.control.book(bench.id).orders.filter((order) => order.securityId === '52345');
    expect(exits.map((order) => order.quantity)).toEqual([1755, 1755]);
    expect((await bench.rest.get('/orders')).body).toHaveLength(7);
  });

  it('has nothing to do for a flat account', async () => {
    await open();
    expect(await bench.rest.delete('/positions')).toMatchObject({ status: 200, body: { status: 'SUCCESS' } });
    expect(bench.control.book(bench.id).orders).toEqual([]);
  });
});
