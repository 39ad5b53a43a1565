import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import type { Store } from '../store.ts';
import { anOrder, newLinkedStore, OPENING, rawDatabase } from '../testing.ts';
import { archiveOldRows } from './archive.ts';

const DAY = 86_400;
const open: Connection[] = [];
afterEach(() => {
  for (const db of open.splice(0)) db.close();
});

type TestStore = Store & { readonly path: string; readonly home: string; readonly db: Connection };

/** `audits` rows, one an hour, and `trades`, one a day, both up to now. */
function oldStore(audits: number, trades: number): TestStore {
  const store = newLinkedStore();
  store.orders.upsertOrder(anOrder());
  store.transaction(() => {
    for (let n = audits; n > 0; n -= 1) {
      store.audit.add({
        action: 'get_funds',
        account_type: 'leader',
        account_id: 'L',
        ts: OPENING - n * 3_600,
        ts_us: null,
      });
    }
  });
  const raw = rawDatabase(store.path);
  const add = raw.prepare(
    `insert into trades (id, order_id, account_type, quantity, price, trade_ts, account_id) values (?, 'L-1', 'leader', ?, ?, ?, 'L')`,
  );
  for (let n = trades; n > 0; n -= 1) add.run(`T-${n}`, n, 100.05 + n / 100, OPENING - n * DAY);
  raw.close();
  const db = new Connection({ path: store.path, readOnly: false, synchronous: 'full', now: () => OPENING * 1000 });
  open.push(db);
  return { ...store, home: dirname(store.path), db };
}

const archive = (store: TestStore) => archiveOldRows(store.db, { home: store.home, nowMs: OPENING * 1000 });
const count = (db: DatabaseSync, sql: string) => Number(db.prepare(`select count(*) as n from ${sql}`).get()?.['n']);

it('moves audit rows of 90 days and trades of a year into a file a month; the chain stays whole; a second run has nothing to do', async () => {
  const store = oldStore(24 * 120, 500);
  const before = rawDatabase(store.path).prepare('select * from audit_log order by id').all();
  const moved = await archive(store);
  const rows = (table: string) => moved.filter((one) => one.table === table).reduce((sum, one) => sum + one.rows, 0);
  expect(rows('audit_log')).toBe(24 * 30);
  expect(rows('trades')).toBe(135);
  const files = readdirSync(join(store.home, 'archive'));
  expect(files).toEqual([...new Set(moved.map(({ file }) => file.replace('archive/', '')))].sort());
  expect(files.every((name) => /^archive-\d{4}-\d{2}\.db$/.test(name))).toBe(true);
  for (const name of files) expect(statSync(join(store.home, 'archive', name)).mode & 0o777).toBe(0o600);

  expect(store.audit.chain.verify()).toMatchObject({ broken: null, linked: 24 * 90 });
  const raw = rawDatabase(store.path);
  expect(count(raw, 'audit_log')).toBe(24 * 90);
  expect(count(raw, 'trades')).toBe(365);
  // Every column of every row, in the archive or here.
  const archived = files
    .map((name) => rawDatabase(join(store.home, 'archive', name)))
    .filter((db) => count(db, "sqlite_schema where name = 'audit_log'") === 1)
    .flatMap((db) => db.prepare('select * from audit_log order by id').all());
  expect([...archived, ...raw.prepare('select * from audit_log order by id').all()]).toEqual(before);
  const noted = raw.prepare('select table_name, sum(rows) as rows from archives group by 1 order by 1').all();
  expect(noted.map((row) => ({ ...row }))).toEqual([
    { table_name: 'audit_log', rows: 720 },
    { table_name: 'trades', rows: 135 },
  ]);
  expect(await archive(store)).toEqual([]);
});

it('moves order events of a year and errors of 90 days', async () => {
  const store = oldStore(0, 0);
  for (const days of [400, 366, 364]) {
    const event_ts = OPENING - days * DAY;
    store.orderEvents.appendOrderEvent({ order_id: 'L-1', event_type: 'NEW', event_source: 'WEBSOCKET', event_ts });
  }
  for (const days of [91, 89]) {
    store.errors.add({
      error_type: 'X',
      error_message: String(days),
      order_id: 'L-1',
      occurred_at: OPENING - days * DAY,
    });
  }
  const moved = await archive(store);
  const sums = Map.groupBy(moved, ({ table }) => table);
  const rowsOf = (table: string) => (sums.get(table as 'trades') ?? []).reduce((sum, { rows }) => sum + rows, 0);
  expect([rowsOf('order_events'), rowsOf('error_log')]).toEqual([2, 1]);
  expect(store.orderEvents.events('L-1').map(({ sequence }) => sequence)).toEqual([3]);
  expect(store.errors.since(0).map(({ error_message }) => error_message)).toEqual(['89']);
  const archived = readdirSync(join(store.home, 'archive')).flatMap((name) => {
    const file = rawDatabase(join(store.home, 'archive', name));
    return count(file, "sqlite_schema where name = 'error_log'") === 0
      ? []
      : file.prepare('select error_message, order_id from error_log').all();
  });
  expect(archived).toMatchObject([{ error_message: '91', order_id: 'L-1' }]);
});

it('an archive is read together with the database, also by the views (docs/database-care.md)', async () => {
  const store = oldStore(0, 400);
  await archive(store);
  const [name = ''] = readdirSync(join(store.home, 'archive'));
  const db = rawDatabase(store.path);
  db.exec(`attach '${join(store.home, 'archive', name)}' as old`);
  const both = 'select * from main.trades union all select * from old.trades';
  expect(count(db, `(${both})`)).toBe(365 + count(db, 'old.trades'));
  const sum = db
    .prepare(
      `select sum(t.quantity) as q from (${both}) as t join orders as o on o.id = t.order_id where o.side = 'BUY'`,
    )
    .get();
  expect(Number(sum?.['q'])).toBeGreaterThan((365 * 366) / 2);
  // A view over both: the database's own words, with trades standing for both.
  const { sql } = db.prepare("select sql from main.sqlite_schema where name = 'v_recent_trades'").get() as {
    sql: string;
  };
  db.exec('create temp view trades as select rowid, * from main.trades union all select rowid, * from old.trades');
  db.exec(sql.replace(/create view/i, 'create temp view'));
  expect(count(db, 'temp.v_recent_trades')).toBe(365 + count(db, 'old.trades'));
  expect(count(db, 'main.v_recent_trades')).toBe(365);
});

it('goes on after it was broken off between the copy and the removal', async () => {
  const store = oldStore(24 * 100, 0);
  store.db.exec(
    "create trigger stop before delete on audit_log begin select raise(abort, 'power cut'); end",
    'testing',
  );
  await expect(archive(store)).rejects.toThrow('power cut');
  expect(count(rawDatabase(store.path), 'audit_log')).toBe(2_400);
  store.db.exec('drop trigger stop', 'testing');
  const moved = await archive(store);
  expect(moved.reduce((sum, { rows }) => sum + rows, 0)).toBe(240);
  expect(store.audit.chain.verify()).toMatchObject({ broken: null, linked: 2_160 });
});

it('removes nothing when the archive holds another row under the same key', async () => {
  const store = oldStore(24 * 100, 0);
  store.db.exec(
    "create trigger stop before delete on audit_log begin select raise(abort, 'power cut'); end",
    'testing',
  );
  await expect(archive(store)).rejects.toThrow('power cut');
  store.db.exec('drop trigger stop', 'testing');
  const [name = ''] = readdirSync(join(store.home, 'archive'));
  const file = rawDatabase(join(store.home, 'archive', name));
  file.exec("update audit_log set action = 'other' where id = 3");
  file.close();
  await expect(archive(store)).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
  expect(count(rawDatabase(store.path), 'audit_log')).toBe(2_400);
});

it('an archive of an earlier build gets the columns that came since', async () => {
  const store = oldStore(24 * 91, 0);
  const first = new Date((OPENING - 91 * DAY) * 1000 + 19_800_000).toISOString().slice(0, 7);
  mkdirSync(join(store.home, 'archive'));
  const file = rawDatabase(join(store.home, 'archive', `archive-${first}.db`));
  file.exec('create table audit_log (id integer primary key, action text)');
  file.close();
  await archive(store);
  const rows = rawDatabase(join(store.home, 'archive', `archive-${first}.db`))
    .prepare('select hash from audit_log')
    .all();
  expect(rows).toHaveLength(24);
  expect(rows.every((row) => typeof row['hash'] === 'string')).toBe(true);
});

it.each(['0', '-5', '', 'ninety'])('archives nothing when the days to keep are "%s"', async (days) => {
  const store = oldStore(24 * 100, 0);
  rawDatabase(store.path).prepare("update config set value = ? where key = 'audit_retention_days'").run(days);
  await expect(archive(store)).rejects.toThrow(/audit_retention_days: expected a whole number from 1/);
  expect(count(rawDatabase(store.path), 'audit_log')).toBe(2_400);
});
