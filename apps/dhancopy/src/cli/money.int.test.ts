import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DhanClient } from '@dhancopy/dhan/client';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { CliBench } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const HDFC = { exchangeSegment: 'NSE_EQ', securityId: '1333' } as const;
let bench: CliBench;
/** Settled, and a weekday. */
const DAY = (() => {
  for (let back = 4; ; back += 1) {
    const day = istDateTime(Date.now() - back * 86_400_000).slice(0, 10);
    if (![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) return day;
  }
})();

beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
});
afterEach(() => bench.close());

async function addFollower(): Promise<void> {
  const { accessToken } = bench.emulator.control.addAccount({
    dhanClientId: FOLLOWER,
    fundsRupees: 10_000_000,
    pastTrades: [
      { ...HDFC, at: `${DAY} 10:05:01`, transactionType: 'BUY', productType: 'CNC', quantity: 1250, priceRupees: 1600 },
    ],
  });
  const input = accessToken;
  await bench.run(`account add --role follower --client-id ${FOLLOWER} --name Ravi --token-stdin`, { input });
}

it('shows ledger and trades of an account, fetched when asked for, without an engine', async () => {
  await addFollower();
  const empty = await bench.run(`statement ledger ${FOLLOWER} --from ${DAY} --to ${DAY}`);
  expect(empty).toMatchObject({ code: 0 });
  expect(empty.stdout).toMatch(/no ledger lines on these days\nnot fetched yet: \d{4}-\d\d-\d\d; add --fetch/);

  const ledger = await bench.run(`statement ledger ${FOLLOWER} --from ${DAY} --to ${DAY} --fetch`);
  expect(ledger).toMatchObject({ code: 0 });
  expect(ledger.stderr).toContain(`ledger of ${FOLLOWER}: 1 days fetched, 3 rows`);
  // 20 lakh, tax of 2,000, stamp duty of 300, and the rest.
  expect(ledger.stdout).toMatch(/BILL FOR TRADES OF .* ₹20,02,\d{3}\.\d\d/);
  expect(ledger.stdout).toContain(`\n${DAY} `);
  expect(ledger.stdout).not.toContain('not fetched yet');

  const trades = await bench.json(`statement trades ${FOLLOWER} --from ${DAY} --to ${DAY} --fetch`);
  expect(trades).toMatchObject({
    clientId: FOLLOWER,
    notFetched: [],
    totals: { bought: 2_000_000, sold: 0, unknown: 0, byStatement: 1 },
    trades: [
      {
        side: 'BUY',
        quantity: 1250,
        charges: { source: 'statement', brokerage: 0, stt: 2000, stamp: 300, clearing: null, ipft: null },
      },
    ],
  });
  const shown = await bench.run(`statements trades ${FOLLOWER} --from ${DAY}`);
  expect(shown.stdout).toContain("; as in the broker's statement");
  expect(shown.stdout).toContain('?');
});

it('a bill that grows during the day is in the ledger once, and the balances add up', async () => {
  await addFollower();
  const { control } = bench.emulator;
  const today = istDateTime(Date.now()).slice(0, 10);
  const read = async () =>
    (await bench.json(`statement ledger ${FOLLOWER} --from ${DAY} --to ${today} --fetch`)) as {
      entries: { day: string; debit: number; credit: number; balance: number }[];
    };
  const trade = (quantity: number): string =>
    control.placeAppOrder(FOLLOWER, {
      ...HDFC,
      transactionType: 'BUY',
      productType: 'CNC',
      orderType: 'MARKET',
      quantity,
    });
  trade(10);
  const one = (await read()).entries;
  trade(20);
  const two = (await read()).entries;
  expect([one.length, two.length]).toEqual([2, 2]);
  expect(two[0]).toEqual(one[0]);
  const [first, second] = two;
  expect(second?.debit).toBeGreaterThan((one[1]?.debit ?? NaN) * 2.5);
  expect(second?.balance).toBeCloseTo((first?.balance ?? NaN) - (second?.debit ?? NaN), 2);
});

it('says what is wrong with a question', async () => {
  await addFollower();
  expect(await bench.run('statement ledger 99999')).toMatchObject({ code: 1 });
  expect((await bench.run('statement ledger 99999')).stderr).toContain('account 99999 is not registered');
  expect(await bench.run('statement ledger 1/2')).toMatchObject({ code: 2 });
  expect(await bench.run(`statement trades ${FOLLOWER} --from 2026-11-20 --to 2026-11-10`)).toMatchObject({ code: 2 });
  expect(await bench.run(`statement trades ${FOLLOWER} --from 20-11-2026`)).toMatchObject({ code: 2 });
});

it('a running engine fetches too, and shows super and forever orders and margins', async () => {
  const token = await bench.addAccount('leader', LEADER);
  await addFollower();
  await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing fixed_ratio --ratio 1`);
  const broker = new DhanClient({
    dhanClientId: LEADER,
    apiUrl: bench.emulator.restUrl,
    authUrl: bench.emulator.authUrl,
    accessToken: () => token,
  });
  const engine = await bench.startEngine();
  const shares = { ...HDFC, transactionType: 'BUY', orderType: 'LIMIT', quantity: 10 } as const;
  const placed = await broker.superOrders.placeSuperOrder({
    ...shares,
    productType: 'INTRADAY',
    price: 1600,
    targetPrice: 1650,
    stopLossPrice: 1590,
  });
  const forever = await broker.foreverOrders.placeForeverOrder({
    ...shares,
    orderFlag: 'SINGLE',
    productType: 'CNC',
    validity: 'DAY',
    price: 1500,
    triggerPrice: 1501,
  });
  await broker.close();
  const synced = await bench.json('statement sync');
  expect(synced).toMatchObject({ failed: [] });
  bench.emulator.control.placeAppOrder(LEADER, { ...shares, productType: 'INTRADAY', validity: 'DAY', price: 1601 });

  let shown: unknown[] = [];
  const poll = async (command: string, enough: number): Promise<void> => {
    const end = Date.now() + 20_000;
    do {
      await sleep(50);
      shown = (await bench.json(command)) as unknown[];
    } while (shown.length < enough && Date.now() < end);
  };
  await poll(`orders super ${LEADER}`, 3);
  expect(shown).toMatchObject([
    { orderId: placed.orderId, leg: 'ENTRY', price: 1600 },
    { leg: 'SL', price: 1590 },
    { leg: 'TARGET', price: 1650 },
  ]);
  await poll(`orders forever ${LEADER}`, 1);
  expect(shown).toMatchObject([{ orderId: forever.orderId, status: 'ACTIVE', brokerStatus: 'CONFIRM', price: 1500 }]);
  expect((await bench.run(`orders forever ${LEADER}`)).stdout).toContain('₹1,501.00');
  await poll(`margin ${FOLLOWER}`, 1);
  expect(shown).toMatchObject([{ securityId: '1333', product: 'INTRADAY', quantity: 10, price: 1601 }]);
  expect((await bench.run(`margin ${FOLLOWER}`)).stdout).toContain('₹1,601.00');
  engine.child.kill('SIGTERM');
  await engine.ended;
}, 90_000);
