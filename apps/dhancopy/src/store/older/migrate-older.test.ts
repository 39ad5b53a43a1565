import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { StoreError } from '../file/errors.ts';
import { openStore } from '../store.ts';
import { OPENING, rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';
import { Vault } from '../secrets/vault.ts';
import { leftoversOf } from './leftovers.ts';
import { migrateOlder } from './migrate-older.ts';
import { anOlderOrder, factsOf, fillSound, makeOlderFile, put } from '../care/testing.ts';
import type { Version } from '../care/testing.ts';

const NOW = OPENING * 1000;

function freshPath(): string {
  return join(tempFolder(), 'dhancopy.db');
}

function older(version: Version, orders: number, options: Parameters<typeof makeOlderFile>[2] = {}): string {
  const path = freshPath();
  const db = makeOlderFile(path, version, options);
  fillSound(db, version, orders);
  db.close();
  return path;
}

function migrateIt(path: string, onProgress: (words: string) => void = () => undefined) {
  return migrateOlder({ from: path, to: path, key: TEST_KEY, now: () => NOW, onProgress });
}

async function failure(work: Promise<unknown>): Promise<StoreError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('expected a StoreError, and nothing was thrown');
}

const all = (db: DatabaseSync, sql: string) =>
  db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));

describe('rows belong to the accounts that are named', () => {
  const owners = { leader: '11', follower: '22' };

  it.each([1, 2] as const)('in a v%i file, and what is read from now on follows them', async (version) => {
    const path = older(version, 300);
    await migrateOlder({ from: path, to: path, key: TEST_KEY, owners, now: () => NOW });
    const store = openStore({ path, key: TEST_KEY });
    const db = rawDatabase(path);
    for (const table of ['orders', 'positions', 'funds']) {
      expect(all(db, `select distinct account_type, account_id from ${table} order by 1 desc`), table).toEqual([
        { account_type: 'leader', account_id: '11' },
        { account_type: 'follower', account_id: '22' },
      ]);
    }
    for (const table of ['trades', 'audit_log']) {
      expect(all(db, `select distinct account_id from ${table}`), table).toEqual([{ account_id: '11' }]);
    }
    expect(all(db, 'select distinct leader_account_id, account_id from copy_mappings')).toEqual([
      { leader_account_id: '11', account_id: '22' },
    ]);
    store.accounts.add({ account_id: '11', role: 'leader', name: 'Asha' });
    const head = { account_id: '11', account_type: 'leader', snapshot_ts: NOW / 1000 + 86_400 } as const;
    store.funds.record(head, { available_balance: 5 });
    expect(all(db, "select available_balance from v_latest_funds where account_type = 'leader'")).toEqual([
      { available_balance: 5 },
    ]);
    store.close();
  });

  it('but not what acts: a token, or a limit on every account', async () => {
    const path = freshPath();
    const old = makeOlderFile(path, 3);
    const row = { account_type: 'leader', created_at: OPENING, updated_at: OPENING };
    put(old, 'auth_tokens', { ...row, access_token: 'canary-token-1' });
    put(old, 'traders_control', { ...row, control_type: 'KILL_SWITCH', is_active: 1 });
    put(old, 'holdings', {
      snapshot_ts: OPENING,
      account_type: 'leader',
      security_id: '1',
      exchange_segment: 'NSE_EQ',
      total_qty: 5,
      available_qty: 5,
    });
    old.close();
    await migrateOlder({ from: path, to: path, key: TEST_KEY, owners, now: () => NOW });
    const db = rawDatabase(path);
    expect(all(db, 'select account_id from auth_tokens')).toEqual([{ account_id: null }]);
    expect(all(db, 'select account_id from traders_control')).toEqual([{ account_id: null }]);
    expect(all(db, 'select account_id from holdings')).toEqual([{ account_id: '11' }]);
  });
});

describe.each([1, 2] as const)('a file of v%i with thousands of rows', (version) => {
  it.each([false, true])('is the same, row by row, afterwards (write-ahead log: %s)', async (wal) => {
    const path = older(version, 4_000, { wal });
    const progress: string[] = [];
    const { backup, tables } = await migrateIt(path, (words) => progress.push(words));

    expect(backup).not.toBeNull();
    expect(readdirSync(dirname(path)).sort()).toEqual([`dhancopy-v${version}-20260105-091500.db`, 'dhancopy.db']);
    const old = rawDatabase(backup ?? '');
    const db = rawDatabase(path);
    for (const [table, { columns }] of Object.entries(factsOf(version).tables)) {
      if (table === 'config') continue;
      // A trade that did not say what was traded has it from its order, and is compared apart.
      const names = columns
        .map(({ name }) => name)
        .filter((name) => !(table === 'trades' && ['security_id', 'exchange_segment'].includes(name)))
        .join(', ');
      const order = `order by ${columns
        .map(({ name }) => name)
        .filter((name) => names.includes(name))
        .slice(0, 5)
        .join(', ')}`;
      const before = all(old, `select ${names} from ${table} ${order}`);
      expect(before.length, table).toBeGreaterThan(100);
      expect(all(db, `select ${names} from ${table} ${order}`), table).toEqual(before);
    }
    expect(tables.reduce((sum, { aside }) => sum + aside, 0)).toBe(0);
    expect(all(db, 'select count(*) as n from migration_leftovers')).toEqual([{ n: 0 }]);
    expect(all(db, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(all(db, 'pragma foreign_key_check')).toEqual([]);
    expect(all(db, "select count(*) as n from trades where security_id = '' or side = '' or product = ''")).toEqual([
      { n: 0 },
    ]);
    expect(all(db, "select value from config where key = 'schema_version'")).toEqual([{ value: '3' }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(backup ?? '').mode & 0o777).toBe(0o600);
    expect(progress.at(-1)).toBe('reading the new file');
  });

  it('opens with our store, and is not migrated again', async () => {
    const path = older(version, 500);
    await migrateIt(path);
    const store = openStore({ path, key: TEST_KEY });
    expect(store.config.getBoolean('copy_enabled')).toBe(true);
    store.close();
    const bytes = readFileSync(path);
    expect((await failure(migrateIt(path))).message).toContain('already');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});

describe('what cannot be taken', () => {
  it('is kept aside with the reason, row for row, and reported', async () => {
    const path = freshPath();
    const old = makeOlderFile(path, 2, {
      extra: "create table my_notes (a, b); insert into my_notes values (1, x'00ff')",
    });
    fillSound(old, 2, 100);
    put(old, 'orders', anOlderOrder(9_001, { side: null }));
    put(old, 'orders', anOlderOrder(9_002, { status: 'SOMETHING_NEW' }));
    put(old, 'orders', anOlderOrder(9_003, { quantity: 'many' }));
    put(old, 'orders', anOlderOrder(9_004, { quantity: 10.5 }));
    put(old, 'orders', anOlderOrder(5, { price: 1 })); // a second O-5
    put(old, 'orders', anOlderOrder(9_005, { created_at: OPENING + 0.25, quantity: '12' }));
    put(old, 'order_events', { order_id: 'O-nowhere', event_type: 'X', event_ts: OPENING });
    put(old, 'order_events', { order_id: 'O-9002', event_type: 'X', event_ts: OPENING });
    put(old, 'order_events', { order_id: 'O-7', event_type: 'AGAIN', event_ts: OPENING, sequence: 1 });
    put(old, 'trades', {
      id: 'T-x',
      order_id: 'O-1',
      account_type: 'leader',
      trade_ts: OPENING,
      quantity: 1,
      price: Infinity,
    });
    const snapshot = { snapshot_ts: OPENING, account_type: 'leader', security_id: 's', exchange_segment: 'NSE_EQ' };
    put(old, 'positions', { ...snapshot, quantity: 1, avg_price: 1 });
    put(old, 'positions', { ...snapshot, quantity: 2, avg_price: 2 });
    put(old, 'config', { key: 'my_key', value: 'mine', updated_at: OPENING });
    put(old, 'config', { key: 'no_value', value: null, updated_at: OPENING });
    old.exec(
      "update config set value = 'perhaps' where key = 'copy_enabled'; update config set value = '0' where key = 'co_enabled'",
    );
    old.exec("alter table orders add column colour text; update orders set colour = 'red' where id = 'O-3'");
    old.close();

    const { tables, reasons, backup } = await migrateIt(path);
    const db = rawDatabase(path);
    const leftovers = all(db, 'select source_table, why, was_taken from migration_leftovers order by id');
    const told = leftovers.map((row) => `${String(row['source_table'])}: ${String(row['why'])}`);
    const expected = [
      'orders: orders.side is missing',
      expect.stringMatching(/^orders: an unknown value: .*status/) as string,
      'orders: quantity is not a number',
      'orders: quantity is not a whole number',
      'orders: a second row with the same orders.id',
      'orders: columns without a place: colour',
      'order_events: refers to a row that is missing or was kept aside',
      'order_events: refers to a row that is missing or was kept aside',
      'order_events: a second row with the same order_events.order_id, order_events.sequence',
      'trades: price is not a number',
      expect.stringMatching(/^positions: a second row with the same/) as string,
      'config: copy_enabled is not of type boolean',
      'config: key or value is missing',
      'my_notes: a table that schema v3 does not have',
    ];
    for (const line of expected) expect(told).toContainEqual(line);
    expect(told).toHaveLength(expected.length);
    // Every row of the older file is in its table or aside.
    const before = rawDatabase(backup ?? '');
    for (const { table, rows, taken, aside } of tables) {
      const skipped = table === 'config' ? 1 : 0;
      expect(all(before, `select count(*) as n from ${table}`), table).toEqual([{ n: rows + skipped }]);
      expect(taken + aside).toBe(rows);
    }
    expect(reasons.reduce((sum, { rows }) => sum + rows, 0)).toBe(expected.length);
    expect(reasons).toContainEqual({ table: 'orders', why: 'columns without a place: colour', rows: 1, taken: true });
    // As it was, in JSON.
    const odd = all(db, "select row from migration_leftovers where why = 'quantity is not a whole number'");
    expect(JSON.parse(String(odd[0]?.['row']))).toMatchObject({ id: 'O-9004', quantity: 10.5 });
    expect(all(db, "select typeof(quantity) as t, quantity, created_at from orders where id = 'O-9005'")).toEqual([
      { t: 'integer', quantity: 12, created_at: OPENING + 0.25 },
    ]);
    // What cannot be read copies nothing; what can be read is read.
    expect(
      all(db, "select key, value from config where key in ('copy_enabled', 'co_enabled', 'my_key') order by key"),
    ).toEqual([
      { key: 'co_enabled', value: 'false' },
      { key: 'copy_enabled', value: 'false' },
      { key: 'my_key', value: 'mine' },
    ]);
    const note = all(db, "select row, source_rowid from migration_leftovers where source_table = 'my_notes'")[0];
    const place = { table: 'migration_leftovers', row: 'my_notes:1', column: 'row' };
    expect(JSON.parse(new Vault(TEST_KEY).open(String(note?.['row']), place))).toEqual({ a: 1, b: "x'00FF'" });
  });

  it('tokens that stood in the clear in a v3 file are sealed, in their table and aside', async () => {
    const path = freshPath();
    const old = makeOlderFile(path, 3);
    const token = { account_type: 'leader', created_at: OPENING, updated_at: OPENING };
    put(old, 'auth_tokens', { ...token, id: 4, access_token: 'canary-token-1', refresh_token: 'canary-token-2' });
    put(old, 'auth_tokens', { ...token, id: 5, account_type: 'nobody', access_token: 'canary-token-3' });
    put(old, 'config', { key: 'api_secret', value: 'canary-token-4', is_sensitive: 1, updated_at: OPENING });
    put(old, 'positions', {
      snapshot_ts: OPENING,
      account_type: 'leader',
      security_id: '1',
      exchange_segment: 'NSE_EQ',
      net_qty: -5,
      buy_avg: 1,
      sell_avg: 2,
      realized_pl: 3,
      total_pl: 0,
    });
    old.close();
    const { tables } = await migrateIt(path);
    expect(tables.find(({ table }) => table === 'auth_tokens')).toMatchObject({ taken: 1, aside: 1 });
    expect(readFileSync(path, 'latin1')).not.toContain('canary-token');
    const db = rawDatabase(path);
    const vault = new Vault(TEST_KEY);
    const sealed = all(db, 'select access_token, refresh_token from auth_tokens')[0];
    const place = { table: 'auth_tokens', row: 4 };
    expect(vault.open(String(sealed?.['access_token']), { ...place, column: 'access_token' })).toBe('canary-token-1');
    expect(vault.open(String(sealed?.['refresh_token']), { ...place, column: 'refresh_token' })).toBe('canary-token-2');
    expect(openStore({ path, key: TEST_KEY }).config.getString('api_secret')).toBe('canary-token-4');
    // Shown to a person without them.
    const connection = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
    const [kept] = leftoversOf(connection, TEST_KEY, 'auth_tokens');
    expect(kept).toMatchObject({ why: expect.stringContaining('account_type') as string, taken: false });
    expect(kept?.row).toMatchObject({
      id: 5,
      account_type: 'nobody',
      access_token: expect.stringMatching(/secret|redacted/i) as string,
    });
    expect(JSON.stringify(kept)).not.toContain('canary-token');
    expect(leftoversOf(connection, undefined, null)).toMatchObject([{ row: null }]);
    connection.close();
    expect(all(db, 'select quantity, net_qty from positions')).toEqual([{ quantity: -5, net_qty: -5 }]);
  });
});

describe('the older file stays as it was', () => {
  it('when it is newer, not ours, locked, damaged, or there is a database at the target', async () => {
    const newer = older(2, 10);
    const edit = rawDatabase(newer);
    edit.exec("update config set value = '4' where key = 'schema_version'");
    edit.close();
    const bytes = readFileSync(newer);
    expect((await failure(migrateIt(newer))).code).toBe('NEWER_DATABASE');
    expect(readFileSync(newer).equals(bytes)).toBe(true);

    const locked = older(2, 10);
    const other = rawDatabase(locked);
    other.exec('begin immediate');
    expect((await failure(migrateIt(locked))).code).toBe('DATABASE_LOCKED');
    other.close();
    expect(readdirSync(dirname(locked))).toEqual(['dhancopy.db']);

    const target = older(1, 10);
    const source = older(1, 10);
    const taken = await failure(migrateOlder({ from: source, to: target, key: TEST_KEY }));
    expect(taken.code).toBe('FILE_EXISTS');
  });

  it('when a page of it is damaged', async () => {
    const path = older(2, 3_000);
    const bytes = readFileSync(path);
    const broken = Buffer.from(bytes);
    broken.fill(0xff, 4096 * 40, 4096 * 41);
    writeFileSync(path, broken);
    expect((await failure(migrateIt(path))).code).toBe('DATABASE_CORRUPT');
    expect(readFileSync(path).equals(broken)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['dhancopy.db']);
  });

  it('when there is no room for the new one', () => {
    const path = older(2, 6_000);
    const bytes = readFileSync(path);
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const script = `
      const { migrateOlder } = await import(${url('./migrate-older.ts')});
      const { VaultKey } = await import(${url('../secrets/vault-key.ts')});
      await migrateOlder({ from: ${JSON.stringify(path)}, to: ${JSON.stringify(path)}, key: new VaultKey(Buffer.alloc(32, 7)) })
        .catch((error) => { console.log(error.code + ': ' + error.message); process.exit(7); });`;
    // No file of more than as many KiB as the older one has: enough for its copy, and not for what is made of it.
    const limit = Math.ceil(bytes.length / 1024) + 4;
    const ran = spawnSync(
      'bash',
      ['-c', `trap '' XFSZ; ulimit -f ${limit}; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      {
        encoding: 'utf8',
      },
    );
    expect(ran.status, ran.stderr).toBe(7);
    expect(ran.stdout).toMatch(/^DATABASE_FAILED: the disk did not read or write/);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(dirname(path)).filter((name) => name.includes('migrating'))).toEqual([]);
  });

  it('and is read only when the new one goes elsewhere', async () => {
    const from = older(1, 200);
    const bytes = readFileSync(from);
    const to = join(tempFolder(), 'home', 'dhancopy.db');
    const { backup, version } = await migrateOlder({ from, to, key: TEST_KEY });
    expect({ backup, version }).toEqual({ backup: null, version: 1 });
    expect(readFileSync(from).equals(bytes)).toBe(true);
    expect(all(rawDatabase(to), 'select count(*) as n from orders')).toEqual([{ n: 200 }]);
  });

  it('and may be a file without write permission, when the new one goes elsewhere', () => {
    const from = older(1, 50);
    chmodSync(dirname(from), 0o555);
    chmodSync(from, 0o444);
    const home = tempFolder();
    chmodSync(home, 0o777);
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    // Root may write to everything: the child gives that up once its modules are loaded.
    const script = `
      const { migrateOlder } = await import(${url('./migrate-older.ts')});
      const { VaultKey } = await import(${url('../secrets/vault-key.ts')});
      if (process.getuid() === 0) process.setuid(65534);
      const done = await migrateOlder({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(join(home, 'dhancopy.db'))}, key: new VaultKey(Buffer.alloc(32, 7)) })
        .catch((error) => error);
      console.log(done.code ?? done.tables.find(({ table }) => table === 'orders').taken);
      await migrateOlder({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(from)}, key: new VaultKey(Buffer.alloc(32, 7)) })
        .catch((error) => console.log(error.code));`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(ran.stdout.trim().split('\n'), ran.stderr).toEqual(['50', 'DATABASE_READ_ONLY']);
    chmodSync(dirname(from), 0o700);
  });

  it('when the process is killed at any step, and the next run begins again', async () => {
    const path = older(2, 6_000);
    const bytes = readFileSync(path);
    const script = `
      import { migrateOlder } from ${JSON.stringify(fileURLToPath(new URL('./migrate-older.ts', import.meta.url)))};
      import { VaultKey } from ${JSON.stringify(fileURLToPath(new URL('../secrets/vault-key.ts', import.meta.url)))};
      let step = 0;
      await migrateOlder({ from: ${JSON.stringify(path)}, to: ${JSON.stringify(path)}, key: new VaultKey(Buffer.alloc(32, 7)),
        onProgress: (words) => { step += 1; if (step === Number(process.argv[1])) process.kill(process.pid, 'SIGKILL'); } });`;
    for (const step of [1, 2, 3, 4, 5]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, String(step)], { stdio: 'inherit' });
      const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
      expect(signal, `step ${step}`).toBe('SIGKILL');
      expect(readFileSync(path).equals(bytes), `step ${step}`).toBe(true);
    }
    expect(existsSync(`${path}.migrating`)).toBe(true);
    await migrateIt(path);
    expect(existsSync(`${path}.migrating`)).toBe(false);
    expect(all(rawDatabase(path), 'select count(*) as n from orders')).toEqual([{ n: 6_000 }]);
  }, 60_000);
});
