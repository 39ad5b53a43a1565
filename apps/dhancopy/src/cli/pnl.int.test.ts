import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { anOrder, OPENING } from '../store/testing.ts';
import { CliBench } from './testing/cli.ts';

const LEADER = '1100000001';

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
});
afterAll(() => bench.close());

it('pnl --json gives amounts in whole paise', async () => {
  const store = openStore({ path: join(bench.home, 'dhancopy.db') });
  store.orders.upsertOrder(anOrder({ account_id: LEADER }));
  for (const [n, side, price] of [
    [1, 'BUY', 100.1],
    [2, 'SELL', 100.2],
  ] as const) {
    store.trades.upsertTrade({
      account_type: 'leader',
      account_id: LEADER,
      order_id: 'L-1',
      exchange_trade_id: `T-${n}`,
      side,
      quantity: 3,
      price,
      // 300.29999999999995 and 300.6.
      trade_value: 3 * price,
      product: 'INTRADAY',
      exchange_segment: 'NSE_EQ',
      security_id: '11536',
      trade_ts: OPENING + n,
    });
  }
  store.close();
  expect(await bench.json(`pnl ${LEADER} --from 2026-01-05 --to 2026-01-05`)).toMatchObject([
    { buyValue: 300.3, sellValue: 300.6, realised: 0.3, net: 0.3 },
  ]);
});
