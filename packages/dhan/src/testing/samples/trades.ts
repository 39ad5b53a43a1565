import type { Sample } from './sample.ts';
import { CLIENT_ID, ist } from './sample.ts';

export const TRADE_ROW = {
  dhanClientId: CLIENT_ID,
  orderId: '112260915000130',
  exchangeOrderId: '1200000011223344',
  exchangeTradeId: '40212345',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  orderType: 'LIMIT',
  tradingSymbol: 'NIFTY-Sep2026-25000-CE',
  customSymbol: null,
  securityId: '52345',
  tradedQuantity: 65,
  tradedPrice: 101.35,
  createTime: '2026-09-15 10:05:00',
  updateTime: '2026-09-15 10:05:01',
  exchangeTime: '2026-09-15 10:05:01',
  drvExpiryDate: '2026-09-24',
  drvOptionType: 'CALL',
  drvStrikePrice: 25000.0,
};
/** customSymbol is in the Swagger file only. */
const { customSymbol: _custom, ...DOCUMENTED_ROW } = TRADE_ROW;

const READ = {
  orderId: '112260915000130',
  tradedQuantity: 65,
  tradedPrice: 101.35,
  exchangeTimeMs: ist('2026-09-15 10:05:01'),
};

const day = { endpoint: 'GET /trades', ask: (rooms) => rooms.trades.getTradeBook() } as const satisfies Partial<Sample>;
const ofOrder = {
  endpoint: 'GET /trades/{order-id}',
  ask: (rooms) => rooms.trades.getTradesOfOrder('112260915000130'),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/orders/ */
export const TRADE_SAMPLES: readonly Sample[] = [
  {
    ...day,
    kind: 'documented',
    what: 'a row',
    from: 'page',
    body: [DOCUMENTED_ROW],
    gives: [{ ...READ, drvOptionType: 'CALL' }],
  },
  {
    ...day,
    kind: 'observed',
    what: 'two trades of one second, without symbol, an option called NA',
    from: 'recorded, 2025',
    body: [
      { ...TRADE_ROW, drvOptionType: 'NA' },
      { ...TRADE_ROW, drvOptionType: 'NA', exchangeTradeId: '40212346' },
    ],
    gives: [
      { ...READ, customSymbol: null, drvOptionType: null },
      { ...READ, exchangeTradeId: '40212346' },
    ],
  },
  { ...ofOrder, kind: 'documented', what: 'one object', from: 'page', body: DOCUMENTED_ROW, gives: [READ] },
  { ...ofOrder, kind: 'documented', what: 'an array', from: 'Swagger', body: [TRADE_ROW], gives: [READ] },
];
