import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  const past = { exchangeSegment: 'NSE_EQ', securityId: '2885', transactionType: 'BUY', productType: 'CNC' } as const;
  bench = await openBench(
    { now: () => Date.parse('2026-11-20T05:00:00Z') },
    {
      fundsRupees: 100_000,
      pastTrades: [
        { ...past, at: '2026-11-18 10:05:01', quantity: 10, priceRupees: 1400 },
        ...Array.from({ length: 24 }, (_, index) => ({
          ...past,
          at: `2026-11-19 10:00:${String(index).padStart(2, '0')}`,
          quantity: 1,
          priceRupees: 1410,
        })),
      ],
    },
  );
});
afterEach(() => bench.close());

const get = async (path: string): Promise<Row[]> => {
  const answer = await bench.rest.get(path);
  expect(answer.status).toBe(200);
  return answer.body as Row[];
};

describe('trade history', () => {
  it('has the recorded keys, with charges calculated from the trade', async () => {
    const option = {
      exchangeSegment: 'NSE_FNO',
      securityId: '52345',
      productType: 'MARGIN',
      quantity: 65,
      price: 101.4,
    };
    const orderId = await bench.place(option);
    await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
    const rows = await get('/trades/2026-11-20/2026-11-20/0');
    // 65 at 101.40 is a premium of 6591. Exchange 0.0355299 % with the fund in it; GST on 20 + 2.3418 + 0.0066.
    expect(rows).toEqual([
      {
        dhanClientId: bench.id,
        orderId,
        exchangeOrderId: expect.stringMatching(/^\d{16}$/) as string,
        exchangeTradeId: expect.stringMatching(/^\d{8}$/) as string,
        transactionType: 'BUY',
        exchangeSegment: 'NSE_FNO',
        productType: 'MARGIN',
        orderType: 'LIMIT',
        tradingSymbol: null,
        customSymbol: expect.stringMatching(/^NIFTY .* 25000 CALL$/) as string,
        securityId: '52345',
        tradedQuantity: 65,
        tradedPrice: 101.4,
        isin: '',
        instrument: 'OPTIDX',
        sebiTax: 0.0066,
        stt: 0,
        brokerageCharges: 20,
        serviceTax: 4.0227,
        exchangeTransactionCharges: 2.3418,
        stampDuty: 0.1977,
        createTime: 'NA',
        updateTime: 'NA',
        exchangeTime: '2026-11-20 10:30:00',
        drvExpiryDate: expect.stringMatching(/^\d{4}-\d\d-\d\d 00:00:00$/) as string,
        drvOptionType: 'CALL',
        drvStrikePrice: 25_000,
      },
    ]);
  });

  it('pages from 0 until a page is empty, inside the dates', async () => {
    const pages = await Promise.all([0, 1, 2].map((page) => get(`/trades/2026-11-18/2026-11-19/${page}`)));
    expect(pages.map((page) => page.length)).toEqual([20, 5, 0]);
    const numbers = pages.flat().map((row) => row['exchangeTradeId']);
    expect(new Set(numbers).size).toBe(25);
    expect(await get('/trades/2026-11-18/2026-11-18/0')).toHaveLength(1);
    expect(await get('/trades')).toEqual([]);
  });

  it('charges brokerage once per order, for any number of trades', async () => {
    bench.control.setLiquidity('NSE_EQ', '1333', 4);
    const orderId = await bench.place({ price: 1613 });
    for (let count = 0; count < 2; count += 1) {
      await bench.row(orderId);
      bench.control.setPrice('NSE_EQ', '1333', 1612.5);
    }
    await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
    const rows = await get('/trades/2026-11-20/2026-11-20/0');
    expect(rows).toHaveLength(3);
    const brokerage = rows.reduce((sum, row) => sum + Number(row['brokerageCharges']), 0);
    const turnover = rows.reduce((sum, row) => sum + Number(row['tradedQuantity']) * Number(row['tradedPrice']), 0);
    expect(brokerage).toBeCloseTo(turnover * 0.0003, 3);
  });

  it.each(['2026-11-20/2026-11-19/0', '2026-11-20/tomorrow/0', '2026-11-20/2026-11-20/-1'])(
    'refuses %s',
    async (path) => {
      expect(await bench.rest.get(`/trades/${path}`)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
    },
  );
});

describe('the ledger', () => {
  it('runs from the opening to the closing balance as text, both dated 1970', async () => {
    const rows = await get('/ledger?from-date=2026-11-18&to-date=2026-11-19');
    expect(rows.map((row) => [row['narration'], row['voucherdate']])).toEqual([
      ['OPENING BALANCE', 'Jan 01, 1970'],
      ['BILL FOR TRADES OF 2026-11-18', 'Nov 18, 2026'],
      ['BILL FOR TRADES OF 2026-11-19', 'Nov 19, 2026'],
      ['CLOSING BALANCE', 'Jan 01, 1970'],
    ]);
    // 14,000 bought for delivery: tax 14.00, exchange 0.4298, SEBI 0.014, stamp 2.10, GST 0.0799.
    expect(rows[1]).toMatchObject({ exchange: 'NSE-CAPITAL', debit: '14016.62', credit: '0.00' });
    const balances = rows.map((row) => Number(row['runbal']));
    expect((balances[1] ?? 0) + 14_016.62).toBeCloseTo(balances[0] ?? 0, 2);
    // The balance after the past is the account's balance at the start of its day.
    expect(rows[3]).toMatchObject({ runbal: '100000.00', credit: '100000.00', debit: '0.00' });
  });

  it('bills only the part of a future that was closed the same day', async () => {
    const future = { exchangeSegment: 'NSE_FNO', securityId: '53001', productType: 'INTRADAY', quantity: 65 };
    bench.control.setFunds(bench.id, 1_000_000);
    await bench.row(
      await bench.place({ ...future, quantity: 130, price: 25_100 }),
      (row) => row['orderStatus'] === 'TRADED',
    );
    bench.control.setPrice('NSE_FNO', '53001', 25_160.2);
    const sell = { ...future, transactionType: 'SELL', price: 25_100 };
    await bench.row(await bench.place(sell), (row) => row['orderStatus'] === 'TRADED');
    const [, bill] = await get('/ledger?from-date=2026-11-20&to-date=2026-11-20');
    expect(bill?.['exchange']).toBe('NSE-FNO');
    // 65 bought at 25,060.10 and sold at 25,160.10 earn 6500, less a tax of 0.05 % on the sale and the rest.
    expect(Number(bill?.['credit'])).toBeGreaterThan(6500 - 817.71 - 400);
    expect(Number(bill?.['credit'])).toBeLessThan(6500 - 817.7);
  });

  it('requires both dates', async () => {
    expect(await bench.rest.get('/ledger?from-date=2026-11-18')).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-905' },
    });
  });
});
