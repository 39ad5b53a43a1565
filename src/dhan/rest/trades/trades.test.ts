import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());

const TRADE = {
  dhanClientId: '1100012345',
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

it('reads a trade', async () => {
  dhan.says(200, [TRADE]);
  const [trade] = await dhan.client.trades.getTradeBook();
  const { createTime: _create, updateTime: _update, exchangeTime: _exchange, ...rest } = TRADE;
  const atMs = Date.parse('2026-09-15T10:05:00+05:30');
  expect(trade).toEqual({
    ...rest,
    createTimeMs: atMs,
    updateTimeMs: atMs + 1_000,
    exchangeTimeMs: atMs + 1_000,
    raw: TRADE,
  });
});

it('reads the trades of one order from an array, an object and nothing', async () => {
  for (const [body, count] of [
    [[TRADE, { ...TRADE, exchangeTradeId: '40212346', drvOptionType: 'NA' }], 2],
    [TRADE, 1],
    [[], 0],
  ] as const) {
    dhan.says(200, body);
    expect(await dhan.client.trades.getTradesOfOrder('112260915000130')).toHaveLength(count);
  }
});

it('names the field that it cannot read', async () => {
  dhan.says(200, [{ ...TRADE, tradedQuantity: 6.5 }]);
  await expect(dhan.client.trades.getTradeBook()).rejects.toThrow(/GET \/trades: row 0: tradedQuantity: .*found 6.5/);
});
