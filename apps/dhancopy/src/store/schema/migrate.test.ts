import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { loadMigrations, loadViews, migrate, type Migration } from './migrate.ts';
import { Statement } from '../file/statement.ts';
import { openStore } from '../store.ts';
import { rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';

const one: Migration = {
  number: 1,
  name: 'one',
  sql: 'create table one (id integer); create table two (id integer)',
  checksum: 'a',
};
const two: Migration = { number: 2, name: 'two', sql: 'create table three (id integer)', checksum: 'b' };
const bad: Migration = {
  number: 3,
  name: 'bad',
  sql: 'create table four (id integer); insert into nowhere values (1)',
  checksum: 'c',
};

function connection(path = join(tempFolder(), 'a.db')): Connection {
  return new Connection({ path, readOnly: false, synchronous: 'normal', now: () => 5_000 });
}

function tables(db: Connection): unknown[] {
  return new Statement<{ name: string }>(db, "select name from sqlite_schema where type = 'table' order by name")
    .all()
    .map((row) => row.name);
}

describe('migrate', () => {
  it('applies what is pending, once, and records it', () => {
    const db = connection();
    expect(migrate(db, [one])).toEqual([1]);
    expect(migrate(db, [one])).toEqual([]);
    expect(migrate(db, [one, two])).toEqual([2]);
    expect(tables(db)).toEqual(['one', 'schema_migrations', 'three', 'two']);
    expect(new Statement(db, 'select * from schema_migrations where number = 2').all()).toEqual([
      { number: 2, name: 'two', applied_at: 5, checksum: 'b' },
    ]);
  });

  it('applies all or nothing: a failure leaves the file as it was', () => {
    const db = connection();
    migrate(db, [one]);
    expect(() => migrate(db, [one, two, bad])).toThrow(/migration 3 \(bad\)/);
    expect(tables(db)).toEqual(['one', 'schema_migrations', 'two']);
  });

  it('writes nothing at all when nothing is pending', () => {
    const db = connection();
    migrate(db, [one]);
    const changes = new Statement<{ n: number }>(db, 'select total_changes() as n');
    const before = changes.get()?.n;
    migrate(db, [one]);
    expect(changes.get()?.n).toBe(before);
  });

  it('a reader does not migrate', () => {
    const path = join(tempFolder(), 'a.db');
    connection(path).close();
    const db = new Connection({ path, readOnly: true, synchronous: 'normal', now: () => 0 });
    expect(() => migrate(db, [one])).toThrow(expect.objectContaining({ code: 'OLDER_DATABASE' }));
  });
});

describe('the migrations of this code', () => {
  const all = loadMigrations();

  it('have each a number of its own, in the order in which they are applied', () => {
    const numbers = all.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(all.length).toBeGreaterThan(0);
  });

  it.each(all)('$number $name says what it is and what keeps working', ({ number, name, sql }) => {
    expect(sql).toMatch(
      new RegExp(`^-- ${String(number).padStart(4, '0')}_${name}\\.sql\n-- .+\n(-- .+\n)*-- compatible: `),
    );
  });
});

describe('the views', () => {
  const all = loadMigrations();
  const viewsOf = (db: Connection) =>
    new Statement<{ name: string; sql: string }>(
      db,
      "select name, sql from sqlite_schema where type = 'view' order by rowid",
    )
      .all()
      .map((row) => ({ ...row }));
  const fresh = connection();
  migrate(fresh, all);

  it.each(all.slice(1).map(({ number }, n) => ({ number, earlier: n + 1 })))(
    'a file from before migration $number ends with exactly those of views.sql',
    ({ earlier }) => {
      const db = connection();
      migrate(db, all.slice(0, earlier), undefined, () => '');
      // One that no later migration makes again: its builds had another.
      if (earlier >= 3) db.exec(`drop view v_sliced_orders; create view v_sliced_orders as select 1 as old`, 'testing');
      migrate(db, all);
      expect(viewsOf(db)).toEqual(viewsOf(fresh));
    },
  );

  it('are all in views.sql, and can be read', () => {
    const names = viewsOf(fresh).map(({ name }) => name);
    expect(names).toEqual([...loadViews().matchAll(/^create view (\w+)/gm)].map(([, name]) => name));
    for (const name of names) expect(new Statement(fresh, `select * from ${name}`).all()).toEqual([]);
  });

  it('are left alone when a migration fails, as everything is', () => {
    const db = connection();
    migrate(db, all, undefined, () => '');
    const before = viewsOf(db);
    expect(() => migrate(db, [...all, { ...bad, number: 9_000 }])).toThrow(/bad/);
    expect(viewsOf(db)).toEqual(before);
  });

  it('change with a migration only: a file that has them all is not written to', () => {
    const views = createHash('sha256').update(loadViews()).digest('hex');
    expect({ migration: all.at(-1)?.number, views }).toEqual({
      migration: 21,
      views: '1573121b3cc0d63940f44c1661af5e923a21dcaeedcc3c41158b540a09f517b9',
    });
  });
});

describe('a file of an earlier build', () => {
  it('is backed up, owner-only and read again, before it is migrated; a new one and an up-to-date one are not', () => {
    const folder = tempFolder();
    const path = join(folder, 'dhancopy.db');
    const known = loadMigrations();
    const early = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
    migrate(early, known.slice(0, 4));
    early.exec("insert into accounts values ('L', 'leader', 'Leader', 'ACTIVE', null, 1, 1, null)", 'testing');
    early.close();

    openStore({ path, key: TEST_KEY }).close();
    const [backup = '', ...more] = readdirSync(join(folder, 'backups'));
    expect(more).toEqual([]);
    expect(backup).toMatch(/^dhancopy-before-0005-\d{8}-\d{6}\.db$/);
    const copy = join(folder, 'backups', backup);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const old = rawDatabase(copy);
    expect(old.prepare('select max(number) as n from schema_migrations').get()).toEqual({ n: 4 });
    expect(old.prepare('select name from accounts').get()).toEqual({ name: 'Leader' });
    const store = openStore({ path, key: TEST_KEY });
    expect(store.accounts.list().map(({ name }) => name)).toEqual(['Leader']);
    expect(readdirSync(join(folder, 'backups'))).toHaveLength(1);
    store.close();
  });

  it('stays as it was when a migration leaves rows that refer to nothing', () => {
    const db = new Connection({ path: ':memory:', readOnly: false, synchronous: 'full', now: Date.now });
    migrate(db, loadMigrations().slice(0, 4));
    const bad = {
      number: 9_000,
      name: 'bad',
      checksum: 'x',
      sql: "create table child (a references accounts (account_id) deferrable initially deferred); pragma defer_foreign_keys = on; insert into child values ('nobody')",
    };
    expect(() => migrate(db, [...loadMigrations().slice(0, 4), bad])).toThrow(
      expect.objectContaining({ code: 'MIGRATION_DIFFERS' }),
    );
    expect(db.handle.prepare('select max(number) as n from schema_migrations').get()).toEqual({ n: 4 });
  });
});

describe('migration 14', () => {
  it('gives rows of earlier builds the spelling of today, and leaves those of other programs', () => {
    const path = join(tempFolder(), 'dhancopy.db');
    const early = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
    migrate(early, loadMigrations().slice(0, 13));
    early.exec(
      `insert into accounts values ('L', 'leader', 'Leader', 'ACTIVE', null, 1, 1, null);
       insert into instruments
         (security_id, exchange_segment, symbol, trading_symbol, lot_size, tick_size, expiry_date, strike_price, option_type, updated_at)
       values ('1333', 'NSE_EQ', 'HDFCBANK', 'HDFCBANK', 1, 0.05, null, null, null, 500),
         ('7', 'NSE_FNO', 'NIFTY', 'NIFTY-Nov2026-25000-CE', 75, 0.05, '2026-11-24', 25000, 'CE', 50),
         ('8', 'NSE_FNO', 'NIFTY', 'NIFTY-Dec2026-25000-CE', 75, 0.05, '2026-12-29', 25000, 'CE', 500)`,
      'testing',
    );
    const order = (id: string, account: string, rest: string): void =>
      early.exec(
        `insert into orders
           (id, account_type, account_id, status, order_status, side, product, order_type, validity, quantity, created_at,
            updated_at, security_id, exchange_segment, trading_symbol, leg_type, completed_at, traded_qty)
         values ('${id}', 'leader', ${account}, ${rest})`,
        'testing',
      );
    const traded = "'EXECUTED', 'Traded', 'BUY', 'CNC', 'LIMIT', 'DAY', 1, 100, 100";
    order('A', "'L'", `${traded}, '1333', 'NSE_EQ', 'HDFC Bank', 'ENTRY', 98, 1`);
    order(
      'B',
      "'L'",
      `'OPEN', 'Modified', 'BUY', 'CNC', 'LIMIT', 'DAY', 9, 100, 100, '7', 'NSE_FNO', 'NIFTY 24 NOV', 'ENTRY', null, 4`,
    );
    // The list has changed the contract of this id since.
    order('C', "'L'", `${traded}, '8', 'NSE_FNO', 'NIFTY 29 OCT', 'SL', 101, 1`);
    order('D', 'null', `${traded}, '1333', 'NSE_EQ', 'HDFC Bank', 'ENTRY', 98, 1`);
    early.exec(
      `insert into order_modifications (order_id, modification_type, old_value, new_value, modified_at)
       values ('A', 'ORDER_TYPE', 'STOP_LIMIT', 'LIMIT', 1), ('A', 'PRICE', '1', '2', 1)`,
      'testing',
    );
    migrate(early, loadMigrations().slice(0, 14));
    const columns =
      'id, order_status, leg_type, completed_at, trading_symbol, drv_expiry_date, drv_option_type, drv_strike_price';
    expect(
      early.handle
        .prepare(`select ${columns} from orders order by id`)
        .all()
        .map((row) => Object.values(row)),
    ).toEqual([
      ['A', 'TRADED', null, 100, 'HDFCBANK', null, null, null],
      [
        'B',
        'PART_TRADED',
        null,
        null,
        'NIFTY-Nov2026-25000-CE',
        Date.parse('2026-11-24T00:00:00+05:30') / 1000,
        'CALL',
        25000,
      ],
      ['C', 'TRADED', 'SL', 101, 'NIFTY 29 OCT', null, null, null],
      ['D', 'Traded', 'ENTRY', 98, 'HDFC Bank', null, null, null],
    ]);
    expect(
      early.handle.prepare('select old_value, new_value from order_modifications order by id').all(),
    ).toMatchObject([
      { old_value: 'STOP_LOSS', new_value: 'LIMIT' },
      { old_value: '1', new_value: '2' },
    ]);
  });
});
