import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrateOlder } from '../older/migrate-older.ts';
import { makeOlderFile } from '../care/testing.ts';
import { newStore, OPENING, rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';

/** What v1 and v2 code does to their tables, on a file of ours: insert every column, select, update, replace, delete. */
const facts = z.object({
  tables: z.record(z.string(), z.object({ columns: z.array(z.looseObject({ name: z.string() })) })),
});

const ORDER = {
  id: 'O-1',
  account_type: 'leader',
  correlation_id: 'c-1',
  status: 'PENDING',
  side: 'SELL',
  product: 'MARGIN',
  order_type: 'LIMIT',
  validity: 'DAY',
  security_id: '49081',
  exchange_segment: 'NSE_FNO',
  quantity: 75,
  price: 101.5,
  trigger_price: null,
  disclosed_qty: null,
  created_at: OPENING,
  updated_at: OPENING,
  raw_request: '{}',
  raw_response: null,
  co_stop_loss_value: null,
  co_trigger_price: null,
  bo_profit_value: 10,
  bo_stop_loss_value: 5,
  bo_order_type: 'LIMIT',
  parent_order_id: null,
  leg_type: null,
};

/** A row of each old table, in the values an old program would write, nulls where it was allowed to. */
const ROWS: Record<string, Record<string, SQLInputValue>> = {
  orders: ORDER,
  order_events: { id: 7, order_id: 'O-1', event_type: 'PLACED', event_data: '{}', event_ts: OPENING, sequence: 1 },
  trades: {
    id: 'T-1',
    order_id: 'O-1',
    account_type: 'leader',
    trade_ts: OPENING,
    quantity: 75,
    price: 101.5,
    exchange_segment: null,
    security_id: null,
    raw_data: null,
  },
  positions: {
    snapshot_ts: OPENING,
    account_type: 'leader',
    security_id: '49081',
    exchange_segment: 'NSE_FNO',
    quantity: -75,
    avg_price: 101.5,
    realized_pl: null,
    unrealized_pl: -20,
    product: null,
    raw_data: null,
  },
  funds: {
    snapshot_ts: OPENING,
    account_type: 'leader',
    available_balance: 1000.5,
    collateral: null,
    margin_used: 10,
    raw_data: null,
  },
  instruments: {
    security_id: '49081',
    exchange_segment: 'NSE_FNO',
    symbol: 'NIFTY',
    name: null,
    instrument_type: 'OPTIDX',
    expiry_date: '2026-01-27',
    strike_price: 24000,
    option_type: 'CE',
    lot_size: 75,
    tick_size: 0.05,
    underlying_security_id: '13',
    meta: null,
    updated_at: OPENING,
  },
  copy_mappings: {
    id: 3,
    leader_order_id: 'O-1',
    follower_order_id: null,
    leader_quantity: 75,
    follower_quantity: 0,
    sizing_strategy: null,
    capital_ratio: 0.5,
    status: 'pending',
    error_message: null,
    created_at: OPENING,
    updated_at: OPENING,
  },
  audit_log: {
    id: 5,
    action: 'place_order',
    account_type: 'follower',
    request_data: '{}',
    response_data: null,
    status_code: 200,
    error_message: null,
    duration_ms: 41,
    ts: OPENING,
  },
  config: { key: 'old_key', value: '1', description: null, updated_at: OPENING },
  bracket_order_legs: {
    id: 9,
    parent_order_id: 'O-1',
    leg_order_id: 'O-2',
    leg_type: 'SL',
    account_type: 'leader',
    status: 'PENDING',
    created_at: OPENING,
    updated_at: OPENING,
  },
};

/** A column to update in each table, and what to. */
const UPDATES: Record<string, readonly [string, SQLInputValue]> = {
  orders: ['status', 'EXECUTED'],
  order_events: ['event_data', '{"a":1}'],
  trades: ['price', 102],
  positions: ['quantity', 150],
  funds: ['available_balance', 5],
  instruments: ['lot_size', 65],
  copy_mappings: ['status', 'failed'],
  audit_log: ['status_code', 500],
  config: ['value', '2'],
  bracket_order_legs: ['status', 'TRADED'],
};

function freshFile(withOrder: boolean, make = () => newStore().path) {
  const db = rawDatabase(make());
  if (withOrder) insert(db, 'orders', ORDER);
  return db;
}

/** A file that an old program made and that was taken over. */
async function migratedFrom(version: 1 | 2): Promise<() => string> {
  const path = join(tempFolder(), 'dhancopy.db');
  makeOlderFile(path, version, { wal: true }).close();
  await migrateOlder({ from: path, to: path, key: TEST_KEY });
  return () => {
    const copy = join(tempFolder(), 'dhancopy.db');
    copyFileSync(path, copy);
    return copy;
  };
}

const FILES = {
  'a new file': () => newStore().path,
  'a file migrated from v1': await migratedFrom(1),
  'a file migrated from v2': await migratedFrom(2),
};

function insert(db: ReturnType<typeof rawDatabase>, table: string, row: Record<string, SQLInputValue>, or = ''): void {
  const marks = Object.keys(row).map(() => '?');
  db.prepare(`INSERT ${or} INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`).run(
    ...Object.values(row),
  );
}

const CASES = Object.entries(FILES).flatMap(([name, make]) => [1, 2].map((version) => ({ version, name, make })));

describe.each(CASES)('statements of v$version on $name', ({ version, make }) => {
  const { tables } = facts.parse(
    JSON.parse(readFileSync(new URL(`./facts/v${version}.json`, import.meta.url), 'utf8')),
  );

  describe.each(Object.entries(tables))('on %s', (table, { columns }) => {
    const names = columns.map(({ name }) => name);
    const row = Object.fromEntries(names.map((name) => [name, ROWS[table]?.[name] ?? null]));
    const key = Object.fromEntries(
      columns.filter((column) => column['pk'] !== undefined).map(({ name }) => [name, row[name] ?? null]),
    );
    const where = Object.keys(key)
      .map((name) => `${name} = ?`)
      .join(' AND ');

    it('insert, select, update, replace and delete', () => {
      const db = freshFile(table !== 'orders', make);
      const select = () => ({
        ...db.prepare(`SELECT ${names.join(', ')} FROM ${table} WHERE ${where}`).get(...Object.values(key)),
      });
      // A trade that did not say what was traded has it from its order.
      const filled = table === 'trades' ? { ...row, security_id: '49081', exchange_segment: 'NSE_FNO' } : row;

      insert(db, table, row);
      expect(select()).toEqual(filled);

      const [column, value] = UPDATES[table] ?? ['', null];
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(value, ...Object.values(key));
      expect(select()).toEqual({ ...filled, [column]: value });

      insert(db, table, row, 'OR REPLACE');
      expect(select()).toEqual(filled);
      const count = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get(...Object.values(key));
      expect(count?.['n']).toBe(1);

      expect(db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...Object.values(key)).changes).toBe(1);
      expect(select()).toEqual({});
    });

    it('a second insert of the same key is still refused', () => {
      const db = freshFile(table !== 'orders', make);
      insert(db, table, row);
      expect(() => insert(db, table, row)).toThrow(/UNIQUE constraint failed/);
    });
  });
});

describe('old words and new ones on the same row', () => {
  const position = (changes: Record<string, SQLInputValue>) => ({ ...ROWS['positions'], ...changes });
  const words = 'select quantity, net_qty, avg_price, buy_avg, sell_avg, total_pl from positions';

  it('a short position written in v2 reads in v3, and its total is the sum', () => {
    const db = freshFile(false);
    insert(db, 'positions', position({ realized_pl: 5 }));
    expect({ ...db.prepare(words).get() }).toEqual({
      quantity: -75,
      net_qty: -75,
      avg_price: 101.5,
      buy_avg: 0,
      sell_avg: 101.5,
      total_pl: -15,
    });
  });

  it('a flat position written in v2 keeps its average without inventing a side', () => {
    const db = freshFile(false);
    insert(db, 'positions', position({ quantity: 0 }));
    expect({ ...db.prepare(words).get() }).toMatchObject({ net_qty: 0, avg_price: 101.5, buy_avg: 0, sell_avg: 0 });
  });

  it.each([
    ['long', 50, 50, 10],
    ['short', -50, -50, 12],
    ['flat', 0, 0, 10],
  ])('a %s position written in v3 reads in v2', (_, net, quantity, average) => {
    const db = freshFile(false);
    db.prepare(
      `insert into positions (snapshot_ts, account_type, security_id, exchange_segment, product, net_qty, buy_avg, sell_avg, total_pl)
       values (1, 'follower', '1', 'NSE_EQ', 'CNC', ?, 10, 12, 99)`,
    ).run(net);
    expect({ ...db.prepare(words).get() }).toMatchObject({ quantity, avg_price: average, net_qty: net, total_pl: 99 });
  });

  it('an update in either vocabulary shows in the other', () => {
    const db = freshFile(false);
    insert(db, 'positions', position({}));
    db.exec('UPDATE positions SET quantity = 10, avg_price = 90');
    expect({ ...db.prepare(words).get() }).toMatchObject({ net_qty: 10, buy_avg: 90, sell_avg: 101.5 });
    db.exec('update positions set net_qty = -4');
    expect({ ...db.prepare(words).get() }).toMatchObject({ quantity: -4, avg_price: 101.5 });
    db.exec('update positions set sell_avg = 77');
    expect({ ...db.prepare(words).get() }).toMatchObject({ quantity: -4, avg_price: 77 });
    db.exec('UPDATE positions SET realized_pl = 3, unrealized_pl = 4');
    expect({ ...db.prepare(words).get() }).toMatchObject({ total_pl: 7 });
  });

  it('v2 replaces a position whose product is null instead of doubling it', () => {
    const db = freshFile(false);
    insert(db, 'positions', position({}));
    insert(db, 'positions', position({ quantity: 1 }), 'OR REPLACE');
    expect(
      db
        .prepare('select quantity from positions')
        .all()
        .map((row) => row['quantity']),
    ).toEqual([1]);
  });

  it('a v2 trade takes side and product from its order', () => {
    const db = freshFile(true);
    insert(db, 'trades', ROWS['trades'] ?? {});
    const trade = { ...db.prepare('select side, product, created_at from trades').get() };
    expect(trade).toMatchObject({ side: 'SELL', product: 'MARGIN' });
    expect(Math.abs(Number(trade['created_at']) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('v2 keeps one mapping per leader order, while links may each have theirs', () => {
    const db = freshFile(true);
    const { id: _, ...mapping } = ROWS['copy_mappings'] ?? {};
    insert(db, 'copy_mappings', mapping);
    expect(() => insert(db, 'copy_mappings', mapping)).toThrow(/UNIQUE constraint failed/);
    insert(db, 'copy_mappings', { ...mapping, link_id: 1 });
    insert(db, 'copy_mappings', { ...mapping, link_id: 2 });
    expect(() => insert(db, 'copy_mappings', { ...mapping, link_id: 2 })).toThrow(/UNIQUE constraint failed/);
  });

  it('the same security id lives in two segments, and v2 finds it by its id', () => {
    const db = freshFile(false);
    const equity = { ...ROWS['instruments'], exchange_segment: 'NSE_EQ', symbol: 'OTHER' };
    insert(db, 'instruments', ROWS['instruments'] ?? {}, 'OR REPLACE');
    insert(db, 'instruments', equity, 'OR REPLACE');
    insert(db, 'instruments', { ...equity, lot_size: 2 }, 'OR REPLACE');
    const found = db
      .prepare('SELECT symbol, lot_size FROM instruments WHERE security_id = ? ORDER BY symbol')
      .all('49081');
    expect(found.map((row) => ({ ...row }))).toEqual([
      { symbol: 'NIFTY', lot_size: 75 },
      { symbol: 'OTHER', lot_size: 2 },
    ]);
  });
});

describe('views of v1 and v2', () => {
  it('show what was written in old words', () => {
    const db = freshFile(true);
    for (const table of ['positions', 'funds', 'copy_mappings', 'bracket_order_legs'])
      insert(db, table, ROWS[table] ?? {});
    insert(db, 'orders', { ...ORDER, id: 'O-3', product: 'CO', co_stop_loss_value: 4 });

    expect(db.prepare('SELECT quantity, avg_price FROM v_latest_positions').get()).toMatchObject({
      quantity: -75,
      avg_price: 101.5,
    });
    expect(db.prepare('SELECT available_balance, margin_used FROM v_latest_funds').get()).toMatchObject({
      available_balance: 1000.5,
    });
    expect(
      db.prepare('SELECT id, follower_order_id, sizing_strategy FROM v_active_orders ORDER BY id').all(),
    ).toHaveLength(2);
    expect(db.prepare('SELECT id FROM v_cover_orders').get()).toMatchObject({ id: 'O-3' });
    expect(
      db
        .prepare(
          'SELECT parent_order_id, sl_leg_id, entry_leg_id FROM v_active_bracket_orders WHERE parent_order_id = ?',
        )
        .get('O-1'),
    ).toMatchObject({
      sl_leg_id: 'O-2',
      entry_leg_id: null,
    });
  });
});
