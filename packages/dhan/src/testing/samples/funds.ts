import type { MarginOrder } from '../../rest/funds/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID } from './sample.ts';

export const FUND_LIMIT = {
  dhanClientId: CLIENT_ID,
  availabelBalance: 98440.0,
  sodLimit: 113642.0,
  collateralAmount: 0.0,
  receiveableAmount: 0.0,
  utilizedAmount: 15202.0,
  blockedPayoutAmount: 0.0,
  withdrawableBalance: 98310.0,
};

export const MARGIN_ORDER = {
  exchangeSegment: 'NSE_EQ',
  transactionType: 'BUY',
  quantity: 25,
  productType: 'INTRADAY',
  securityId: '1333',
  price: 1612.5,
} as const satisfies MarginOrder;
export const MARGIN_ANSWER = {
  totalMargin: 8062.5,
  spanMargin: 0.0,
  exposureMargin: 0.0,
  availableBalance: 98440.0,
  variableMargin: 8062.5,
  insufficientBalance: 0.0,
  brokerage: 20.0,
  leverage: '4.00',
};

export const MULTI_MARGIN_CAMEL = {
  clientId: CLIENT_ID,
  totalMargin: 131250.0,
  spanMargin: 98600.0,
  exposure: 32650.0,
  equityMargin: 0.0,
  foMargin: 131250.0,
  commodity: 0.0,
  currency: 0.0,
};
export const MULTI_MARGIN_SNAKE = {
  total_margin: '131250.00',
  span_margin: '98600.00',
  exposure_margin: '32650.00',
  equity_margin: '0',
  fo_margin: '131250.00',
  commodity_margin: '0',
  currency: 'INR',
  hedge_benefit: '1200.50',
};
const READ_MULTI = { totalMargin: 131_250, spanMargin: 98_600, exposureMargin: 32_650, foMargin: 131_250 };

const funds = {
  endpoint: 'GET /fundlimit',
  ask: (rooms) => rooms.funds.getFundLimit(),
} as const satisfies Partial<Sample>;
const margin = {
  endpoint: 'POST /margincalculator',
  ask: (rooms) => rooms.funds.calculateMargin(MARGIN_ORDER),
} as const satisfies Partial<Sample>;
const multi = {
  endpoint: 'POST /margincalculator/multi',
  ask: (rooms) =>
    rooms.funds.calculateMultiMargin({ includePosition: true, includeOrder: true, orders: [MARGIN_ORDER] }),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/funds/ */
export const FUND_SAMPLES: readonly Sample[] = [
  {
    ...funds,
    kind: 'documented',
    what: 'the misspelt balance',
    from: 'page',
    body: FUND_LIMIT,
    gives: { availableBalance: 98_440, sodLimit: 113_642, receivableAmount: 0, withdrawableBalance: 98_310 },
  },
  {
    ...funds,
    kind: 'observed',
    what: 'the misspelt balance of a sandbox account',
    from: 'recorded, March 2026',
    body: { ...FUND_LIMIT, availabelBalance: 1000000.0 },
    gives: { availableBalance: 1_000_000 },
  },
  {
    ...funds,
    kind: 'observed',
    what: 'a failure of the server with a special code',
    from: 'sandbox, 24 August 2026',
    status: 500,
    body: { errorType: 'FUND_LIMIT_ERROR', errorCode: 'DH-908', errorMessage: 'failed' },
    throws: { class: 'unknown', errorType: 'FUND_LIMIT_ERROR' },
  },
  {
    ...margin,
    kind: 'documented',
    what: 'leverage without its letter',
    from: 'page',
    body: MARGIN_ANSWER,
    gives: { totalMargin: 8062.5, brokerage: 20, leverage: 4 },
  },
  {
    ...margin,
    kind: 'observed',
    what: 'no balance, leverage with its letter',
    from: 'recorded, 2025',
    body: { ...MARGIN_ANSWER, availableBalance: 0.0, leverage: '1X' },
    gives: { totalMargin: 8062.5, availableBalance: 0, leverage: 1 },
  },
  {
    ...multi,
    kind: 'documented',
    what: 'camel case and numbers',
    from: 'Swagger',
    body: MULTI_MARGIN_CAMEL,
    gives: READ_MULTI,
  },
  {
    ...multi,
    kind: 'documented',
    what: 'snake case and texts',
    from: 'page',
    body: MULTI_MARGIN_SNAKE,
    gives: { ...READ_MULTI, hedgeBenefit: 1200.5 },
  },
];
