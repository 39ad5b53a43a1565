import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { anOlderOrder, factsOf, makeOlderFile, put } from '../care/testing.ts';
import { OPENING, rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';
import { migrateOlder } from './migrate-older.ts';
import { TYPES_THAT_ARE_PRODUCTS, VOCABULARIES } from './other-words.ts';

const all = (db: DatabaseSync, sql: string) =>
  db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));

async function migrated(fill: (old: DatabaseSync) => void, version: 1 | 2 | 3 = 1, owners = {}) {
  const path = join(tempFolder(), 'dhancopy.db');
  const old = makeOlderFile(path, version);
  fill(old);
  old.close();
  const done = await migrateOlder({ from: path, to: path, key: TEST_KEY, owners, now: () => OPENING * 1000 });
  return { ...done, db: rawDatabase(path), old: rawDatabase(done.backup ?? '') };
}

/** The orders that another program may have written: words, and what they mean. */
const ORDERS: readonly (readonly [Record<string, SQLInputValue>, Record<string, SQLInputValue>])[] = [
  [
    { order_type: 'SL', product: 'MIS', status: 'TRIGGER PENDING' },
    { order_type: 'STOP_LOSS', product: 'INTRADAY', status: 'OPEN' },
  ],
  [
    { order_type: 'SL-M', product: 'NRML', status: 'COMPLETE' },
    { order_type: 'STOP_LOSS_MARKET', product: 'MARGIN', status: 'EXECUTED' },
  ],
  [
    { order_type: 'sl m', product: 'nrml', status: 'complete' },
    { order_type: 'STOP_LOSS_MARKET', product: 'MARGIN', status: 'EXECUTED' },
  ],
  [
    { product: 'CO', status: 'CANCELED' },
    { product: 'CO', status: 'CANCELLED' },
  ],
  [
    { product: 'BO', status: 'cancelled' },
    { product: 'BO', status: 'CANCELLED' },
  ],
  [
    { order_type: 'CO', product: 'MIS', price: 0 },
    { order_type: 'MARKET', product: 'CO' },
  ],
  [
    { order_type: 'BO', product: 'MIS', price: 101.5 },
    { order_type: 'LIMIT', product: 'BO' },
  ],
  [
    { order_type: 'MKT', side: 'B', validity: 'day' },
    { order_type: 'MARKET', side: 'BUY', validity: 'DAY' },
  ],
  [
    { order_type: 'lmt', side: 'sell', validity: 'ioc' },
    { order_type: 'LIMIT', side: 'SELL', validity: 'IOC' },
  ],
  [
    { status: 'Partially Filled', exchange_segment: 'NFO' },
    { status: 'PARTIAL', exchange_segment: 'NSE_FNO' },
  ],
  [
    { status: 'FILLED', exchange_segment: 'NSE' },
    { status: 'EXECUTED', exchange_segment: 'NSE_EQ' },
  ],
  [
    { status: 'put order req received', exchange_segment: 'MCX' },
    { status: 'TRANSIT', exchange_segment: 'MCX_COMM' },
  ],
  [
    { account_type: 'master', status: 'ERROR' },
    { account_type: 'leader', status: 'REJECTED' },
  ],
  [
    { account_type: 'Child', status: 'LAPSED' },
    { account_type: 'follower', status: 'EXPIRED' },
  ],
  // As another program may store it: text, milliseconds, microseconds, nanoseconds, seconds.
  [{ created_at: '2026-01-05T09:15:00+05:30' }, { created_at: OPENING }],
  [{ created_at: '2026-01-05 09:15:00' }, { created_at: OPENING }],
  [{ created_at: OPENING * 1000 + 250 }, { created_at: OPENING + 0.25 }],
  [{ created_at: String(OPENING * 1000) }, { created_at: OPENING }],
  [{ created_at: OPENING * 1_000_000 }, { created_at: OPENING }],
  [{ created_at: BigInt(OPENING) * 1_000_000_000n }, { created_at: OPENING }],
  [{ created_at: OPENING }, { created_at: OPENING }],
];

describe('a v1 file with the words of another program', () => {
  const fill = (old: DatabaseSync): void => {
    ORDERS.forEach(([words], n) => put(old, 'orders', anOlderOrder(n, words)));
    put(old, 'order_events', {
      order_id: 'O-1',
      event_type: 'PLACED',
      event_ts: '2026-01-05T03:45:00.5Z',
      sequence: 1,
    });
    put(old, 'trades', {
      id: 'T-1',
      order_id: 'O-1',
      account_type: 'Master',
      trade_ts: OPENING * 1000,
      quantity: 5,
      price: 10,
    });
    for (const [n, status] of ['SUCCESS', 'Pending', 'error', 'skipped'].entries()) {
      put(old, 'copy_mappings', {
        leader_order_id: `O-${n}`,
        leader_quantity: 10,
        follower_quantity: 5,
        status,
        created_at: '2026-01-05 09:15:00',
        updated_at: OPENING * 1000,
      });
    }
    const snapshot = { account_type: 'CHILD', security_id: '1333', exchange_segment: 'NSE', product: 'MIS' };
    put(old, 'positions', { ...snapshot, snapshot_ts: OPENING * 1000, quantity: 5, avg_price: 10 });
    put(old, 'positions', { ...snapshot, snapshot_ts: OPENING * 1000 + 1, quantity: 6, avg_price: 10 });
    put(old, 'funds', { snapshot_ts: '2026-01-05T03:45:00Z', account_type: 'master', available_balance: 5 });
    put(old, 'audit_log', { action: 'place_order', account_type: 'leader', ts: OPENING * 1000 });
  };

  it('leaves nothing aside that has a meaning, and says the same in our words', async () => {
    const { db, tables } = await migrated(fill, 1, { leader: '11', follower: '22' });
    expect(all(db, 'select source_table, why from migration_leftovers')).toEqual([]);
    expect(tables.reduce((sum, { aside }) => sum + aside, 0)).toBe(0);
    for (const [n, [, ours]] of ORDERS.entries()) {
      expect(all(db, `select * from orders where id = 'O-${n}'`)[0], `O-${n}`).toMatchObject(ours);
    }
    expect(all(db, 'select event_ts from order_events')).toEqual([{ event_ts: OPENING + 0.5 }]);
    expect(all(db, 'select account_type, account_id, trade_ts, product from trades')).toEqual([
      { account_type: 'leader', account_id: '11', trade_ts: OPENING, product: 'MARGIN' },
    ]);
    expect(all(db, 'select status, created_at, updated_at from copy_mappings order by id')).toEqual(
      ['placed', 'pending', 'failed', 'cancelled'].map((status) => ({
        status,
        created_at: OPENING,
        updated_at: OPENING,
      })),
    );
    // Two snapshots of one second stay two.
    expect(
      all(db, 'select account_id, exchange_segment, product, quantity from positions order by snapshot_ts'),
    ).toEqual([
      { account_id: '22', exchange_segment: 'NSE_EQ', product: 'INTRADAY', quantity: 5 },
      { account_id: '22', exchange_segment: 'NSE_EQ', product: 'INTRADAY', quantity: 6 },
    ]);
    expect(all(db, 'select account_id, snapshot_ts from funds')).toEqual([{ account_id: '11', snapshot_ts: OPENING }]);
    expect(all(db, 'select ts from audit_log')).toEqual([{ ts: OPENING }]);
    expect(
      all(db, "select count(*) as n from v_active_orders where status in ('OPEN', 'PARTIAL', 'TRANSIT')")[0]?.['n'],
    ).toBeGreaterThan(2);
  });

  it('reports what was translated, and how often', async () => {
    const { tables, old } = await migrated(fill);
    const translations = tables.flatMap((each) => each.translations);
    for (const [column, theirs, ours, rows] of [
      ['order_type', 'SL-M', 'STOP_LOSS_MARKET', 1],
      ['product', 'MIS', 'INTRADAY', 1],
      ['product', 'MIS', 'BO', 1],
      ['created_at', 'another form of time', 'epoch seconds', 6],
    ] as const) {
      expect(translations).toContainEqual({ table: 'orders', column, theirs, ours, rows });
    }
    expect(translations.filter(({ theirs, ours }) => theirs === ours)).toEqual([]);
    // The older file keeps its words.
    expect(all(old, "select order_type from orders where id = 'O-1'")).toEqual([{ order_type: 'SL-M' }]);
  });

  it('keeps aside what has no meaning here, with the reason', async () => {
    const { db } = await migrated((old) => {
      put(old, 'orders', anOlderOrder(1, { order_type: 'ICEBERG' }));
      put(old, 'orders', anOlderOrder(2, { created_at: 'yesterday' }));
      put(old, 'orders', anOlderOrder(3, { status: 'CLOSED' }));
      put(old, 'orders', anOlderOrder(4));
    });
    expect(all(db, 'select id from orders')).toEqual([{ id: 'O-4' }]);
    expect(all(db, 'select why from migration_leftovers order by source_rowid')).toEqual([
      { why: expect.stringContaining('order_type in') as string },
      { why: 'created_at is not a time' },
      { why: expect.stringContaining('status in') as string },
    ]);
  });
});

it('flags, options and legs of a v3 file are translated too', async () => {
  const { db } = await migrated((old) => {
    put(old, 'orders', {
      ...anOlderOrder(1),
      after_market_order: 'true',
      is_sliced_order: 'No',
      leg_type: 'TARGET_LEG',
      drv_option_type: 'CE',
      drv_expiry_date: '2026-01-29',
      completed_at: OPENING * 1000,
    });
  }, 3);
  expect(
    all(
      db,
      'select after_market_order, is_sliced_order, leg_type, drv_option_type, drv_expiry_date, completed_at from orders',
    ),
  ).toEqual([
    {
      after_market_order: 1,
      is_sliced_order: 0,
      leg_type: 'TARGET',
      drv_option_type: 'CALL',
      drv_expiry_date: Date.parse('2026-01-29T00:00:00+05:30') / 1000,
      completed_at: OPENING,
    },
  ]);
});

describe('the table of words', () => {
  it('names columns that exist, and each word once', () => {
    const { tables } = factsOf(3);
    for (const { what, columns, own, others } of VOCABULARIES) {
      for (const column of columns) {
        const [table = '', name = ''] = column.split('.');
        expect(
          tables[table]?.columns.map((each) => each.name),
          column,
        ).toContain(name);
      }
      const words = [...own.map((word) => word.toUpperCase()), ...Object.values(others).flat()];
      expect(new Set(words).size, what).toBe(words.length);
      expect(
        Object.keys(others).every((word) => own.includes(word)),
        what,
      ).toBe(true);
      for (const word of words) expect(word, what).toMatch(/^[A-Z0-9_]+$/);
    }
  });

  it('is the one in docs/database-care.md', () => {
    const docs = readFileSync(new URL('../../../../../docs/database-care.md', import.meta.url), 'utf8');
    const lines = [
      ...VOCABULARIES.flatMap(({ what, others }) =>
        Object.entries(others).map(([ours, theirs]) => line(what, ours, theirs)),
      ),
      ...Object.entries(TYPES_THAT_ARE_PRODUCTS).map(([product, theirs]) =>
        line('order type', `product \`${product}\`; LIMIT with a price, else MARKET`, theirs),
      ),
    ];
    const shown = docs.split('\n').map((each) => each.replaceAll(/ +/g, ' ').trim());
    expect(lines.filter((each) => !shown.includes(each))).toEqual([]);
  });
});

function line(what: string, ours: string, theirs: readonly string[]): string {
  const word = /[ ]/.test(ours) ? ours : `\`${ours}\``;
  return `| ${what} | ${theirs.map((each) => `\`${each}\``).join(', ')} | ${word} |`;
}
