import { describe, expect, it } from 'vitest';
import { anOrder, newLinkedStore, rawDatabase } from '../testing.ts';
import { SEED_EXAMPLES } from './seed-examples.ts';

/** On a desk of one leader and two followers. */
describe('the usage examples of the seed', () => {
  const store = newLinkedStore(2);
  const db = rawDatabase(store.path);
  const now = Math.floor(Date.now() / 1000);
  const all = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));

  store.orders.upsertOrder(anOrder({ id: 'L-1', created_at: now - 60 }));
  store.orders.upsertOrder(anOrder({ id: 'L-2', created_at: now }));
  store.orders.upsertOrder(anOrder({ id: 'L-3', status: 'EXECUTED' }));
  for (const n of [1, 2]) {
    const account = { account_id: `F${n}`, account_type: 'follower' } as const;
    store.orders.upsertOrder(anOrder({ ...account, id: `F-${n}` }));
    store.mappings.insertMapping({
      leader_order_id: 'L-1',
      follower_order_id: `F-${n}`,
      link_id: n,
      leader_quantity: 100,
      follower_quantity: 50 * n,
      sizing_strategy: `strategy ${n}`,
      status: 'placed',
      created_at: now,
      updated_at: now,
    });
    store.positions.record({ ...account, snapshot_ts: now - 100 }, [
      { security_id: '1', exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: 5 },
    ]);
    store.positions.record({ ...account, snapshot_ts: now - n }, [
      { security_id: '2', exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: 0, realized_pl: 4 },
      { security_id: '3', exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: n, realized_pl: 1, unrealized_pl: 2 },
    ]);
    store.riskViolations.add({
      ...account,
      violation_type: 'ORDER_VALUE',
      limit_value: 1000,
      actual_value: 1000 + n,
      order_id: null,
      security_id: '3',
      action_taken: 'ORDER_REJECTED',
      violated_at: n === 1 ? now - 10 : now - 90_000,
    });
    const id = store.websockets.openConnection({
      ...account,
      connection_id: `ws-${n}`,
      ws_url: 'wss://api-order-update.dhan.co',
      subscribed_events: null,
    });
    if (n === 1)
      store.websockets.updateConnection(id, { status: 'CONNECTED', last_heartbeat_at: now - 30, connect_attempts: 2 });
    else store.websockets.updateConnection(id, { status: 'DISCONNECTED' });
    store.errors.add({ error_type: 'BROKER', error_message: 'no answer', ...account, occurred_at: now - n });
  }
  store.errors.add({ error_type: 'STREAM', error_message: 'reset', account_type: 'leader', occurred_at: now });
  store.errors.add({
    error_type: 'STREAM',
    error_message: 'yesterday',
    account_type: 'leader',
    occurred_at: now - 90_000,
  });

  it('check active orders: one row per order, newest first', () => {
    const found = all(SEED_EXAMPLES.activeOrders);
    expect(found.map(({ id, follower_order_id, sizing_strategy }) => [id, follower_order_id, sizing_strategy])).toEqual(
      [
        ['L-2', null, null],
        ['L-1', 'F-1', 'strategy 1'],
      ],
    );
  });

  it('get latest positions with P&L: of each follower, open ones', () => {
    const found = all(SEED_EXAMPLES.latestPositions);
    expect(found).toEqual([
      { security_id: '3', net_qty: 1, realized_pl: 1, unrealized_pl: 2, total_pl: 3 },
      { security_id: '3', net_qty: 2, realized_pl: 1, unrealized_pl: 2, total_pl: 3 },
    ]);
  });

  it('check risk violations of the last 24 hours', () => {
    const found = all(SEED_EXAMPLES.riskViolations);
    expect(found).toEqual([
      {
        violation_type: 'ORDER_VALUE',
        actual_value: 1001,
        limit_value: 1000,
        action_taken: 'ORDER_REJECTED',
        violated_time: new Date((now - 10) * 1000).toISOString().slice(0, 19).replace('T', ' '),
      },
    ]);
  });

  it('monitor WebSocket health', () => {
    const found = all(SEED_EXAMPLES.websocketHealth);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ account_type: 'follower', status: 'CONNECTED', connect_attempts: 2 });
    expect(found[0]?.['seconds_since_heartbeat']).toBeGreaterThanOrEqual(30);
    expect(found[0]?.['seconds_since_heartbeat']).toBeLessThan(60);
  });

  it('recent errors summary', () => {
    const found = all(SEED_EXAMPLES.recentErrors).map((row) => ({
      ...row,
      // The list has no order of its own.
      affected_accounts: String(row['affected_accounts']).split(',').sort().join(),
    }));
    expect(found).toEqual([
      { error_type: 'BROKER', severity: 'ERROR', error_count: 2, last_occurred: now - 1, affected_accounts: 'F1,F2' },
      { error_type: 'STREAM', severity: 'ERROR', error_count: 1, last_occurred: now, affected_accounts: 'leader' },
    ]);
  });
});
