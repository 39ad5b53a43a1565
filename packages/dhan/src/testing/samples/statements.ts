import type { Sample } from './sample.ts';
import { CLIENT_ID, ist } from './sample.ts';

export const DAYS = { fromDate: '2026-09-01', toDate: '2026-09-15' } as const;

export const LEDGER_ROW = {
  dhanClientId: CLIENT_ID,
  narration: 'FUNDS WITHDRAWAL',
  voucherdate: 'Sep 02, 2026',
  exchange: 'NSE-CAPITAL',
  voucherdesc: 'PAYBNK',
  vouchernumber: '202600036701',
  debit: '20000.00',
  credit: '0.00',
  runbal: '957.29',
};
const READ_LEDGER = {
  narration: 'FUNDS WITHDRAWAL',
  voucherDate: '2026-09-02',
  debit: 20_000,
  credit: 0,
  runningBalance: 957.29,
};

/** As on the wire: no trade id, times "NA", charges as numbers. */
export const HISTORY_ROW = {
  dhanClientId: CLIENT_ID,
  orderId: '112260915000130',
  exchangeOrderId: '1200000011223344',
  exchangeTradeId: '0',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  orderType: 'LIMIT',
  tradingSymbol: null,
  customSymbol: 'NIFTY 24 SEP 25000 CALL',
  securityId: '52345',
  tradedQuantity: 65,
  tradedPrice: 101.35,
  isin: '',
  instrument: 'OPTIDX',
  sebiTax: 0.0076,
  stt: 0,
  brokerageCharges: 20,
  serviceTax: 4.29,
  exchangeTransactionCharges: 2.66,
  stampDuty: 0.23,
  createTime: 'NA',
  updateTime: 'NA',
  exchangeTime: '2026-09-15 10:05:01',
  drvExpiryDate: 'NA',
  drvOptionType: 'CALL',
  drvStrikePrice: 25000,
};
/** The page's table: charges as text, an instrument of another list, a trade id, an expiry with its time. */
const DOCUMENTED_ROW = {
  ...HISTORY_ROW,
  exchangeTradeId: '40212345',
  instrument: 'DERIVATIVES',
  sebiTax: '0.0076',
  stt: '1.50',
  brokerageCharges: '20',
  drvExpiryDate: '2026-09-24 00:00:00',
};

const ledger = {
  endpoint: 'GET /ledger',
  ask: (rooms) => rooms.statements.getLedger(DAYS),
} as const satisfies Partial<Sample>;
const history = {
  endpoint: 'GET /trades/{from-date}/{to-date}/{page}',
  ask: (rooms) => rooms.statements.getTradeHistory(DAYS, 0),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/statements/ */
export const STATEMENT_SAMPLES: readonly Sample[] = [
  { ...ledger, kind: 'documented', what: 'one object', from: 'page', body: LEDGER_ROW, gives: [READ_LEDGER] },
  {
    ...ledger,
    kind: 'observed',
    what: 'an array with a balance row of 1970',
    from: 'recorded, 2025',
    body: [
      { ...LEDGER_ROW, narration: 'OPENING BALANCE', voucherdate: 'Jan 01, 1970', debit: '0', credit: '0.0' },
      LEDGER_ROW,
    ],
    gives: [{ narration: 'OPENING BALANCE', voucherDate: null, debit: 0, credit: 0 }, READ_LEDGER],
  },
  {
    ...history,
    kind: 'documented',
    what: 'charges as text, an expiry with its time',
    from: 'page',
    body: [DOCUMENTED_ROW],
    gives: [
      { exchangeTradeId: '40212345', sebiTax: 0.0076, stt: 1.5, brokerageCharges: 20, drvExpiryDate: '2026-09-24' },
    ],
  },
  { ...history, kind: 'documented', what: 'an empty page', from: 'page', body: [], gives: [] },
  {
    ...history,
    kind: 'observed',
    what: 'charges as numbers, no times, no trade id, no symbol',
    from: 'recorded, 2025, and 318 rows of September 2026',
    body: [HISTORY_ROW, { ...HISTORY_ROW, tradingSymbol: undefined, exchangeTime: '2026-09-15T10:05:01' }],
    gives: [
      {
        exchangeTradeId: null,
        tradingSymbol: null,
        isin: null,
        createTimeMs: null,
        drvExpiryDate: null,
        exchangeTimeMs: ist('2026-09-15 10:05:01'),
      },
      { tradingSymbol: null, exchangeTimeMs: ist('2026-09-15 10:05:01'), brokerageCharges: 20 },
    ],
  },
];
