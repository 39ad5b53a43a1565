import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { CliBench } from './testing/cli.ts';

let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  const store = openStore({ path: join(bench.home, 'dhancopy.db') });
  for (const [n, account_id] of ['1100000002', '1100000003'].entries()) {
    store.accounts.add({ account_id, role: 'follower', name: account_id });
    // 00:00:00 on 26 November 2026 in India, and a second before it.
    for (const [k, created_at] of [1_795_631_400, 1_795_631_399].entries()) {
      store.orders.upsertOrder({
        id: `O-${n}-${k}`,
        account_type: 'follower',
        account_id,
        status: 'EXECUTED',
        side: 'BUY',
        product: 'CNC',
        order_type: 'LIMIT',
        validity: 'DAY',
        security_id: '1333',
        exchange_segment: 'NSE_EQ',
        trading_symbol: '=HDFC,"BANK"',
        quantity: 10,
        price: 1612.35,
        created_at,
        updated_at: created_at,
        raw_response: '{"accessToken":"not-to-be-seen"}',
      });
    }
  }
  store.audit.add({ action: 'place_order', account_type: 'follower', account_id: '1100000002', ts: 1_795_631_400 });
  store.close();
});
afterEach(() => bench.close());

const csv = (text: string): Record<string, string>[] => parse(text, { columns: true });

it('orders by account and Indian day, as CSV to standard output', async () => {
  const ran = await bench.run('export orders --account 1100000002 --from 2026-11-26 --to 2026-11-26');
  expect(ran.code).toBe(0);
  const rows = csv(ran.stdout);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    id: 'O-0-0',
    created_at: '2026-11-26T00:00:00+05:30',
    price: '1612.35',
    // A spreadsheet must not run it.
    trading_symbol: '\'=HDFC,"BANK"',
  });
  expect(rows[0]).not.toHaveProperty('raw_response');
  expect(ran.stderr).toContain('1 rows of orders');
  expect(csv((await bench.run('export orders')).stdout)).toHaveLength(4);
  expect(csv((await bench.run('export orders --to 2026-11-25')).stdout)).toHaveLength(2);
});

it('JSON Lines into a file that only the owner can read, and that is never overwritten', async () => {
  const out = join(bench.home, 'orders.jsonl');
  expect(await bench.run(`export orders --format jsonl --raw --out ${out}`)).toMatchObject({ code: 0, stdout: '' });
  const text = readFileSync(out, 'utf8');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toHaveLength(4);
  expect(text).not.toContain('not-to-be-seen');
  expect(text).toContain('[redacted]');
  expect(statSync(out).mode & 0o777).toBe(0o600);
  const again = await bench.run(`export orders --out ${out}`);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('already exists');
  expect(readFileSync(out, 'utf8')).toBe(text);
  const below = await bench.run(`export orders --out ${out}/below.csv`);
  expect(below).toMatchObject({ code: 1, stdout: '' });
  expect(below.stderr).toContain(`--out: ${out}/below.csv cannot be written: a file is in the way`);
});

it('says that there is no such account, and writes no row', async () => {
  const ran = await bench.run('export orders --format jsonl --account 1199999999');
  expect(ran).toMatchObject({ code: 0, stdout: '' });
  expect(ran.stderr).toContain('account 1199999999 is not registered; see "dhancopy account list"');
});

it.each(['orders', 'trades', 'ledger', 'positions', 'holdings', 'funds', 'copies', 'audit'])(
  'exports %s, also where there is nothing',
  async (what) => {
    const ran = await bench.run(`export ${what} --format jsonl --from 2026-11-26`);
    expect(ran.code).toBe(0);
    expect(ran.stdout.trim().split('\n').filter(Boolean)).toHaveLength({ orders: 2, audit: 1 }[what] ?? 0);
  },
);

it.each([
  ['export secrets', /secrets/],
  ['export orders --from 26-11-2026', /Expected a day such as 2026-11-24/],
  ['export orders --from 2026-02-30', /Expected a day/],
  ['export orders --from 2026-11-27 --to 2026-11-26', /--from: expected a day not after --to/],
  ['export orders --format parquet', /csv, jsonl/],
])('refuses %s', async (args, words) => {
  const ran = await bench.run(args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(words);
});
