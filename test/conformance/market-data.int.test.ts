import { expect } from 'vitest';
import type { DailyCandlesRequest, IntradayCandlesRequest } from '@dhancopy/dhan/rest/historical-data/request';
import type { ExpiredOptionsRequest } from '@dhancopy/dhan/rest/expired-options/request';
import { NOW_MS } from './kit/desk.ts';
import { refusals, roundTrips } from './kit/rows.ts';
import type { Refusal } from './kit/rows.ts';

const NIFTY = { securityId: '13', exchangeSegment: 'IDX_I' } as const;
const EXPIRY = '2026-11-24';
const HDFC = { NSE_EQ: ['1333'] } as const;
const DAILY = {
  securityId: '1333',
  exchangeSegment: 'NSE_EQ',
  instrument: 'EQUITY',
  fromDate: '2026-11-02',
  toDate: '2026-11-07',
} as const satisfies DailyCandlesRequest;
const INTRADAY = {
  ...DAILY,
  interval: 15,
  fromDate: '2026-11-19 09:15:00',
  toDate: '2026-11-19 15:30:00',
} as const satisfies IntradayCandlesRequest;
const ROLLING = {
  securityId: '13',
  exchangeSegment: 'NSE_FNO',
  instrument: 'OPTIDX',
  expiryFlag: 'WEEK',
  expiryCode: 1,
  strikesFromAtm: 2,
  drvOptionType: 'PUT',
  requiredData: ['open', 'high', 'low', 'close', 'strike', 'spot', 'oi'],
  interval: 60,
  fromDate: '2026-11-09',
  toDate: '2026-11-10',
} as const satisfies ExpiredOptionsRequest;

/** Highest and lowest enclose the others. */
const isCandle = ({
  open,
  high,
  low,
  close,
}: {
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
}): boolean => [open, close].every((price) => price !== null && price <= (high ?? 0) && price >= (low ?? Infinity));

roundTrips([
  {
    endpoint: 'POST /marketfeed/ltp',
    says: 'has the price of each, and leaves out what is not listed',
    async run({ client, control }) {
      control.setPrice('NSE_EQ', '1333', 1620.05);
      const rows = await client.marketQuote.getLtp({
        NSE_EQ: ['1333', '99'],
        NSE_FNO: ['52345'],
        IDX_I: ['13'],
        BSE_EQ: ['1333'],
      });
      expect(rows).toMatchObject([
        { exchangeSegment: 'NSE_EQ', securityId: '1333', lastPrice: control.price('NSE_EQ', '1333') },
        { exchangeSegment: 'NSE_FNO', securityId: '52345', lastPrice: control.price('NSE_FNO', '52345') },
        { exchangeSegment: 'IDX_I', securityId: '13', lastPrice: 25_012.4 },
      ]);
    },
  },
  {
    endpoint: 'POST /marketfeed/ohlc',
    says: 'has the day since its first price, and the close of the day before',
    async run({ client, control }) {
      const [before] = await client.marketQuote.getOhlc(HDFC);
      for (const rupees of [1630, 1605.5, 1610]) control.setPrice('NSE_EQ', '1333', rupees);
      const [after] = await client.marketQuote.getOhlc(HDFC);
      expect(after).toMatchObject({
        lastPrice: 1610,
        ohlc: { high: 1630, low: 1605.5, close: before?.ohlc.close, open: before?.ohlc.open },
      });
    },
  },
  {
    endpoint: 'POST /marketfeed/quote',
    says: 'has five levels a side around the price, and the last trade',
    async run({ client, control }) {
      control.setPrice('NSE_EQ', '1333', 1620);
      const [quote] = await client.marketQuote.getQuote(HDFC);
      expect(quote).toMatchObject({
        lastPrice: 1620,
        lastTradeTimeMs: NOW_MS,
        lowerCircuitLimit: 1290,
        upperCircuitLimit: 1935,
      });
      if (!quote) throw new Error('no quote');
      const { depth, buyQuantity, netChange, ohlc } = quote;
      expect(depth.buy.map(({ price }) => price)).toEqual([1619.9, 1619.8, 1619.7, 1619.6, 1619.5]);
      expect(depth.sell.map(({ price }) => price)).toEqual([1620.1, 1620.2, 1620.3, 1620.4, 1620.5]);
      expect(buyQuantity).toBe(depth.buy.reduce((sum, { quantity }) => sum + quantity, 0));
      expect(netChange).toBeCloseTo(1620 - ohlc.close, 2);
    },
  },
  {
    endpoint: 'POST /optionchain/expirylist',
    says: 'has the days of the contracts',
    run: async ({ client }) => expect(await client.optionChain.getExpiryList(NIFTY)).toEqual([EXPIRY]),
  },
  {
    endpoint: 'POST /optionchain',
    says: 'has both sides of each strike, at the prices of the market',
    async run({ client, control }) {
      control.setPrice('NSE_FNO', '52345', 104.5);
      const { lastPrice, strikes } = await client.optionChain.getOptionChain({ ...NIFTY, expiry: EXPIRY });
      expect(lastPrice).toBe(25_012.4);
      expect(strikes.map(({ strikePrice, ce, pe }) => [strikePrice, ce?.securityId, pe?.securityId])).toEqual([
        [24_900, undefined, '52348'],
        [25_000, '52345', '52346'],
        [25_100, '52347', undefined],
      ]);
      const [, middle] = strikes;
      expect(middle?.ce).toMatchObject({ lastPrice: 104.5, topBidPrice: 104.45, topAskPrice: 104.55 });
      expect(middle?.ce?.greeks?.delta).toBeGreaterThan(0);
      expect(middle?.pe?.greeks?.delta).toBeLessThan(0);
    },
  },
  {
    endpoint: 'POST /charts/historical',
    says: 'has one candle a day, the last day not included',
    async run({ client }) {
      const { candles } = await client.historicalData.getDailyCandles(DAILY);
      expect(candles).toHaveLength(5);
      expect(candles.every(isCandle)).toBe(true);
      const days = candles.map(({ startMs }) => new Date(startMs + 19_800_000).toISOString().slice(0, 10));
      expect(days).toEqual(['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06']);
      expect(await client.historicalData.getDailyCandles({ ...DAILY, toDate: '2026-11-06' })).toMatchObject({
        candles: candles.slice(0, 4),
      });
    },
  },
  {
    endpoint: 'POST /charts/historical',
    says: 'has none where the broker answers with an error',
    async run({ client }) {
      const weekend = { ...DAILY, fromDate: '2026-11-07', toDate: '2026-11-08' };
      expect(await client.historicalData.getDailyCandles(weekend)).toEqual({ candles: [], raw: null });
    },
  },
  {
    endpoint: 'POST /charts/intraday',
    says: 'has candles of minutes, with open interest when asked',
    async run({ client }) {
      const { candles } = await client.historicalData.getIntradayCandles({ ...INTRADAY, oi: true });
      expect(candles).toHaveLength(25);
      expect(candles.every(isCandle)).toBe(true);
      expect(candles.every(({ openInterest }) => openInterest !== null)).toBe(true);
      expect(candles[1]?.startMs).toBe(Date.parse('2026-11-19T09:30:00+05:30'));
    },
  },
  {
    endpoint: 'POST /charts/intraday',
    says: 'has the running minute, which follows the price',
    async run({ client, control }) {
      control.setPrice('NSE_EQ', '1333', 1633);
      const today = {
        ...INTRADAY,
        interval: 1,
        fromDate: '2026-11-20 10:00:00',
        toDate: '2026-11-20 15:30:00',
      } as const;
      const { candles } = await client.historicalData.getIntradayCandles(today);
      expect(candles.at(-1)).toMatchObject({ startMs: NOW_MS, close: 1633, high: 1633 });
    },
  },
  {
    endpoint: 'POST /charts/rollingoption',
    says: 'has the side that was asked for, two strikes out',
    async run({ client }) {
      const { ce, pe } = await client.expiredOptions.getRollingOptions(ROLLING);
      expect(ce).toEqual([]);
      expect(pe.length).toBeGreaterThan(5);
      expect(pe.every(isCandle)).toBe(true);
      for (const { strike, spot, iv } of pe) {
        expect(Math.abs((strike ?? 0) - (spot ?? 0))).toBeLessThan(400);
        expect(iv).toBeNull();
      }
    },
  },
]);

const WITHOUT_PLAN: readonly (readonly [Refusal['endpoint'], Refusal['ask']])[] = [
  ['POST /marketfeed/ltp', ({ client }) => client.marketQuote.getLtp(HDFC)],
  ['POST /marketfeed/ohlc', ({ client }) => client.marketQuote.getOhlc(HDFC)],
  ['POST /marketfeed/quote', ({ client }) => client.marketQuote.getQuote(HDFC)],
  ['POST /optionchain', ({ client }) => client.optionChain.getOptionChain({ ...NIFTY, expiry: EXPIRY })],
  ['POST /optionchain/expirylist', ({ client }) => client.optionChain.getExpiryList(NIFTY)],
  ['POST /charts/historical', ({ client }) => client.historicalData.getDailyCandles(DAILY)],
  ['POST /charts/intraday', ({ client }) => client.historicalData.getIntradayCandles(INTRADAY)],
  ['POST /charts/rollingoption', ({ client }) => client.expiredOptions.getRollingOptions(ROLLING)],
];

refusals([
  ...WITHOUT_PLAN.map(([endpoint, ask]): Refusal => ({
    endpoint,
    because: 'without the data plan',
    account: { dataPlan: false },
    ask,
    error: { code: '806', class: 'auth', authFault: 'PLAN', httpStatus: 400 },
  })),
  {
    endpoint: 'POST /optionchain',
    because: 'for a day on which nothing expires',
    ask: ({ client }) => client.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-11-25' }),
    error: { code: '811', class: 'invalid', httpStatus: 400 },
  },
  ...(
    [
      ['POST /optionchain', ({ client }) => client.optionChain.getOptionChain({ ...NIFTY, expiry: EXPIRY })],
      ['POST /optionchain/expirylist', ({ client }) => client.optionChain.getExpiryList(NIFTY)],
    ] satisfies [Refusal['endpoint'], Refusal['ask']][]
  ).map(([endpoint, ask]): Refusal => ({
    endpoint,
    because: 'for the same question within three seconds',
    emulator: { rateLimits: true },
    given: ask,
    ask,
    error: { code: '805', class: 'rate', httpStatus: 429 },
  })),
  {
    endpoint: 'POST /optionchain/expirylist',
    because: 'for an underlying that is not listed',
    ask: ({ client }) => client.optionChain.getExpiryList({ ...NIFTY, securityId: '99' }),
    error: { code: '813', class: 'invalid', httpStatus: 400 },
  },
  {
    endpoint: 'POST /charts/historical',
    because: 'by a server that fails over an id that is no number',
    ask: ({ client }) => client.historicalData.getDailyCandles({ ...DAILY, securityId: 'HDFCBANK' }),
    error: { code: 'INTERNAL_SERVER_ERROR', innerCode: 'RS-9005', class: 'unknown', httpStatus: 500 },
  },
  {
    endpoint: 'POST /charts/rollingoption',
    because: 'for more strikes out than there are',
    ask: ({ client }) => client.expiredOptions.getRollingOptions({ ...ROLLING, expiryCode: 2, strikesFromAtm: 4 }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /strike: expected at most 3 from ATM/,
  },
]);
