import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { copyLine } from 'dhancopy/cli/copies/read';
import type { CopyLine } from 'dhancopy/cli/copies/read';
import { openStore } from 'dhancopy/store/store';
import { FastClock } from './kit/fast-clock.ts';
import { HDFC, LEADER, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';
let rig: Rig;
afterEach(() => rig.close());

/** The leader buys, cancels a second order, and sells. All orders end. */
async function playSession(): Promise<{ entry: string; resting: string; exit: string }> {
  const entry = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 50);
  const resting = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20, orderType: 'LIMIT', price: 1600 });
  await rig.until('resting', () => rig.orders(FOLLOWER).length === 2 && rig.orders(FOLLOWER)[1]?.status === 'PENDING');
  rig.emulator.control.modifyAppOrder(LEADER, resting, { price: 1602 });
  await rig.until('modified', () => rig.orders(FOLLOWER)[1]?.priceRupees === 1602);
  rig.emulator.control.cancelAppOrder(LEADER, resting);
  const exit = rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('over', () => [entry, resting, exit].every((id) => rig.mapping(id)?.is_open === 0));
  await rig.later('trades read', () => rig.query<{ n: number }>('select count(*) as n from trades')[0]?.n === 4);
  return { entry, resting, exit };
}

it('records for one order the account, the action, the time, the reason and the delay', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  const { entry } = await playSession();
  const row = rig.mapping(entry);
  expect(row).toMatchObject({
    status: 'placed',
    reason_code: 'FILLED',
    leader_quantity: 100,
    follower_quantity: 50,
    sizing_strategy: 'fixed_ratio',
    capital_ratio: 0.5,
    generation: 0,
  });
  const times = [row?.leader_seen_us, row?.decided_us, row?.sent_us, row?.answered_us];
  expect(times.every((time) => typeof time === 'number')).toBe(true);
  expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
  expect(row?.first_fill_us).toBeGreaterThan(row?.leader_seen_us ?? Infinity);

  const orders = rig.query(
    "select id, account_type, account_id, status, side, quantity, traded_qty, avg_price from orders where quantity in (100, 50) and side = 'BUY' order by account_type desc",
  );
  expect(orders).toEqual([
    {
      id: entry,
      account_type: 'leader',
      account_id: LEADER,
      status: 'EXECUTED',
      side: 'BUY',
      quantity: 100,
      traded_qty: 100,
      avg_price: 1612.6,
    },
    {
      id: row?.follower_order_id,
      account_type: 'follower',
      account_id: FOLLOWER,
      status: 'EXECUTED',
      side: 'BUY',
      quantity: 50,
      traded_qty: 50,
      avg_price: 1612.6,
    },
  ]);
  const events = rig.query<{ event_type: string }>(
    `select event_type from order_events where order_id = '${entry}' order by sequence`,
  );
  expect(events.map(({ event_type: type }) => type)).toEqual(['NEW', 'FILLED']);
});

/** The copy of a leader order, as it is listed. */
function listed(order: string): CopyLine | undefined {
  const store = openStore({ path: rig.settings.databasePath, readOnly: true });
  try {
    return store.copyList.byLeaderOrder(order).map(copyLine)[0];
  } finally {
    store.close();
  }
}

it('a copy that comes late is late from the time of the order at the broker', async () => {
  rig = await Rig.create();
  await rig.stop();
  const orderedMs = Date.now();
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100, orderType: 'LIMIT', price: 1600 });
  await setTimeout(4_000);
  const startedMs = Date.now();
  await rig.start();
  await rig.until('copied', () => rig.orders(FOLLOWER)[0]?.status === 'PENDING');
  await rig.until('on record', () => listed(order)?.stage === 'resting');
  const { orderedMs: shownMs = 0, latencyMs = 0 } = listed(order) ?? {};
  expect(shownMs).toBe(Math.floor(orderedMs / 1000) * 1000);
  expect(latencyMs).toBeGreaterThan(startedMs - orderedMs);
});

it('a copy whose first request was refused was sent when the broker took one, and not before', async () => {
  rig = await Rig.create();
  rig.emulator.control.expireToken(FOLLOWER);
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100, orderType: 'LIMIT', price: 1600 });
  await rig.until('refused', () => (rig.mapping(order)?.answered_us ?? null) !== null);
  await setTimeout(1_500);
  expect(listed(order)).toMatchObject({ stage: 'waiting', latencyMs: null });
  const { accessToken } = rig.emulator.control.mintToken(FOLLOWER);
  await rig.do({ op: 'account.token', clientId: FOLLOWER, token: accessToken });
  await rig.until('copied', () => listed(order)?.stage === 'resting');
  const row = rig.mapping(order);
  expect(listed(order)?.latencyMs).toBeGreaterThan(1_500);
  expect(row?.answered_us).toBeGreaterThan(row?.sent_us ?? Infinity);
});

it('keeps every call, frame, modification, trade and snapshot', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  await playSession();
  await rig.stop();
  const actions = rig.query<{ action: string }>(
    // In addition to the reads for the record some time after the start, and the address check of a trading morning.
    `select distinct action from audit_log
     where account_id = '${FOLLOWER}'
       and action not in ('get_holdings', 'get_super_orders', 'get_forever_orders', 'get_ip')
     order by action`,
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'account.add',
    'cancel_order',
    'get_fund_limit',
    'get_order_book',
    'get_positions',
    'get_profile',
    'get_trade_book',
    'link.add',
    'modify_order',
    'place_order',
  ]);
  expect(
    rig.query(
      "select count(*) as n from audit_log where module <> 'operator' and (status_code is null or duration_ms is null)",
    )[0],
  ).toEqual({
    n: 0,
  });
  expect(rig.query("select count(*) as n from websocket_messages where is_processed = 0 or payload = ''")[0]).toEqual({
    n: 0,
  });
  expect(
    rig.query(
      `select o.account_type, m.old_value, m.new_value, m.status
       from order_modifications as m join orders as o on o.id = m.order_id
       where m.modification_type = 'PRICE' order by o.account_type desc`,
    ),
  ).toEqual([
    { account_type: 'leader', old_value: '1600', new_value: '1602', status: 'SUCCESS' },
    { account_type: 'follower', old_value: '1600', new_value: '1602', status: 'SUCCESS' },
  ]);
  expect(
    rig.query(`select side, quantity, price, trade_value from trades where account_id = '${FOLLOWER}' order by side`),
  ).toEqual([
    { side: 'BUY', quantity: 50, price: 1612.6, trade_value: 80_630 },
    { side: 'SELL', quantity: 50, price: 1612.4, trade_value: 80_620 },
  ]);
  expect(rig.query('select count(*) as n from v_latest_funds')[0]).toEqual({ n: 2 });
  expect(rig.query('select held_qty from copy_positions')).toEqual([{ held_qty: 0 }]);
  expect(rig.query('select status, count(*) as n from websocket_connections group by status')).toEqual([
    { status: 'DISCONNECTED', n: 2 },
  ]);
});

it('notes when the leader last did something, by the broker', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  const noted = (): unknown => rig.query("select value from config where key = 'last_leader_event_ts'")[0];
  expect(noted()).toEqual({ value: '0' });
  const { exit } = await playSession();
  const at = rig.order(LEADER, exit).history.at(-1)?.atMs ?? 0;
  await rig.later('noted', () => (noted() as { value: string }).value === String(Math.floor(at / 1000)));
  const before = noted();
  // What the leader did before a restart is no news after it.
  await rig.stop();
  await rig.start();
  await rig.stop();
  expect(noted()).toEqual(before);
  expect(rig.query("select 1 from config_changes where key = 'last_leader_event_ts'")).toEqual([]);
});

it('counts requests in the database, and continues the count after a restart', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  await playSession();
  await rig.stop();
  const counted = Object.fromEntries(
    rig
      .query<{ endpoint: string; n: number }>(
        `select endpoint, sum(request_count) as n from rate_limit_tracking where account_id = '${FOLLOWER}' group by 1`,
      )
      .map(({ endpoint, n }) => [endpoint, n]),
  );
  expect(counted).toMatchObject({ orders: 5, place_order: 3, modify_order: 1, cancel_order: 1 });
  expect(counted['get_order_book']).toBeGreaterThan(0);
  await rig.start();
  const used = rig.runtime?.status().accounts.find((account) => account.accountId === FOLLOWER)?.ordersUsed;
  expect(used?.day).toBe(5);
});

it('contains no token in clear, in the database or its log', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  await playSession();
  const { accessToken } = rig.emulator.control.mintToken(FOLLOWER);
  await rig.do({ op: 'account.token', clientId: FOLLOWER, token: accessToken });
  await rig.until(
    'live again',
    () => rig.runtime?.status().accounts.every((account) => account.state === 'LIVE') ?? false,
  );
  for (const suffix of ['', '-wal']) {
    const bytes = readFileSync(rig.settings.databasePath + suffix);
    expect(bytes.includes(accessToken)).toBe(false);
    expect(bytes.includes(accessToken.slice(-40))).toBe(false);
  }
});

it('shows a split copy as one, and is readable by an older SQLite', async () => {
  const NIFTY = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
  rig = await Rig.create({
    followers: [{ id: FOLLOWER, ratio: '2', account: { fundsRupees: 90_000_000 } }],
  });
  const id = rig.leaderPlaces({ ...NIFTY, transactionType: 'BUY', quantity: 1755, productType: 'MARGIN' });
  await rig.until('filled', () => rig.mapping(id)?.reason_code === 'FILLED');
  const [view] = rig.query<{ order_details: string }>('select * from v_sliced_orders');
  expect(view).toMatchObject({
    slice_count: 2,
    total_quantity: 3510,
    original_quantity: 3510,
    executed_count: 2,
    failed_count: 0,
  });
  expect(JSON.parse(view?.order_details ?? '')).toMatchObject([
    { slice_index: 0, quantity: 1755 },
    { slice_index: 1, quantity: 1755 },
  ]);
  // An order inside an aggregate needs SQLite 3.44. One view with it would keep an older reader from opening the file.
  const views = rig.query<{ sql: string }>("select sql from sqlite_schema where type = 'view'");
  expect(
    views.filter(({ sql }) =>
      /(group_concat|json_group_array)\([^;]*?order by[^;]*?\) as/is.test(sql.replace(/from \([^)]*\)/gis, '')),
    ),
  ).toEqual([]);
});

it('gives the reason of a skipped order as text', async () => {
  rig = await Rig.create({
    leaders: [{ dhanClientId: LEADER, positions: [{ ...HDFC, productType: 'INTRADAY', netQuantity: 10 }] }],
  });
  const id = rig.leaderPlaces({ transactionType: 'SELL', quantity: 10 });
  await rig.until('recorded', () => rig.mapping(id) !== undefined);
  expect(rig.mapping(id)).toMatchObject({
    status: 'cancelled',
    follower_order_id: null,
    reason_code: 'NOTHING_COPIED',
    error_message: 'this is an exit, and the link holds nothing of that instrument to exit',
  });
});
