import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { OPENING } from '../testing.ts';

const facts = z.object({
  tables: z.record(
    z.string(),
    z.object({
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          pk: z.number().optional(),
          default: z.union([z.string(), z.number()]).optional(),
        }),
      ),
    }),
  ),
  config: z.array(z.object({ key: z.string(), value: z.string() })),
});

export type Facts = z.infer<typeof facts>;
export type Version = 1 | 2 | 3;

export function factsOf(version: Version): Facts {
  return facts.parse(JSON.parse(readFileSync(new URL(`../schema/facts/v${version}.json`, import.meta.url), 'utf8')));
}

/**
 * A file as another program may have left it: the tables and columns of a version without anything that would refuse a row, so that
 * it can hold what must not be there.
 */
export function makeOlderFile(
  path: string,
  version: Version,
  options: { wal?: boolean; extra?: string } = {},
): DatabaseSync {
  const { tables, config } = factsOf(version);
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  if (options.wal) db.exec('pragma journal_mode = wal');
  for (const [name, { columns }] of Object.entries(tables)) {
    const lines = columns.map((column) => {
      const alone = columns.filter(({ pk }) => pk !== undefined).length === 1 && column.name === 'id';
      const isNumber = column.type === 'INTEGER';
      const value = column.default === undefined ? '' : ` default '${column.default}'`;
      return `${column.name} ${column.type}${alone && isNumber ? ' primary key' : ''}${value}`;
    });
    db.exec(`create table ${name} (${lines.join(', ')})`);
  }
  for (const { key, value } of config) put(db, 'config', { key, value, updated_at: OPENING });
  if (options.extra !== undefined) db.exec(options.extra);
  return db;
}

export function put(db: DatabaseSync, table: string, row: Record<string, SQLInputValue>): void {
  const names = Object.keys(row);
  db.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  );
}

export function anOlderOrder(n: number, changes: Record<string, SQLInputValue> = {}): Record<string, SQLInputValue> {
  return {
    id: `O-${n}`,
    account_type: n % 2 === 0 ? 'leader' : 'follower',
    correlation_id: n % 3 === 0 ? null : `c-${n}`,
    status: ['PENDING', 'OPEN', 'EXECUTED', 'CANCELLED', 'REJECTED', 'TRADED'][n % 6] ?? 'OPEN',
    side: n % 2 === 0 ? 'BUY' : 'SELL',
    product: 'INTRADAY',
    order_type: 'LIMIT',
    validity: 'DAY',
    security_id: String(1000 + (n % 50)),
    exchange_segment: 'NSE_EQ',
    quantity: 1 + (n % 900),
    price: n % 7 === 0 ? null : 100 + (n % 97) * 0.05,
    trigger_price: null,
    disclosed_qty: n % 11 === 0 ? 10 : null,
    // Many in the same second.
    created_at: OPENING + Math.floor(n / 20),
    updated_at: OPENING + Math.floor(n / 20),
    raw_request: '{"a":"é ✓"}',
    raw_response: null,
    ...changes,
  };
}

/** Thousands of sound rows in every table of v1, and of v2 where it has more. */
export function fillSound(db: DatabaseSync, version: Version, orders: number): void {
  db.exec('begin');
  for (let n = 0; n < orders; n += 1) {
    const at = OPENING + Math.floor(n / 20);
    const v2 = version === 1 ? {} : { bo_profit_value: n % 5 === 0 ? 1.25 : null, leg_type: n % 9 === 0 ? 'SL' : null };
    put(db, 'orders', anOlderOrder(n, v2));
    const event = { id: n + 1, order_id: `O-${n}`, event_type: 'PLACED', event_data: null, event_ts: at };
    put(db, 'order_events', { ...event, sequence: n % 4 === 0 ? null : 1 });
    if (n % 2 === 0) {
      put(db, 'trades', {
        id: `T-${n}`,
        order_id: `O-${n}`,
        account_type: 'leader',
        trade_ts: at,
        quantity: 1 + (n % 900),
        price: 100.05 + (n % 13) * 0.1,
        exchange_segment: n % 10 === 0 ? null : 'NSE_EQ',
        security_id: n % 10 === 0 ? null : String(1000 + (n % 50)),
        raw_data: null,
      });
    }
    if (n % 2 === 0) {
      put(db, 'copy_mappings', {
        id: n + 1,
        leader_order_id: `O-${n}`,
        follower_order_id: n + 1 < orders && n % 4 === 0 ? `O-${n + 1}` : null,
        leader_quantity: 10,
        follower_quantity: 5,
        sizing_strategy: null,
        capital_ratio: 0.5,
        status: n % 4 === 0 ? 'placed' : 'failed',
        error_message: null,
        created_at: at,
        updated_at: at,
      });
    }
    put(db, 'audit_log', {
      id: n + 1,
      action: 'place_order',
      account_type: 'leader',
      request_data: '{}',
      response_data: null,
      status_code: 200,
      error_message: null,
      duration_ms: n % 100,
      ts: at,
    });
    if (version === 2 && n % 9 === 0) {
      put(db, 'bracket_order_legs', {
        parent_order_id: `O-${n}`,
        leg_order_id: `O-${n}-SL`,
        leg_type: 'SL',
        account_type: 'leader',
        status: 'PENDING',
        created_at: at,
        updated_at: at,
      });
    }
  }
  for (let n = 0; n < orders / 4; n += 1) {
    const head = { snapshot_ts: OPENING + Math.floor(n / 10), account_type: n % 2 === 0 ? 'leader' : 'follower' };
    put(db, 'positions', {
      ...head,
      security_id: String(n % 10),
      exchange_segment: 'NSE_FNO',
      quantity: (n % 7) * 75 - 150,
      avg_price: 90 + n * 0.05,
      realized_pl: n % 3 === 0 ? null : n * 1.5,
      unrealized_pl: -2.25,
      product: n % 4 === 0 ? null : 'MARGIN',
      raw_data: null,
    });
    if (n % 10 < 2) {
      put(db, 'funds', { ...head, available_balance: 1000.05 * n, collateral: null, margin_used: 3, raw_data: null });
    }
    put(db, 'instruments', {
      security_id: String(n),
      exchange_segment: 'NSE_EQ',
      symbol: `S${n}`,
      name: null,
      lot_size: 1,
      tick_size: 0.05,
      updated_at: OPENING,
    });
  }
  db.exec('commit');
}
