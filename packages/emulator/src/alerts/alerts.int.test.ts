import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indicatorValue } from '../candles/indicators.ts';
import { openBench, quiet, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const condition = {
  comparisonType: 'PRICE_WITH_VALUE',
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  timeFrame: 'DAY',
  operator: 'GREATER_THAN',
  comparingValue: 1650,
  expDate: '2099-12-31',
  frequency: 'ONCE',
  userNote: 'breakout',
} as const;
const order = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  securityId: '1333',
  quantity: 5,
  validity: 'DAY',
  price: '1652.00',
  discQuantity: '0',
  triggerPrice: '0',
} as const;
const place = async (changes: Row = {}, orders: readonly Row[] = [order]): Promise<string> => {
  const answer = await bench.rest.post('/alerts/orders', {
    dhanClientId: bench.id,
    condition: { ...condition, ...changes },
    orders,
  });
  expect(answer).toMatchObject({ status: 200, body: { alertStatus: 'ACTIVE' } });
  return String((answer.body as Row)['alertId']);
};
const one = async (alertId: string): Promise<Row> => (await bench.rest.get(`/alerts/orders/${alertId}`)).body as Row;
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);
const bad = { status: 400, body: { errorCode: 'DH-905' } };

describe('a conditional trigger', () => {
  it('returns its request, with text for the value, a UTC time, and a price that is text or number', async () => {
    const alertId = await place();
    expect(await one(alertId)).toEqual({
      alertId,
      alertStatus: 'ACTIVE',
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      triggeredTime: null,
      lastPrice: '1612.50',
      condition: { ...condition, comparingValue: '1650.00' },
      orders: [order],
    });
    const { body } = await bench.rest.get('/alerts/orders');
    expect(body).toMatchObject([{ alertId, lastPrice: 1612.5 }]);
  });

  it('ends after a year without an end, as in the example of the official client', async () => {
    await bench.close();
    bench = await openBench({ now: () => Date.parse('2026-11-20T05:00:00Z') });
    const alertId = await place({ expDate: undefined, timeFrame: undefined });
    expect(await one(alertId)).toMatchObject({ condition: { expDate: '2027-11-20' } });
  });

  it('places all its orders once when the price passes the value', async () => {
    const alertId = await place({}, [order, { ...order, securityId: '2885', price: '1421.00' }]);
    price(1650);
    await quiet();
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    price(1651);
    price(1660);
    await until(async () => ((await bench.rest.get('/orders')).body as Row[]).length === 2);
    expect(await one(alertId)).toMatchObject({
      alertStatus: 'TRIGGERED',
      triggeredTime: expect.stringMatching(/Z$/) as string,
    });
    expect((await bench.rest.get('/orders')).body).toMatchObject([
      { securityId: '1333', price: 1652 },
      { securityId: '2885', price: 1421 },
    ]);
  });

  it('crosses only from the other side', async () => {
    const alertId = await place({ operator: 'CROSSING_UP', comparingValue: 1600 });
    price(1620);
    await quiet();
    expect(await one(alertId)).toMatchObject({ alertStatus: 'ACTIVE' });
    price(1590);
    price(1601);
    expect(await one(alertId)).toMatchObject({ alertStatus: 'TRIGGERED' });
  });

  it('fires at once when the condition already holds', async () => {
    const alertId = await place({ operator: 'LESS_THAN', comparingValue: 1700 });
    await until(async () => (await one(alertId))['alertStatus'] === 'TRIGGERED');
  });

  it('is replaced as a whole, and deleted', async () => {
    const alertId = await place();
    const path = `/alerts/orders/${alertId}`;
    const changed = {
      alertId,
      condition: { ...condition, comparingValue: '1700.5', userNote: undefined },
      orders: [order],
    };
    expect(await bench.rest.put(path, changed)).toEqual({ status: 200, body: { alertId, alertStatus: 'ACTIVE' } });
    expect((await one(alertId))['condition']).not.toHaveProperty('userNote');
    price(1690);
    expect(await one(alertId)).toMatchObject({ alertStatus: 'ACTIVE' });
    expect(await bench.rest.delete(path)).toEqual({ status: 200, body: { alertId, alertStatus: 'CANCELLED' } });
    price(1750);
    await quiet();
    expect((await bench.rest.get('/orders')).body).toEqual([]);
    expect(await bench.rest.delete(path)).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
  });

  it('compares an average with the close', async () => {
    // The average of 5 days is close to the price. A jump of the price takes the close far above it.
    const alertId = await place({
      comparisonType: 'TECHNICAL_WITH_CLOSE',
      indicatorName: 'SMA_5',
      operator: 'LESS_THAN',
    });
    price(1900);
    await until(async () => (await one(alertId))['alertStatus'] === 'TRIGGERED');
  });

  it('compares an oscillator with a value, and two averages with each other', async () => {
    const rsi = await place({ comparisonType: 'TECHNICAL_WITH_VALUE', indicatorName: 'RSI_14', comparingValue: 99.9 });
    const averages = await place({
      comparisonType: 'TECHNICAL_WITH_INDICATOR',
      indicatorName: 'EMA_5',
      comparingIndicatorName: 'EMA_200',
      operator: 'NOT_EQUAL',
    });
    await until(async () => (await one(averages))['alertStatus'] === 'TRIGGERED');
    expect(await one(rsi)).toMatchObject({ alertStatus: 'ACTIVE' });
  });

  it.each<[string, Row, readonly Row[]]>([
    ['a condition on a contract', { exchangeSegment: 'NSE_FNO', securityId: '52345' }, [order]],
    ['an unknown operator', { operator: 'ABOVE' }, [order]],
    ['a price without a value', { comparingValue: undefined }, [order]],
    ['an indicator without a name', { comparisonType: 'TECHNICAL_WITH_VALUE' }, [order]],
    ['no order', {}, []],
    ['sixteen orders', {}, Array.from({ length: 16 }, () => order)],
    ['an order that could not be placed', {}, [{ ...order, quantity: 0 }]],
  ])('refuses %s with DH-905', async (_what, changes, orders) => {
    const body = { condition: { ...condition, ...changes }, orders };
    expect(await bench.rest.post('/alerts/orders', body)).toMatchObject(bad);
  });
});

it('places a batch without a condition, each leg with its sequence', async () => {
  const leg = { ...order, price: 1600, discQuantity: undefined, triggerPrice: 0 };
  const answer = await bench.rest.post('/alerts/multi/orders', {
    dhanClientId: bench.id,
    orders: [
      { ...leg, sequence: '1', correlationId: 'a' },
      { ...leg, sequence: '2', correlationId: 'b' },
    ],
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      orders: [
        { sequence: '1', orderStatus: 'TRANSIT' },
        { sequence: '2', orderStatus: 'TRANSIT' },
      ],
    },
  });
  expect((await bench.rest.get('/orders')).body).toMatchObject([{ correlationId: 'a' }, { correlationId: 'b' }]);
  expect(await bench.rest.post('/alerts/multi/orders', { orders: [leg] })).toMatchObject(bad);
});

describe('indicators', () => {
  const candles = (...closes: number[]) =>
    closes.map((close, index) => ({ atMs: index, open: close, high: close + 1, low: close - 1, close, volume: 1 }));
  const rising = candles(...Array.from({ length: 40 }, (_, index) => 100 + index));

  it('match values calculated by hand', () => {
    expect(indicatorValue('SMA_5', candles(1, 2, 3, 4, 5, 6))).toBe(4);
    // First average 3, then 3 + (6 - 3) / 3.
    expect(indicatorValue('EMA_5', candles(1, 2, 3, 4, 5, 6))).toBe(4);
    expect(indicatorValue('RSI_14', rising)).toBe(100);
    // High and low are 1 from the close, and each close is 1 above the last one: every true range is 2.
    expect(indicatorValue('ATR_14', rising)).toBe(2);
    // Close 139 in a range of 125 to 140.
    expect(indicatorValue('STOCHASTIC', rising)).toBeCloseTo((14 / 15) * 100, 10);
    expect(indicatorValue('STOCHRSI_14', rising)).toBe(50);
    // 20 values, one apart: standard deviation sqrt((20² - 1) / 12).
    expect(indicatorValue('BB_UPPER', rising)).toBeCloseTo(129.5 + 2 * Math.sqrt(399 / 12), 10);
    expect(indicatorValue('BB_LOWER', rising)).toBeCloseTo(129.5 - 2 * Math.sqrt(399 / 12), 10);
    // On a straight line an average of n lags (n - 1) / 2 behind: 5.5 and 12.5. The difference is constant.
    expect(indicatorValue('MACD_12', rising)).toBeCloseTo(139 - 5.5, 10);
    expect(indicatorValue('MACD_26', rising)).toBeCloseTo(139 - 12.5, 10);
    expect(indicatorValue('MACD_HIST', rising)).toBeCloseTo(0, 10);
  });

  it('have no value when there are too few candles', () => {
    for (const name of ['SMA_200', 'EMA_50', 'BB_UPPER', 'RSI_14', 'ATR_14', 'STOCHASTIC', 'MACD_HIST'] as const) {
      expect(indicatorValue(name, candles(1, 2, 3)), name).toBeNull();
    }
  });
});
