import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { TRADE_ROW as TRADE } from '../../testing/samples/trades.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());

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

it('names the unreadable field', async () => {
  dhan.says(200, [{ ...TRADE, tradedQuantity: 6.5 }]);
  await expect(dhan.client.trades.getTradeBook()).rejects.toThrow(/GET \/trades: row 0: tradedQuantity: .*found 6.5/);
});
