import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { DAILY, INTRADAY } from '../../testing/samples/market-data.ts';
import type { DailyCandlesRequest, IntradayCandlesRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

/** As recorded, in scientific notation. */
const COLUMNS = {
  open: [1610, 1612],
  high: [1620, 1622],
  low: [1600, 1602],
  close: [1615, 1617],
  volume: ['1.7454579E7', 100],
  timestamp: [1.7375706e9, 1.737657e9],
};

it('reads daily candles', async () => {
  dhan.says(200, COLUMNS);
  const { candles, raw } = await dhan.client.historicalData.getDailyCandles({ ...DAILY, expiryCode: 0 });
  expect(candles).toEqual([
    {
      startMs: 1_737_570_600_000,
      open: 1610,
      high: 1620,
      low: 1600,
      close: 1615,
      volume: 17_454_579,
      openInterest: null,
    },
    { startMs: 1_737_657_000_000, open: 1612, high: 1622, low: 1602, close: 1617, volume: 100, openInterest: null },
  ]);
  expect(raw).toEqual(COLUMNS);
  expect(dhan.last.body).toEqual({ ...DAILY, expiryCode: 0 });
});

it('reads candles of minutes with open interest; the interval is sent as text', async () => {
  dhan.says(200, { ...COLUMNS, open_interest: [500, 600] });
  const { candles } = await dhan.client.historicalData.getIntradayCandles(INTRADAY);
  expect(candles.map(({ openInterest }) => openInterest)).toEqual([500, 600]);
  expect(dhan.last.body).toEqual({ ...INTRADAY, interval: '5' });
});

it.each([
  [200, { open: [], high: [], low: [], close: [], volume: [], timestamp: [] }],
  [
    400,
    {
      errorCode: 'NONE',
      httpStatus: 'BAD_REQUEST',
      internalErrorCode: 'RS-9005',
      internalErrorMessage: 'Data not available',
    },
  ],
  [400, { errorCode: 'DH-907', errorMessage: 'no data' }],
])('returns none for HTTP %i %j', async (status, body) => {
  dhan.says(status, body);
  expect((await dhan.client.historicalData.getDailyCandles(DAILY)).candles).toEqual([]);
});

it('does not read the same inner code of a failed server as "none"', async () => {
  dhan.says(500, { errorCode: 'INTERNAL_SERVER_ERROR', internalErrorCode: 'RS-9005', internalErrorMessage: 'failed' });
  await expect(dhan.client.historicalData.getDailyCandles(DAILY)).rejects.toMatchObject({ innerCode: 'RS-9005' });
});

it('never makes a candle from columns of different lengths', async () => {
  dhan.says(200, { ...COLUMNS, close: [1615] });
  await expect(dhan.client.historicalData.getDailyCandles(DAILY)).rejects.toThrow(
    /POST \/charts\/historical: close: expected 2 numbers, one for each timestamp; there are 1/,
  );
});

it.each([
  [{ toDate: '2025-01-20' }, /toDate: expected a day after fromDate/],
  [{ fromDate: '2025-01-20 09:15:00' }, /fromDate: expected a date/],
  [{ instrument: 'STOCK' }, /instrument: .*found "STOCK"/],
  [{ expiryCode: 4 }, /expiryCode/],
])('refuses a request for days with %j', async (changes, words) => {
  const request = { ...DAILY, ...changes } as unknown as DailyCandlesRequest;
  await expect(dhan.client.historicalData.getDailyCandles(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it.each([
  [{ interval: 10 }, /interval: .*found 10/],
  [{ fromDate: '2026-09-15' }, /fromDate: expected an Indian time YYYY-MM-DD HH:mm:ss, found "2026-09-15"/],
  [{ fromDate: '2026-06-01 09:15:00' }, /toDate: expected at most 90 days after fromDate/],
])('refuses a request for minutes with %j', async (changes, words) => {
  const request = { ...INTRADAY, ...changes } as unknown as IntradayCandlesRequest;
  await expect(dhan.client.historicalData.getIntradayCandles(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});
