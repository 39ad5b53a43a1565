import type { ExpiredOptionsRequest } from '../../rest/expired-options/request.ts';
import type { DailyCandlesRequest, IntradayCandlesRequest } from '../../rest/historical-data/request.ts';
import type { Sample } from './sample.ts';
import { ist } from './sample.ts';

export const DAY_PRICES = { open: 1605, close: 1601.2, high: 1618, low: 1599.1 };
const level = { quantity: 10, orders: 2, price: 1612.4 };
const levels = [level, level, level, level, level];
export const QUOTE = {
  average_price: 1609.7,
  buy_quantity: 1200,
  sell_quantity: 900,
  depth: { buy: levels, sell: levels },
  last_price: 1612.5,
  last_quantity: 5,
  last_trade_time: '15/09/2026 10:05:01',
  lower_circuit_limit: 1451.1,
  upper_circuit_limit: 1773.6,
  net_change: 11.3,
  ohlc: DAY_PRICES,
  oi: 0,
  oi_day_high: 0,
  oi_day_low: 0,
  volume: 17454579,
};
const of = (fields: object): object => ({ data: { NSE_EQ: { '1333': fields } }, status: 'success' });
const HDFC = { NSE_EQ: ['1333'] } as const;

export const NIFTY = { securityId: '13', exchangeSegment: 'IDX_I' } as const;
export const CALL_SIDE = {
  average_price: 146.99,
  greeks: { delta: 0.53871, theta: -15.1539, gamma: 0.00132, vega: 12.18593 },
  implied_volatility: 9.789,
  last_price: 134,
  oi: 3786445,
  previous_close_price: 244.85,
  previous_oi: 402220,
  previous_volume: 31931705,
  security_id: 42528,
  top_ask_price: 134,
  top_ask_quantity: 1365,
  top_bid_price: 133.55,
  top_bid_quantity: 1625,
  volume: 117567970,
};

export const DAILY = {
  securityId: '1333',
  exchangeSegment: 'NSE_EQ',
  instrument: 'EQUITY',
  fromDate: '2025-01-20',
  toDate: '2025-01-22',
} as const satisfies DailyCandlesRequest;
export const INTRADAY = {
  securityId: '52345',
  exchangeSegment: 'NSE_FNO',
  instrument: 'OPTIDX',
  interval: 5,
  oi: true,
  fromDate: '2026-09-15 09:15:00',
  toDate: '2026-09-15 15:30:00',
} as const satisfies IntradayCandlesRequest;
const COLUMNS = {
  open: [1610, 1612],
  high: [1620, 1622],
  low: [1600, 1602],
  close: [1615, 1617],
  volume: [17454579, 100],
  timestamp: [1737570600, 1737657000],
};
/** As Java writes large numbers. */
const RECORDED_COLUMNS =
  '{"open":[1610.0,1612.0],"high":[1620.0,1622.0],"low":[1600.0,1602.0],"close":[1615.0,1617.0],"volume":[1.7454579E7,100.0],"timestamp":[1.7375706E9,1.737657E9]}';
const NO_DATA = {
  errorCode: 'NONE',
  httpStatus: 'BAD_REQUEST',
  internalErrorCode: 'RS-9005',
  internalErrorMessage: 'Data not available',
};
const FIRST_CANDLE = { startMs: 1_737_570_600_000, open: 1610, high: 1620, low: 1600, close: 1615, volume: 17_454_579 };

export const ROLLING = {
  securityId: '13',
  exchangeSegment: 'NSE_FNO',
  instrument: 'OPTIDX',
  expiryFlag: 'MONTH',
  expiryCode: 1,
  strikesFromAtm: 0,
  drvOptionType: 'CALL',
  requiredData: ['open', 'close', 'iv', 'strike', 'spot'],
  interval: 1,
  fromDate: '2026-08-01',
  toDate: '2026-08-31',
} as const satisfies ExpiredOptionsRequest;

const ltp = {
  endpoint: 'POST /marketfeed/ltp',
  ask: (rooms) => rooms.marketQuote.getLtp(HDFC),
} as const satisfies Partial<Sample>;
const ohlc = {
  endpoint: 'POST /marketfeed/ohlc',
  ask: (rooms) => rooms.marketQuote.getOhlc(HDFC),
} as const satisfies Partial<Sample>;
const quote = {
  endpoint: 'POST /marketfeed/quote',
  ask: (rooms) => rooms.marketQuote.getQuote(HDFC),
} as const satisfies Partial<Sample>;
const none = {
  kind: 'observed',
  what: 'nothing of an id that is unknown or closed',
  from: 'recorded, 2025',
  body: { data: {}, status: 'success' },
  gives: [],
} as const;
const noneOfSegment = {
  ...none,
  what: 'nothing of the segment',
  body: { data: { NSE_EQ: {} }, status: 'success' },
} as const;
const daily = {
  endpoint: 'POST /charts/historical',
  ask: (rooms) => rooms.historicalData.getDailyCandles(DAILY),
} as const satisfies Partial<Sample>;
const intraday = {
  endpoint: 'POST /charts/intraday',
  ask: (rooms) => rooms.historicalData.getIntradayCandles(INTRADAY),
} as const satisfies Partial<Sample>;
const page = { kind: 'documented', from: 'page' } as const;

/** Source: https://dhanhq.co/docs/v2/market-quote/ , …/historical-data/ , …/option-chain/ , …/expired-options-data/ */
export const MARKET_DATA_SAMPLES: readonly Sample[] = [
  {
    ...ltp,
    ...page,
    what: 'a last price',
    body: of({ last_price: 1612.5 }),
    gives: [{ exchangeSegment: 'NSE_EQ', securityId: '1333', lastPrice: 1612.5 }],
  },
  { ...ltp, ...none },
  { ...ltp, ...noneOfSegment },
  {
    ...ltp,
    kind: 'observed',
    what: 'too many requests, the code being a key',
    from: 'OpenAlgo and a test of another client',
    status: 429,
    body: {
      status: 'failed',
      data: { '805': 'Too many requests or connections. Further requests may result in the user being blocked.' },
    },
    throws: { class: 'rate', code: '805' },
  },
  {
    ...ohlc,
    ...page,
    what: 'the four prices of the day',
    body: of({ last_price: 1612.5, ohlc: DAY_PRICES }),
    gives: [{ lastPrice: 1612.5, ohlc: DAY_PRICES }],
  },
  { ...ohlc, ...none },
  {
    ...quote,
    ...page,
    what: 'all fields, five levels a side',
    body: of(QUOTE),
    gives: [
      {
        averagePrice: 1609.7,
        volume: 17_454_579,
        lastTradeTimeMs: ist('2026-09-15 10:05:01'),
        upperCircuitLimit: 1773.6,
        depth: { buy: levels, sell: levels },
      },
    ],
  },
  {
    ...quote,
    ...page,
    what: 'a trade of 1980, which is none',
    body: of({ ...QUOTE, last_trade_time: '01/01/1980 00:00:00' }),
    gives: [{ lastTradeTimeMs: null }],
  },
  { ...quote, ...none },
  {
    endpoint: 'POST /optionchain',
    ...page,
    what: 'keys with six decimals, a side that is missing',
    ask: (rooms) => rooms.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' }),
    body: {
      data: {
        last_price: 25012.3,
        oc: { '25050.000000': { pe: CALL_SIDE }, '25000.000000': { ce: CALL_SIDE, pe: CALL_SIDE } },
      },
      status: 'success',
    },
    gives: {
      lastPrice: 25_012.3,
      strikes: [
        { strikePrice: 25_000, ce: { securityId: '42528', greeks: CALL_SIDE.greeks, topBidQuantity: 1625 } },
        { strikePrice: 25_050, ce: null, pe: { lastPrice: 134 } },
      ],
    },
  },
  {
    endpoint: 'POST /optionchain/expirylist',
    ...page,
    what: 'days',
    ask: (rooms) => rooms.optionChain.getExpiryList(NIFTY),
    body: { data: ['2026-09-24', '2026-10-01'], status: 'success' },
    gives: ['2026-09-24', '2026-10-01'],
  },
  { ...daily, ...page, what: 'parallel arrays', body: COLUMNS, gives: { candles: [FIRST_CANDLE, { open: 1612 }] } },
  {
    ...daily,
    kind: 'observed',
    what: 'numbers in scientific notation',
    from: 'recorded, October 2025',
    body: RECORDED_COLUMNS,
    gives: { candles: [FIRST_CANDLE, { open: 1612 }] },
  },
  {
    ...daily,
    kind: 'observed',
    what: 'no data as an error',
    from: 'recorded, October 2025',
    status: 400,
    body: NO_DATA,
    gives: { candles: [] },
  },
  {
    ...daily,
    kind: 'observed',
    what: 'an id that is no number',
    from: 'recorded, October 2025',
    status: 500,
    body: {
      errorCode: 'INTERNAL_SERVER_ERROR',
      httpStatus: 'INTERNAL_SERVER_ERROR',
      internalErrorCode: 'RS-9005',
      internalErrorMessage: 'Something went wrong',
    },
    throws: { class: 'unknown', innerCode: 'RS-9005' },
  },
  {
    ...intraday,
    ...page,
    what: 'open interest next to the candles',
    body: { ...COLUMNS, open_interest: [500, 600] },
    gives: { candles: [{ ...FIRST_CANDLE, openInterest: 500 }, { openInterest: 600 }] },
  },
  {
    ...intraday,
    kind: 'observed',
    what: 'numbers in scientific notation',
    from: 'recorded, October 2025',
    body: RECORDED_COLUMNS,
    gives: { candles: [FIRST_CANDLE, { open: 1612 }] },
  },
  {
    ...intraday,
    kind: 'observed',
    what: 'empty arrays for a day that has data',
    from: 'OpenAlgo',
    body: { open: [], high: [], low: [], close: [], volume: [], timestamp: [] },
    gives: { candles: [] },
  },
  {
    endpoint: 'POST /charts/rollingoption',
    ...page,
    what: 'one side, the other null',
    ask: (rooms) => rooms.expiredOptions.getRollingOptions(ROLLING),
    body: {
      data: {
        ce: { open: [354], close: [360.25], iv: [], strike: [25000], spot: [25012.3], timestamp: [1756698300] },
        pe: null,
      },
    },
    gives: {
      ce: [
        { startMs: 1_756_698_300_000, open: 354, high: null, close: 360.25, iv: null, strike: 25_000, spot: 25_012.3 },
      ],
      pe: [],
    },
  },
];
