import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { DAYS, LEDGER_ROW as ENTRY } from '../../testing/samples/statements.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const EXPECTED = {
  dhanClientId: '1100012345',
  narration: 'FUNDS WITHDRAWAL',
  voucherDate: '2026-09-02',
  exchange: 'NSE-CAPITAL',
  voucherDescription: 'PAYBNK',
  voucherNumber: '202600036701',
  debit: 20_000,
  credit: 0,
  runningBalance: 957.29,
};

it.each([
  ['an array, as live', [ENTRY]],
  ['an object, as documented', ENTRY],
])('reads the ledger from %s', async (_words, body) => {
  dhan.says(200, body);
  expect(await dhan.client.statements.getLedger(DAYS)).toEqual([{ ...EXPECTED, raw: ENTRY }]);
  expect(dhan.last.url).toBe('/v2/ledger?from-date=2026-09-01&to-date=2026-09-15');
});

it('reads the balance rows of 1970 without a date', async () => {
  dhan.says(200, [{ ...ENTRY, narration: 'OPENING BALANCE', voucherdate: 'Jan 01, 1970', debit: '0', credit: '0.0' }]);
  expect((await dhan.client.statements.getLedger(DAYS))[0]).toMatchObject({ voucherDate: null, debit: 0, credit: 0 });
});

it('never guesses an amount', async () => {
  dhan.says(200, [{ ...ENTRY, credit: 'twelve' }]);
  await expect(dhan.client.statements.getLedger(DAYS)).rejects.toThrow(/GET \/ledger: row 0: credit: .*found "twelve"/);
});

it.each([
  [{ fromDate: '01-09-2026', toDate: '2026-09-15' }, /fromDate: expected a date YYYY-MM-DD, found "01-09-2026"/],
  [{ fromDate: '2026-02-30', toDate: '2026-09-15' }, /fromDate/],
  [{ fromDate: '2026-09-16', toDate: '2026-09-15' }, /toDate: expected the day of fromDate or a later one/],
])('refuses a request for %j', async (range, words) => {
  await expect(dhan.client.statements.getLedger(range)).rejects.toThrow(words);
  await expect(dhan.client.statements.getTradeHistory(range, 0)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

/** As on the wire: no trade id, times "NA", charges as numbers. */
const TRADE = {
  dhanClientId: '1100012345',
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
  drvExpiryDate: '2026-09-24 00:00:00',
  drvOptionType: 'CALL',
  drvStrikePrice: 25000,
};

it('reads a page of the trade history', async () => {
  dhan.says(200, [TRADE, { ...TRADE, stt: '1.50', exchangeTime: '2026-09-15T10:05:01', drvExpiryDate: 'NA' }]);
  const [first, second] = await dhan.client.statements.getTradeHistory(DAYS, 2);
  expect(first).toMatchObject({
    exchangeTradeId: null,
    tradingSymbol: null,
    isin: null,
    brokerageCharges: 20,
    createTimeMs: null,
    exchangeTimeMs: Date.parse('2026-09-15T10:05:01+05:30'),
    drvExpiryDate: '2026-09-24',
    raw: TRADE,
  });
  expect(second).toMatchObject({ stt: 1.5, drvExpiryDate: null, exchangeTimeMs: first?.exchangeTimeMs });
  expect(dhan.last.url).toBe('/v2/trades/2026-09-01/2026-09-15/2');
  await expect(dhan.client.statements.getTradeHistory(DAYS, -1)).rejects.toThrow(/GET \/trades: value: .*found -1/);
});

it('reads all pages up to the empty one', async () => {
  dhan.says(200, []);
  dhan.saysOnce(200, [TRADE, TRADE]);
  dhan.saysOnce(200, [TRADE]);
  const rows: string[] = [];
  for await (const { orderId } of dhan.client.statements.tradeHistory(DAYS)) rows.push(orderId);
  expect(rows).toHaveLength(3);
  expect(dhan.asked.map(({ url }) => url.at(-1))).toEqual(['0', '1', '2']);
});
