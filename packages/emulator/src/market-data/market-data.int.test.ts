import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, type Bench, type Row } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';
import { greeksOf, impliedVolatility, optionPrice } from './black-scholes.ts';
import { javaDouble } from './java-json.ts';

/** A Friday, 10:30 in India. */
const start = Date.parse('2026-11-20T05:00:00Z');
let now = start;
let bench: Bench;
beforeEach(async () => {
  now = start;
  bench = await openBench({ now: () => now, seed: 7 });
});
afterEach(() => bench.close());

const post = async (path: string, body: unknown): Promise<Row> => {
  const answer = await bench.rest.post(path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Row;
};
const none: Row = {};
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);
const failed = (code: number) => ({ body: { status: 'failed', data: { [code]: expect.any(String) as string } } });

describe('quotes', () => {
  it('are wrapped, keyed by text, and leave out instruments that are not listed', async () => {
    expect(await post('/marketfeed/ltp', { NSE_EQ: [1333, 999999], NSE_FNO: [1] })).toEqual({
      data: { NSE_EQ: { '1333': { last_price: 1612.5 } }, NSE_FNO: {} },
      status: 'success',
    });
  });

  it('accept the client id in the body, and ids as text', async () => {
    for (const path of ['/marketfeed/ltp', '/marketfeed/ohlc', '/marketfeed/quote']) {
      const { data } = await post(path, { NSE_EQ: [1333, '2885'], dhanClientId: bench.id });
      expect(data).toMatchObject({ NSE_EQ: { '1333': { last_price: 1612.5 }, '2885': { last_price: 1420 } } });
    }
  });

  it('follow the prices of the day, with the close of the day before', async () => {
    price(1630);
    price(1605);
    price(1611);
    const { data } = await post('/marketfeed/ohlc', { NSE_EQ: [1333] });
    const { ohlc, last_price } = (data as { NSE_EQ: Record<string, { ohlc: Row; last_price: number }> }).NSE_EQ[
      '1333'
    ] ?? { ohlc: none, last_price: 0 };
    expect(last_price).toBe(1611);
    expect(ohlc).toMatchObject({ open: 1612.5, high: 1630, low: 1605 });
    const daily = await post('/charts/historical', {
      securityId: '1333',
      exchangeSegment: 'NSE_EQ',
      instrument: 'EQUITY',
      fromDate: '2026-11-19',
      toDate: '2026-11-20',
    });
    expect(daily['close']).toEqual([ohlc['close']]);
    // A new day begins with the last price as its previous close.
    now += 86_400_000;
    const { accessToken } = bench.control.mintToken(bench.id);
    price(1600);
    const client = new RestClient(bench.emulator.restUrl, accessToken, '127.0.0.1', { 'client-id': bench.id });
    expect((await client.post('/marketfeed/ohlc', { NSE_EQ: [1333] })).body).toMatchObject({
      data: { NSE_EQ: { '1333': { ohlc: { open: 1600, high: 1600, low: 1600, close: 1611 } } } },
    });
    await client.close();
  });

  it('show five levels, circuit limits, volume and the time of the last trade', async () => {
    const quote = async () =>
      ((await post('/marketfeed/quote', { NSE_EQ: [1333] }))['data'] as { NSE_EQ: Record<string, Row> }).NSE_EQ[
        '1333'
      ] ?? {};
    expect(await quote()).toMatchObject({ last_trade_time: '01/01/1980 00:00:00', volume: 0, oi: 0 });
    price(1615);
    const row = await quote();
    expect(row).toMatchObject({
      last_price: 1615,
      last_trade_time: '20/11/2026 10:30:00',
      lower_circuit_limit: 1290,
      upper_circuit_limit: 1935,
      average_price: 1615,
    });
    const { buy, sell } = row['depth'] as { buy: { price: number; quantity: number }[]; sell: { price: number }[] };
    expect([buy[0]?.price, buy[4]?.price, sell[0]?.price, sell[4]?.price]).toEqual([1614.9, 1614.5, 1615.1, 1615.5]);
    expect(row['buy_quantity']).toBe(buy.reduce((sum, level) => sum + level.quantity, 0));
    expect(row['volume']).toBe(row['last_quantity']);
    expect(Number(row['volume'])).toBeGreaterThan(0);
  });

  it('are refused without plan, without client id, and in too large or invalid requests', async () => {
    const client = new RestClient(bench.emulator.restUrl, bench.token);
    expect(await client.post('/marketfeed/ltp', { NSE_EQ: [1333] })).toMatchObject(failed(810));
    await client.close();
    expect(await bench.rest.post('/marketfeed/ltp', { NSE_EQ: ['HDFCBANK'] })).toMatchObject(failed(814));
    expect(await bench.rest.post('/marketfeed/ltp', { dhanClientId: bench.id })).toMatchObject(failed(814));
    const many = Array.from({ length: 1001 }, (_, index) => index);
    expect(await bench.rest.post('/marketfeed/ltp', { NSE_EQ: many })).toMatchObject(failed(804));
    await bench.close();
    bench = await openBench({}, { dataPlan: false });
    expect(await bench.rest.post('/marketfeed/ltp', { NSE_EQ: [1333] })).toMatchObject(failed(806));
    expect((await bench.rest.get('/profile')).body).toMatchObject({ dataPlan: 'Deactive' });
  });

  it('are limited to one a second over all three, with 805', async () => {
    await bench.close();
    bench = await openBench({ rateLimits: true });
    expect((await bench.rest.post('/marketfeed/ltp', { NSE_EQ: [1333] })).status).toBe(200);
    expect(await bench.rest.post('/marketfeed/quote', { NSE_EQ: [1333] })).toMatchObject({
      status: 429,
      ...failed(805),
    });
    expect((await bench.rest.get('/orders')).status).toBe(200);
  });
});

describe('candles', () => {
  const daily = {
    securityId: '1333',
    exchangeSegment: 'NSE_EQ',
    instrument: 'EQUITY',
    fromDate: '2026-11-09',
    toDate: '2026-11-20',
  };
  const minutes = { ...daily, interval: '5', fromDate: '2026-11-19 09:15:00', toDate: '2026-11-19 15:30:00' };
  const arrays = async (path: string, body: Row) => (await post(path, body)) as Record<string, number[]>;

  it('exist for each trading day except the last, in UTC seconds', async () => {
    const { timestamp = [], open, open_interest } = await arrays('/charts/historical', daily);
    expect(timestamp.map((at) => new Date(at * 1000 + 19_800_000).toISOString().slice(0, 10))).toEqual([
      ...['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13'],
      ...['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'],
    ]);
    expect(open).toHaveLength(9);
    expect(open_interest).toBeUndefined();
  });

  it('of a day are the sum of its minutes, and the day ends close to the first price', async () => {
    const day = await arrays('/charts/historical', { ...daily, fromDate: '2026-11-19' });
    const parts = await arrays('/charts/intraday', minutes);
    expect(parts['timestamp']).toHaveLength(75);
    expect(parts['open']?.[0]).toBe(day['open']?.[0]);
    expect(parts['close']?.at(-1)).toBe(day['close']?.[0]);
    expect(Math.max(...(parts['high'] ?? []))).toBe(day['high']?.[0]);
    expect(Math.min(...(parts['low'] ?? []))).toBe(day['low']?.[0]);
    expect((parts['volume'] ?? []).reduce((sum, volume) => sum + volume, 0)).toBe(day['volume']?.[0]);
    expect(Math.abs((day['close']?.[0] ?? 0) / 1612.5 - 1)).toBeLessThan(0.005);
    for (const [index, high] of (parts['high'] ?? []).entries()) {
      expect(high).toBeGreaterThanOrEqual(Math.max(parts['open']?.[index] ?? 0, parts['close']?.[index] ?? 0));
    }
  });

  it('are the same for the same seed, and different for another', async () => {
    const first = await arrays('/charts/intraday', minutes);
    expect(await arrays('/charts/intraday', minutes)).toEqual(first);
    await bench.close();
    bench = await openBench({ now: () => now, seed: 7 });
    expect(await arrays('/charts/intraday', minutes)).toEqual(first);
    await bench.close();
    bench = await openBench({ now: () => now, seed: 8 });
    expect(await arrays('/charts/intraday', minutes)).not.toEqual(first);
  });

  it('of the current minute follow the price', async () => {
    price(1620);
    price(1618);
    const today = { ...minutes, interval: '1', fromDate: '2026-11-20', toDate: '2026-11-20 23:59:59', oi: true };
    expect(await arrays('/charts/intraday', today)).toMatchObject({
      open: [1612.5],
      high: [1620],
      low: [1612.5],
      close: [1618],
      timestamp: [start / 1000],
      open_interest: [0],
    });
  });

  it('are printed as Java prints doubles', async () => {
    const { body } = await request(`${bench.emulator.restUrl}/charts/historical`, {
      method: 'POST',
      headers: { 'access-token': bench.token, 'content-type': 'application/json' },
      body: JSON.stringify({ ...daily, fromDate: '2026-11-19' }),
    });
    expect(await body.text()).toMatch(/"timestamp":\[1\.\d+E9\]/);
    expect([1_737_570_600, 17_454_579, 1605, 1612.5, 0, 10_000_000].map(javaDouble)).toEqual([
      '1.7375706E9',
      '1.7454579E7',
      '1605.0',
      '1612.5',
      '0.0',
      '1.0E7',
    ]);
  });

  it('answer in their own shape when there is nothing, and fail for an id that is not a number', async () => {
    const none = {
      status: 400,
      body: {
        errorCode: 'NONE',
        httpStatus: 'BAD_REQUEST',
        internalErrorCode: 'RS-9005',
        internalErrorMessage: 'Data not available',
      },
    };
    expect(await bench.rest.post('/charts/historical', { ...daily, securityId: '999999' })).toEqual(none);
    expect(
      await bench.rest.post('/charts/historical', { ...daily, fromDate: '2027-11-09', toDate: '2027-11-19' }),
    ).toEqual(none);
    expect(await bench.rest.post('/charts/historical', { ...daily, securityId: 'HDFC' })).toMatchObject({
      status: 500,
      body: { errorCode: 'INTERNAL_SERVER_ERROR', internalErrorCode: 'RS-9005' },
    });
    const wide = { ...minutes, fromDate: '2026-08-01', toDate: '2026-11-19' };
    expect(await bench.rest.post('/charts/intraday', wide)).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
    expect(await bench.rest.post('/charts/intraday', { ...minutes, interval: '7' })).toMatchObject({ status: 400 });
    expect(await bench.rest.post('/charts/historical', { ...daily, fromDate: '09/11/2026' })).toMatchObject({
      status: 400,
    });
  });
});

describe('the option chain', () => {
  const nifty = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' };

  it('lists expiries, and both sides of each strike under six decimals', async () => {
    const { data: expiries } = await post('/optionchain/expirylist', nifty);
    expect(expiries).toEqual(['2026-11-24']);
    const { data } = await post('/optionchain', { ...nifty, Expiry: '2026-11-24' });
    const { oc, last_price } = data as { oc: Record<string, Record<string, Row>>; last_price: number };
    expect(last_price).toBe(25_012.4);
    expect(Object.entries(oc).map(([strike, sides]) => [strike, Object.keys(sides)])).toEqual([
      ['24900.000000', ['pe']],
      ['25000.000000', ['ce', 'pe']],
      ['25100.000000', ['ce']],
    ]);
    const call = oc['25000.000000']?.['ce'] ?? {};
    expect(call).toMatchObject({ security_id: 52345, last_price: 101.35, top_ask_price: 101.4, top_bid_price: 101.3 });
    const greeks = call['greeks'] as Record<string, number>;
    expect(greeks['delta']).toBeGreaterThan(0.5);
    expect(greeks['delta']).toBeLessThan(0.7);
    expect(greeks['theta']).toBeLessThan(0);
    expect(Number(call['implied_volatility'])).toBeGreaterThan(3);
    expect(Number(call['implied_volatility'])).toBeLessThan(40);
  });

  it('refuses an unknown underlying, date and expiry', async () => {
    const ask = (changes: Row) => bench.rest.post('/optionchain', { ...nifty, Expiry: '2026-11-24', ...changes });
    expect(await ask({ UnderlyingScrip: 999 })).toMatchObject(failed(813));
    expect(await ask({ Expiry: '24-11-2026' })).toMatchObject(failed(812));
    expect(await ask({ Expiry: '2026-11-25' })).toMatchObject(failed(811));
    expect(await ask({ UnderlyingSeg: undefined })).toMatchObject(failed(814));
  });

  it('answers the same request once in three seconds', async () => {
    await bench.close();
    bench = await openBench({ rateLimits: true, now: () => now });
    const ask = (changes: Row = {}) => bench.rest.post('/optionchain', { ...nifty, Expiry: '2026-11-24', ...changes });
    expect((await ask()).status).toBe(200);
    expect(await ask()).toMatchObject({ status: 429, ...failed(805) });
    expect((await ask({ UnderlyingScrip: 25 })).status).toBe(200);
    now += 3000;
    expect((await ask()).status).toBe(200);
  });

  it('matches the textbook', () => {
    // Hull: spot 42, strike 40, half a year, volatility 20 %. Hull's rate is 10 %, ours 6.5 %. Put-call parity holds at ours.
    const option = { spot: 42, strike: 40, years: 0.5 };
    const call = optionPrice({ ...option, isCall: true }, 0.2);
    const put = optionPrice({ ...option, isCall: false }, 0.2);
    expect(call - put).toBeCloseTo(42 - 40 * Math.exp(-0.065 * 0.5), 5);
    expect(impliedVolatility({ ...option, isCall: true }, call)).toBeCloseTo(0.2, 6);
    expect(impliedVolatility({ ...option, isCall: true }, 1)).toBeNull();
    const { delta, gamma } = greeksOf({ ...option, isCall: true }, 0.2);
    const moved = (by: number) => optionPrice({ ...option, spot: 42 + by, isCall: true }, 0.2);
    expect(delta).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 4);
    expect(gamma).toBeCloseTo((moved(0.1) - 2 * moved(0) + moved(-0.1)) / 0.01, 3);
  });
});

describe('expired options', () => {
  const body = {
    exchangeSegment: 'NSE_FNO',
    interval: '5',
    securityId: 13,
    instrument: 'OPTIDX',
    expiryFlag: 'WEEK',
    expiryCode: 1,
    strike: 'ATM+1',
    drvOptionType: 'CALL',
    requiredData: ['open', 'high', 'low', 'close', 'strike', 'spot', 'iv'],
    fromDate: '2026-11-18',
    toDate: '2026-11-20',
  };

  it('are parallel arrays of the requested fields, on one side', async () => {
    const { data } = await post('/charts/rollingoption', body);
    const { ce, pe } = data as { ce: Record<string, number[]>; pe: null };
    expect(pe).toBeNull();
    expect(Object.keys(ce).toSorted()).toEqual([...body.requiredData, 'timestamp'].toSorted());
    expect(ce['timestamp']).toHaveLength(150);
    for (const [index, spot] of (ce['spot'] ?? []).entries()) {
      expect(Math.abs((ce['strike']?.[index] ?? 0) - spot)).toBeLessThan(200);
      expect(ce['high']?.[index]).toBeGreaterThanOrEqual(ce['low']?.[index] ?? Infinity);
    }
  });

  it.each<[string, Row]>([
    ['eleven strikes away', { strike: 'ATM+11' }],
    ['four strikes away in a far week', { strike: 'ATM-4', expiryCode: 2 }],
    ['more than thirty days', { fromDate: '2026-10-01' }],
    ['an unknown underlying', { securityId: 99_999 }],
  ])('refuse %s', async (_what, changes) => {
    expect(await bench.rest.post('/charts/rollingoption', { ...body, ...changes })).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
  });
});
