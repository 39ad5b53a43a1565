import type { ConvertPositionRequest } from '../../rest/portfolio/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID } from './sample.ts';

export const HOLDING_ROW = {
  exchange: 'ALL',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  isin: 'INE040A01034',
  totalQty: 40,
  dpQty: 30,
  t1Qty: 10,
  mtf_t1_qty: 0,
  mtf_qty: 0,
  availableQty: 40,
  collateralQty: 0,
  avgCostPrice: 1588.4,
  lastTradedPrice: 1612.5,
};
const { mtf_t1_qty: _t1, mtf_qty: _mtf, lastTradedPrice: _last, ...RECORDED_HOLDING } = HOLDING_ROW;

export const POSITION_ROW = {
  dhanClientId: CLIENT_ID,
  tradingSymbol: 'NIFTY-Sep2026-25000-CE',
  securityId: '52345',
  positionType: 'LONG',
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  buyAvg: 101.35,
  buyQty: 65,
  costPrice: 101.35,
  sellAvg: 0.0,
  sellQty: 0,
  netQty: 65,
  realizedProfit: 0.0,
  unrealizedProfit: 334.75,
  rbiReferenceRate: 1.0,
  multiplier: 1,
  carryForwardBuyQty: 0,
  carryForwardSellQty: 0,
  carryForwardBuyValue: 0.0,
  carryForwardSellValue: 0.0,
  dayBuyQty: 65,
  daySellQty: 0,
  dayBuyValue: 6587.75,
  daySellValue: 0.0,
  drvExpiryDate: '2026-09-24',
  drvOptionType: 'CALL',
  drvStrikePrice: 25000.0,
  crossCurrency: false,
};

export const CONVERSION = {
  fromProductType: 'INTRADAY',
  toProductType: 'CNC',
  exchangeSegment: 'NSE_EQ',
  positionType: 'LONG',
  securityId: '1333',
  convertQty: 10,
} as const satisfies ConvertPositionRequest;

const NO_HOLDINGS = {
  errorCode: 'DHOLDING_ERROR',
  httpStatus: 'BAD_REQUEST',
  internalErrorCode: 'DH-1111',
  internalErrorMessage: 'No holdings available',
};

const holdings = {
  endpoint: 'GET /holdings',
  ask: (rooms) => rooms.portfolio.getHoldings(),
} as const satisfies Partial<Sample>;
const positions = {
  endpoint: 'GET /positions',
  ask: (rooms) => rooms.portfolio.getPositions(),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/portfolio/ */
export const PORTFOLIO_SAMPLES: readonly Sample[] = [
  {
    ...holdings,
    kind: 'documented',
    what: 'a row with the fields of the Swagger file',
    from: 'page and Swagger',
    body: [HOLDING_ROW],
    gives: [{ totalQty: 40, dpQty: 30, t1Qty: 10, mtfQty: 0, avgCostPrice: 1588.4, lastTradedPrice: 1612.5 }],
  },
  {
    ...holdings,
    kind: 'observed',
    what: 'a row without margin fields and last price',
    from: 'recorded, March 2025',
    body: [RECORDED_HOLDING],
    gives: [{ totalQty: 40, mtfT1Qty: 0, mtfQty: 0, lastTradedPrice: 0 }],
  },
  {
    ...holdings,
    kind: 'observed',
    what: 'an empty account as an error',
    from: 'OpenAlgo',
    status: 400,
    body: NO_HOLDINGS,
    gives: [],
  },
  { ...positions, kind: 'documented', what: 'a row', from: 'page', body: [POSITION_ROW], gives: [POSITION_ROW] },
  { ...positions, kind: 'documented', what: 'none', from: 'page', body: [], gives: [] },
  {
    ...positions,
    kind: 'observed',
    what: 'a failure of the server with another code',
    from: 'sandbox, 24 August 2026',
    status: 500,
    body: { errorType: 'CONVERT_POSITION_ERROR', errorCode: 'DH-908', errorMessage: 'failed' },
    throws: { class: 'unknown', errorType: 'CONVERT_POSITION_ERROR' },
  },
  {
    endpoint: 'POST /positions/convert',
    kind: 'documented',
    what: 'HTTP 202 without a body',
    from: 'page',
    ask: (rooms) => rooms.portfolio.convertPosition(CONVERSION),
    status: 202,
    body: '',
    gives: undefined,
  },
  {
    endpoint: 'DELETE /positions',
    kind: 'documented',
    what: 'a status',
    from: 'page and Swagger',
    ask: (rooms) => rooms.portfolio.exitAllPositions(),
    body: { status: 'SUCCESS', message: 'All orders and positions exited successfully' },
    gives: { message: 'All orders and positions exited successfully' },
  },
  {
    endpoint: 'DELETE /positions',
    kind: 'documented',
    what: 'HTTP 202 without a body',
    from: 'newer portal',
    ask: (rooms) => rooms.portfolio.exitAllPositions(),
    status: 202,
    body: '',
    gives: { message: '' },
  },
];
