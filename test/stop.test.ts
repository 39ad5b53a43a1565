import { afterEach, expect, it } from 'vitest';
import { HDFC, LEADER, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';
/** A stop ends within this, ms; see EngineHandle. */
const STOP_WITHIN_MS = 15_000;

let rig: Rig;
afterEach(() => rig.close());

/** Positions of an account as the database shows them last, closed ones included. */
const recorded = (account: string): object[] =>
  rig.query(`select product, buy_qty, sell_qty, net_qty, ltp from v_latest_positions where account_id = '${account}'`);

const trades = (account: string): object[] =>
  rig.query(`select side, quantity, price from trades where account_id = '${account}' order by trade_ts, rowid`);

/** The leader buys and sells most of it. Resolves with the last fill of the follower. */
async function play(): Promise<void> {
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 50);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 60 });
  await rig.until('sold', () => rig.net(FOLLOWER) === 20);
}

it('leaves positions, trades and funds as the broker has them, also of a fill just before it', async () => {
  rig = await Rig.create();
  await play();
  // The broker values positions by it; its rows do not name it.
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1620.35);
  await rig.stop();
  for (const [account, units] of [
    [LEADER, 100],
    [FOLLOWER, 50],
  ] as const) {
    const sold = (units / 100) * 60;
    expect(recorded(account)).toEqual([
      { product: 'INTRADAY', buy_qty: units, sell_qty: sold, net_qty: units - sold, ltp: 1620.35 },
    ]);
    expect(trades(account)).toMatchObject([
      { side: 'BUY', quantity: units },
      { side: 'SELL', quantity: sold },
    ]);
    const { funds: atBroker } = rig.emulator.control.book(account);
    const [funds] = rig.query<{ available_balance: number }>(
      `select available_balance from v_latest_funds where account_id = '${account}'`,
    );
    expect(funds?.available_balance).toBeCloseTo(atBroker.availableRupees, 2);
  }
});

it('ends in time when the broker does not answer, and says which read failed', async () => {
  rig = await Rig.create();
  await play();
  rig.emulator.control.addFault({ operations: ['positions', 'holdings', 'trades'], effect: { kind: 'hang' } });
  const startMs = performance.now();
  await rig.stop();
  expect(performance.now() - startMs).toBeLessThan(STOP_WITHIN_MS);
  // What was answered is kept.
  const [funds] = rig.query<{ snapshot_ts: number }>(
    `select snapshot_ts from v_latest_funds where account_id = '${FOLLOWER}'`,
  );
  expect(funds?.snapshot_ts).toBeGreaterThan(Date.now() / 1000 - 10);
});

it('ends in time when an order has no answer either', async () => {
  rig = await Rig.create();
  await play();
  rig.emulator.control.addFault({ accounts: [FOLLOWER], effect: { kind: 'hang' } });
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 40 });
  await rig.until('sent', () => rig.emulator.control.requests().some(({ outcome }) => outcome === 'hanging'));
  const startMs = performance.now();
  await rig.stop();
  expect(performance.now() - startMs).toBeLessThan(STOP_WITHIN_MS);
  expect(recorded(LEADER)).toMatchObject([{ net_qty: 0 }]);
});
