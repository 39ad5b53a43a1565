import { describe, expect, it } from 'vitest';
import type { OrderToWrite } from '../orders/orders.ts';
import type { Store } from '../store.ts';
import { anOrder, newLinkedStore, OPENING, rawDatabase } from '../testing.ts';

/** A thousand rows that have ended, in each table that a view of what is active reads. */
const HISTORY = `
  create temp table counted as
  with recursive counted (n) as (select 0 union all select n + 1 from counted where n < 999) select n from counted;
  insert into orders (
    id, account_type, status, side, product, order_type, validity, security_id, exchange_segment, quantity, created_at, updated_at
  ) select 'O' || n, 'leader', 'EXECUTED', 'BUY', 'CNC', 'LIMIT', 'DAY', '1333', 'NSE_EQ', 1, n, n from temp.counted;
  insert into forever_orders (
    id, account_type, status, order_type, security_id, exchange_segment, trigger_type, transaction_type, product,
    order_type_after_trigger, quantity, created_at, updated_at
  )
  select 'F' || n, 'leader', 'TRIGGERED', 'SINGLE', '1333', 'NSE_EQ', 'LTP_ABOVE', 'BUY', 'CNC', 'LIMIT', 1, n, n from temp.counted;
  insert into bracket_order_legs (parent_order_id, leg_order_id, leg_type, account_type, status, created_at, updated_at)
  select 'O' || n, 'L' || n, 'SL', 'leader', 'EXECUTED', n, n from temp.counted;
  insert into websocket_connections (account_type, connection_id, ws_url, status, created_at, updated_at)
  select 'leader', 'C' || n, 'wss://example', 'DISCONNECTED', n, n from temp.counted;
  insert into trades (id, order_id, account_type, quantity, price, trade_ts)
  select 'T' || n, 'O' || n, 'leader', 1, 100, n from temp.counted;
  insert into error_log (error_type, error_message, occurred_at) select 'OLD', 'words', n from temp.counted;`;

const FOLLOWER = { account_id: 'F1', account_type: 'follower' } as const;
const HELD = { exchange_segment: 'NSE_EQ', product: 'CNC' } as const;

function desk() {
  const store = newLinkedStore(2);
  const db = rawDatabase(store.path);
  return {
    store,
    db,
    all: (sql: string) =>
      db
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
  };
}

/** One snapshot that holds something, or nothing. */
const snapshots = {
  positions: (store: Store, snapshot_ts: number, held: boolean) =>
    store.positions.record({ ...FOLLOWER, snapshot_ts }, held ? [{ ...HELD, security_id: '1', net_qty: 5 }] : []),
  holdings: (store: Store, snapshot_ts: number, held: boolean) =>
    store.holdings.record(
      { ...FOLLOWER, snapshot_ts },
      held ? [{ exchange_segment: 'NSE_EQ', security_id: '1', total_qty: 5, available_qty: 5 }] : [],
    ),
};

describe('latest snapshots', () => {
  it('a security that left the latest snapshot is gone, per account', () => {
    const { store, all } = desk();
    const at = (snapshot_ts: number) => ({ ...FOLLOWER, snapshot_ts });
    store.positions.record(at(OPENING), [
      { ...HELD, security_id: '1', net_qty: 5 },
      { ...HELD, security_id: '2', net_qty: 6 },
    ]);
    store.positions.record({ ...at(OPENING), account_id: 'F2' }, [{ ...HELD, security_id: '1', net_qty: 7 }]);
    store.positions.record(at(OPENING + 1), [{ ...HELD, security_id: '2', net_qty: 8 }]);
    expect(all('select account_id, security_id, net_qty, quantity from v_latest_positions')).toEqual([
      { account_id: 'F1', security_id: '2', net_qty: 8, quantity: 8 },
      { account_id: 'F2', security_id: '1', net_qty: 7, quantity: 7 },
    ]);
  });

  it.each(['positions', 'holdings'] as const)('an empty snapshot of %s empties the account, until the next', (kind) => {
    const { store, all } = desk();
    const record = (ts: number, held: boolean) => snapshots[kind](store, ts, held);
    const latest = () => all(`select security_id from v_latest_${kind}`).length;
    record(OPENING, true);
    expect(latest()).toBe(1);
    record(OPENING + 1, false);
    expect(latest()).toBe(0);
    record(OPENING + 2, true);
    expect(latest()).toBe(1);
    // Two snapshots in one second: the later call is the truth, in either order.
    record(OPENING + 2, false);
    expect(latest()).toBe(0);
    record(OPENING + 2, true);
    expect(latest()).toBe(1);
  });

  it('deleting the latest snapshot brings back the one before', () => {
    const { store, db, all } = desk();
    for (const n of [0, 1]) store.funds.record({ ...FOLLOWER, snapshot_ts: OPENING + n }, { available_balance: n });
    db.exec(`delete from funds where snapshot_ts = ${OPENING + 1}`);
    expect(all('select available_balance from v_latest_funds')).toEqual([{ available_balance: 0 }]);
  });

  it('rows that know no account are an account of their own, per type', () => {
    const { db, all } = desk();
    db.exec(`insert into funds (snapshot_ts, account_type, available_balance) values
      (1, 'leader', 1), (2, 'leader', 2), (1, 'follower', 3)`);
    expect(all('select account_type, available_balance from v_latest_funds order by 1')).toEqual([
      { account_type: 'follower', available_balance: 3 },
      { account_type: 'leader', available_balance: 2 },
    ]);
  });
});

describe('v_active_orders', () => {
  it('prefers the first mapping that has a follower order', () => {
    const { store, all } = desk();
    store.orders.upsertOrder(anOrder());
    store.orders.upsertOrder(anOrder({ ...FOLLOWER, id: 'F-2', status: 'EXECUTED' }));
    for (const n of [1, 2]) {
      store.mappings.insertMapping({
        leader_order_id: 'L-1',
        follower_order_id: n === 2 ? 'F-2' : null,
        link_id: n,
        leader_quantity: 1,
        follower_quantity: 1,
        sizing_strategy: `strategy ${n}`,
        status: n === 2 ? 'placed' : 'failed',
        created_at: OPENING,
        updated_at: OPENING,
      });
    }
    expect(all('select id, follower_order_id, sizing_strategy from v_active_orders')).toEqual([
      { id: 'L-1', follower_order_id: 'F-2', sizing_strategy: 'strategy 2' },
    ]);
  });

  it.each([
    ['PENDING', 1],
    ['TRANSIT', 1],
    ['OPEN', 1],
    ['PARTIAL', 1],
    ['PART_TRADED', 1],
    ['EXECUTED', 0],
    ['TRADED', 0],
    ['CANCELLED', 0],
    ['REJECTED', 0],
    ['EXPIRED', 0],
  ] as const)('an order that is %s counts %i times', (status, times) => {
    const { store, all } = desk();
    store.orders.upsertOrder(anOrder({ status }));
    expect(all('select id from v_active_orders')).toHaveLength(times);
  });
});

describe('orders of several legs', () => {
  it('a bracket order stays active while a leg is, after its entry was executed', () => {
    const { store, db, all } = desk();
    store.orders.upsertOrder(anOrder({ id: 'B-1', product: 'BO', status: 'EXECUTED', bo_profit_value: 10 }));
    db.exec(`insert into bracket_order_legs
      (parent_order_id, leg_order_id, leg_type, account_type, status, created_at, updated_at) values
      ('B-1', 'E', 'ENTRY', 'leader', 'EXECUTED', 1, 1),
      ('B-1', 'T', 'TARGET', 'leader', 'PENDING', 1, 1),
      ('B-1', 'S', 'SL', 'leader', 'PENDING', 1, 1)`);
    const legs = 'select parent_order_id, entry_leg_id, target_leg_id, sl_leg_id, status from v_active_bracket_orders';
    expect(all(legs)).toEqual([
      { parent_order_id: 'B-1', entry_leg_id: 'E', target_leg_id: 'T', sl_leg_id: 'S', status: 'EXECUTED' },
    ]);
    db.exec("update bracket_order_legs set status = 'CANCELLED' where leg_type <> 'ENTRY'");
    expect(all(legs)).toEqual([]);
  });

  it('cover orders are listed whatever their status', () => {
    const { store, all } = desk();
    store.orders.upsertOrder(anOrder({ id: 'C-1', product: 'CO', status: 'CANCELLED' }));
    store.orders.upsertOrder(anOrder({ id: 'C-2', co_stop_loss_value: 3 }));
    store.orders.upsertOrder(anOrder({ id: 'N-1' }));
    expect(all('select id from v_cover_orders order by id').map(({ id }) => id)).toEqual(['C-1', 'C-2']);
  });

  it('slices are counted by how they ended', () => {
    const { store, all } = desk();
    const slice = (slice_index: number, status: OrderToWrite['status']) =>
      store.orders.upsertOrder(
        anOrder({
          id: `S-${slice_index}`,
          status,
          quantity: 1800,
          is_sliced_order: 1,
          slice_order_id: 'S',
          slice_index,
          total_slice_quantity: 5400,
          created_at: OPENING + slice_index,
        }),
      );
    slice(2, 'OPEN');
    slice(1, 'EXECUTED');
    slice(3, 'REJECTED');
    store.orders.upsertOrder(anOrder({ id: 'not sliced' }));
    const [row, ...more] = all('select * from v_sliced_orders');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      slice_order_id: 'S',
      slice_count: 3,
      total_quantity: 5400,
      original_quantity: 5400,
      executed_count: 1,
      pending_count: 1,
      failed_count: 1,
      first_order_time: OPENING + 1,
      last_order_time: OPENING + 3,
    });
    expect(JSON.parse(String(row?.['order_details']))).toEqual(
      [
        ['S-1', 'EXECUTED'],
        ['S-2', 'OPEN'],
        ['S-3', 'REJECTED'],
      ].map(([id, status], n) => ({
        id,
        slice_index: n + 1,
        quantity: 1800,
        status,
      })),
    );
  });

  it('a forever order names the one that copies it', () => {
    const { db, all } = desk();
    db.exec(`insert into forever_orders (id, account_type, account_id, correlation_id, status, order_type, security_id,
      exchange_segment, trigger_type, transaction_type, product, order_type_after_trigger, quantity, created_at, updated_at)
      values
      ('G-1', 'leader', 'L', 'same', 'ACTIVE', 'SINGLE', '1', 'NSE_EQ', 'LTP_ABOVE', 'BUY', 'CNC', 'LIMIT', 1, 1, 1),
      ('G-2', 'follower', 'F1', 'same', 'ACTIVE', 'SINGLE', '1', 'NSE_EQ', 'LTP_ABOVE', 'BUY', 'CNC', 'LIMIT', 1, 1, 1),
      ('G-3', 'leader', 'L', 'other', 'TRIGGERED', 'SINGLE', '1', 'NSE_EQ', 'LTP_ABOVE', 'BUY', 'CNC', 'LIMIT', 1, 1, 1)`);
    expect(all('select id, replicated_forever_order_id from v_active_forever_orders order by id')).toEqual([
      { id: 'G-1', replicated_forever_order_id: 'G-2' },
      { id: 'G-2', replicated_forever_order_id: null },
    ]);
  });
});

describe('v_recent_trades', () => {
  it('is newest first, with the price after charges and what the order says', () => {
    const { store, all } = desk();
    store.orders.upsertOrder(anOrder({ order_status: 'TRADED', status: 'EXECUTED', product: 'CNC' }));
    const trade = { order_id: 'L-1', account_type: 'leader', security_id: '1', exchange_segment: 'NSE_EQ' } as const;
    store.trades.upsertTrade({
      ...trade,
      exchange_trade_id: '1',
      side: 'BUY',
      product: 'CNC',
      quantity: 10,
      price: 100,
      total_charges: 5,
      trade_ts: OPENING,
    });
    store.trades.upsertTrade({
      ...trade,
      exchange_trade_id: '2',
      side: 'SELL',
      product: 'CNC',
      quantity: 10,
      price: 100,
      total_charges: 5,
      trade_ts: OPENING + 1,
    });
    expect(all('select exchange_trade_id, net_price, order_status, "product:1" from v_recent_trades')).toEqual([
      { exchange_trade_id: '2', net_price: 99.5, order_status: 'TRADED', 'product:1': 'CNC' },
      { exchange_trade_id: '1', net_price: 100.5, order_status: 'TRADED', 'product:1': 'CNC' },
    ]);
  });
});

describe('a view costs what it returns, not how much history there is', () => {
  /** A full scan is harmless of a partial index (what is active, cover orders) and of one that a limit stops (recent trades). */
  const HARMLESS =
    /SCAN (\w+ )?USING (COVERING )?INDEX (idx_orders_cover|idx_trades_ts|idx_\w+_active)|SCAN \d+ CONSTANT ROWS/;
  const TABLE_SCAN = /^SCAN (?!account|a$|k$|p$|kind|parent|v_|\(subquery)/;

  it.each([
    'v_active_orders',
    'v_latest_positions',
    'v_latest_holdings',
    'v_latest_funds',
    'v_active_forever_orders',
    'v_active_bracket_orders',
    'v_cover_orders',
    'v_recent_trades',
    'v_active_websocket_connections',
    'v_recent_errors',
    'v_sliced_orders',
  ])('%s reads through an index only, also when statistics say that there is little but history', (view) => {
    const { all, db } = desk();
    db.exec(HISTORY);
    db.exec('analyze');
    const plan = all(`explain query plan select * from ${view}`).map(({ detail }) => String(detail));
    expect(plan.length).toBeGreaterThan(0);
    expect(plan.filter((step) => TABLE_SCAN.test(step) && !HARMLESS.test(step))).toEqual([]);
  });

  it('the latest positions are as fast with 500 snapshots as with 5', () => {
    const { store, db } = desk();
    const rows = Array.from({ length: 20 }, (_, n) => ({ ...HELD, security_id: `${n}`, net_qty: n }));
    const record = (from: number, to: number) =>
      store.transaction(() => {
        for (let n = from; n < to; n += 1) store.positions.record({ ...FOLLOWER, snapshot_ts: OPENING + n }, rows);
      });
    const latest = db.prepare("select * from v_latest_positions where account_type = 'follower'");
    const fastest = () => Math.min(...Array.from({ length: 30 }, () => took(() => latest.all())));
    record(0, 5);
    const before = fastest();
    record(5, 500);
    expect(latest.all()).toHaveLength(20);
    // A hundred times the history: reading it would cost far more than five times as much.
    expect(fastest()).toBeLessThan(before * 5 + 0.2);
  });
});

function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
