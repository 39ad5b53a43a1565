import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import type { QuoteRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const DAY = { open: 1605, close: 1601.2, high: 1618, low: 1599.1 };
const level = { quantity: 10, orders: 2, price: 1612.4 };
const QUOTE = {
  average_price: 1609.7,
  buy_quantity: 1200,
  sell_quantity: 900,
  depth: { buy: [level, level, level, level, level], sell: [level, level, level, level, level] },
  last_price: 1612.5,
  last_quantity: 5,
  last_trade_time: '15/09/2026 10:05:01',
  lower_circuit_limit: 1451.1,
  upper_circuit_limit: 1773.6,
  net_change: 11.3,
  ohlc: DAY,
  oi: 0,
  oi_day_high: 0,
  oi_day_low: 0,
  volume: '1.7454579E7',
};

it('requests ids as numbers, each once, and reads last prices', async () => {
  dhan.says(200, { data: { NSE_EQ: { '1333': { last_price: 1612.5 } }, NSE_FNO: {} }, status: 'success' });
  const request = { NSE_EQ: ['1333', '11536', '1333'], NSE_FNO: ['52345'], BSE_EQ: [] };
  expect(await dhan.client.marketQuote.getLtp(request)).toEqual([
    { exchangeSegment: 'NSE_EQ', securityId: '1333', lastPrice: 1612.5, raw: { last_price: 1612.5 } },
  ]);
  expect(dhan.last.body).toEqual({ NSE_EQ: [1333, 11536], NSE_FNO: [52345] });
});

it('reads the four prices of the day', async () => {
  dhan.says(200, { data: { NSE_EQ: { '1333': { last_price: 1612.5, ohlc: DAY } } }, status: 'success' });
  expect(await dhan.client.marketQuote.getOhlc({ NSE_EQ: ['1333'] })).toMatchObject([{ lastPrice: 1612.5, ohlc: DAY }]);
});

it('reads depth, and reads 1980 as never traded', async () => {
  const never = { ...QUOTE, last_trade_time: '01/01/1980 00:00:00' };
  dhan.says(200, { data: { NSE_EQ: { '1333': QUOTE, '2': never } }, status: 'success' });
  const [first, second] = await dhan.client.marketQuote.getQuote({ NSE_EQ: ['1333', '2'] });
  // Ids are keys of an object: small numbers come first.
  expect(second).toMatchObject({
    securityId: '1333',
    averagePrice: 1609.7,
    volume: 17_454_579,
    lastTradeTimeMs: Date.parse('2026-09-15T10:05:01+05:30'),
    upperCircuitLimit: 1773.6,
    depth: { buy: Array.from({ length: 5 }, () => level) },
  });
  expect(first).toMatchObject({ securityId: '2', lastTradeTimeMs: null });
});

it.each([
  { data: {}, status: 'success' },
  { data: { NSE_EQ: {} }, status: 'success' },
])('reads %j as instruments that are not traded', async (body) => {
  dhan.says(200, body);
  expect(await dhan.client.marketQuote.getLtp({ NSE_EQ: ['1333'] })).toEqual([]);
});

it('names the instrument with an unreadable price', async () => {
  dhan.says(200, { data: { NSE_EQ: { '1333': { last_price: 'x' } } }, status: 'success' });
  await expect(dhan.client.marketQuote.getLtp({ NSE_EQ: ['1333'] })).rejects.toThrow(
    /POST \/marketfeed\/ltp: NSE_EQ 1333: last_price: expected a number, found "x"/,
  );
});

it.each([
  [{}, /instruments: expected 1 to 1000, found 0/],
  [{ NSE_EQ: Array.from({ length: 1001 }, (_, index) => String(index)) }, /expected 1 to 1000, found 1001/],
  [{ NSE_EQ: ['RELIANCE'] }, /NSE_EQ.0: expected a security id of digits, found "RELIANCE"/],
  [{ NYSE: ['1'] }, /NYSE|value/],
])('refuses a request for %j', async (request, words) => {
  await expect(dhan.client.marketQuote.getLtp(request as QuoteRequest)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it('reports what to correct without the data plan', async () => {
  dhan.says(200, { status: 'failed', data: { '806': 'Data APIs not subscribed' } });
  await expect(dhan.client.marketQuote.getLtp({ NSE_EQ: ['1333'] })).rejects.toMatchObject({
    class: 'auth',
    authFault: 'PLAN',
    message: 'Data APIs not subscribed',
  });
});
