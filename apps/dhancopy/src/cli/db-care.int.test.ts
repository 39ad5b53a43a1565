import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillSound, makeOlderFile, put } from '../store/care/testing.ts';
import { CliBench, until } from './testing/cli.ts';

let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
});
afterEach(() => bench.close());

const file = (name: string) => join(bench.home, name);
const count = (path: string, table: string) => {
  const db = new DatabaseSync(path, { readOnly: true });
  const n = Number(db.prepare(`select count(*) as n from ${table}`).get()?.['n']);
  db.close();
  return n;
};

describe('db migrate', () => {
  it('takes a v2 file in the data folder over, says what it did, and the rest of the command line works on it', async () => {
    const old = makeOlderFile(file('dhancopy.db'), 2);
    fillSound(old, 2, 300);
    put(old, 'order_events', { order_id: 'nowhere', event_type: 'x', event_ts: 1 });
    old.close();
    expect((await bench.run('status')).stderr).toContain('run "dhancopy db migrate"');
    const ran = await bench.run('db migrate');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/order_events +301 +300 +1/);
    expect(ran.stdout).toContain('refers to a row that is missing');
    expect(ran.stderr).toContain('backup made and read again');
    expect(count(file('dhancopy.db'), 'orders')).toBe(300);
    expect((await bench.run('status')).code).toBe(0);
    expect(await bench.json('db leftovers --table order_events')).toMatchObject({
      origin: { source: 'dhancopy.db', source_version: 2, rows_kept_aside: 1 },
      leftovers: [{ table: 'order_events', taken: false, row: { order_id: 'nowhere', event_type: 'x' } }],
    });
    expect(await bench.json('db migrate')).toMatchObject({ migrated: false });
    await bench.addAccount('leader', '1100000001');
  });

  it('from a file elsewhere, which is only read; never over a database that is there', async () => {
    const from = file('old.db');
    const old = makeOlderFile(from, 1);
    fillSound(old, 1, 100);
    old.close();
    const bytes = readFileSync(from);
    expect(await bench.json(`db migrate --from ${from}`)).toMatchObject({
      migrated: true,
      version: 1,
      backup: null,
      tables: expect.arrayContaining([
        { table: 'orders', rows: 100, taken: 100, aside: 0, translations: expect.any(Array) as unknown },
      ]) as unknown,
      reasons: [],
    });
    expect(readFileSync(from).equals(bytes)).toBe(true);
    const again = await bench.run(`db migrate --from ${from}`);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('a database already exists at');
    expect((await bench.run(`db migrate --from ${file('nothing.db')}`)).code).toBe(1);
    expect(await bench.run('db migrate --leader-id 1100000001 --follower-id 1100000001')).toMatchObject({ code: 2 });
  });

  it('its rows belong to the accounts that are named, once these are added', async () => {
    const old = makeOlderFile(file('dhancopy.db'), 2);
    fillSound(old, 2, 40);
    old.close();
    await bench.run('db migrate --leader-id 1100000001 --follower-id 1100000002');
    expect((await bench.run('account list')).stdout).not.toContain('1100000001');
    await bench.addAccount('leader', '1100000001');
    const exported = await bench.run('export orders --account 1100000001');
    expect(exported).toMatchObject({ code: 0 });
    expect(exported.stdout.trim().split('\n').length).toBeGreaterThan(10);
  });

  it('killed in the middle, the old file is what it was, and the next run does it', async () => {
    const old = makeOlderFile(file('dhancopy.db'), 2);
    fillSound(old, 2, 8_000);
    old.close();
    const bytes = readFileSync(file('dhancopy.db'));
    const running = bench.start(['db', 'migrate']);
    await until('rows are taken over', () => existsSync(file('dhancopy.db.migrating')));
    running.child.kill('SIGKILL');
    await running.ended;
    expect(readFileSync(file('dhancopy.db')).equals(bytes)).toBe(true);
    expect(await bench.run('db migrate')).toMatchObject({ code: 0 });
    expect(count(file('dhancopy.db'), 'orders')).toBe(8_000);
    expect(existsSync(file('dhancopy.db.migrating'))).toBe(false);
  });
});

it('backup works next to a running engine, and restore is refused', async () => {
  await bench.run('init');
  await bench.addAccount('leader', '1100000001');
  const engine = await bench.startEngine();
  const made = (await bench.json('db backup')) as { path: string };
  expect(count(made.path, 'accounts')).toBe(1);
  expect(await bench.run(`db backup ${made.path}`)).toMatchObject({ code: 2 });
  for (const command of [`db restore ${made.path}`, 'db vacuum --full', 'db migrate']) {
    const refused = await bench.run(command);
    expect(refused, command).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('stop it first');
  }
  expect(await bench.run('db check')).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') as string });
  expect(await bench.run('db archive')).toMatchObject({ code: 0 });
  expect(await bench.run('db vacuum')).toMatchObject({ code: 0 });
  expect((await bench.run('db stats')).stdout).toMatch(/auth_tokens +1 /);
  const size = { table: 'auth_tokens', rows: 1, bytes: expect.any(Number) as number };
  expect(await bench.json('db stats')).toMatchObject({
    sizes: { tables: expect.arrayContaining([size]) as unknown },
    growth: { file: expect.any(Number) as number },
  });
  engine.child.kill('SIGTERM');
  await engine.ended;

  const vacuumed = await bench.run('db vacuum --full');
  expect(vacuumed).toMatchObject({ code: 0, stdout: expect.stringContaining('returned to the disk') as string });
  await bench.addAccount('follower', '1100000002');
  const restored = (await bench.json(`db restore ${made.path}`)) as { aside: string };
  expect(count(file('dhancopy.db'), 'accounts')).toBe(1);
  expect(count(file('dhancopy.db'), "audit_log where action = 'db.restore' and module = 'operator'")).toBe(1);
  expect(count(restored.aside, 'accounts')).toBe(2);
  // Another folder's key does not fit.
  copyFileSync(file('key'), file('key.mine'));
  rmSync(file('key'));
  writeFileSync(file('key'), `${Buffer.alloc(32, 3).toString('base64')}\n`, { mode: 0o600 });
  const wrong = await bench.run(`db restore ${made.path}`);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('the key is wrong');
});

it('rotate-key: the next start opens everything with the new key, and nothing secret was printed', async () => {
  await bench.run('init');
  const token = await bench.addAccount('leader', '1100000001');
  const key = readFileSync(file('key'), 'utf8').trim();
  const ran = await bench.run('db rotate-key');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('1 secrets are encrypted with the new key');
  expect(readFileSync(file('key'), 'utf8').trim()).not.toBe(key);
  expect(count(file('dhancopy.db'), "audit_log where action = 'key.rotate'")).toBe(1);
  const engine = await bench.startEngine();
  expect(await bench.json('status')).toMatchObject({ accounts: [{ session: { state: 'LIVE' } }] });

  // Beside a running engine: it goes on with the new key, and so does every other command.
  const once = readFileSync(file('key'), 'utf8').trim();
  const online = await bench.run('db rotate-key');
  expect(online).toMatchObject({ code: 0, stdout: expect.stringContaining('the running engine') as string });
  expect(readFileSync(file('key'), 'utf8').trim()).not.toBe(once);
  const fresh = bench.emulator.control.mintToken('1100000001').accessToken;
  expect(await bench.run('account token --client-id 1100000001 --token-stdin', { input: fresh })).toMatchObject({
    code: 0,
  });
  expect(await bench.run('doctor')).toMatchObject({ code: 0 });
  expect(await bench.json('status')).toMatchObject({ accounts: [{ session: { state: 'LIVE' } }] });
  expect(bench.printed).not.toContain(once);
  expect(bench.printed).not.toContain(fresh);
  engine.child.kill('SIGTERM');
  await engine.ended;
  for (const secret of [token, key, readFileSync(file('key'), 'utf8').trim()]) {
    expect(bench.printed).not.toContain(secret);
  }
  for (const [name, bytes] of bench.files()) expect(bytes.includes(token), name).toBe(false);
  expect(
    await bench.run('db rotate-key', { env: { DHANCOPY_KEY: Buffer.alloc(32, 3).toString('base64') } }),
  ).toMatchObject({ code: 2 });
});

it('status shows the last maintenance of the database, and its result', async () => {
  await bench.run('init');
  expect((await bench.run('status')).stdout).not.toContain('database maintenance');
  const db = new DatabaseSync(file('dhancopy.db'));
  const now = Math.floor(Date.now() / 1000);
  const add = db.prepare(
    'insert into maintenance_runs (task, started_at, finished_at, outcome, detail) values (?, ?, ?, ?, ?)',
  );
  add.run('daily', now - 60, now - 59, 'DONE', 'all is well');
  add.run('weekly', now - 60, now - 59, 'FAILED', 'no room');
  add.run('monthly', now - 60, null, null, null);
  db.close();
  const { stdout } = await bench.run('status');
  expect(stdout).toMatch(/daily database maintenance, .*: all is well/);
  expect(stdout).toMatch(/weekly database maintenance, .*: FAILED: no room/);
  expect(stdout).toMatch(/monthly database maintenance, .*: not finished/);
});

it('maintain: what an engine does at night, for one that does not run then', async () => {
  await bench.run('init');
  await bench.addAccount('leader', '1100000001');
  const db = new DatabaseSync(file('dhancopy.db'), { timeout: 5_000 });
  db.exec(`update accounts set created_at = unixepoch() - ${50 * 86_400}`);
  expect((await bench.run('status')).stdout).toContain(
    'OVERDUE: daily, weekly, monthly database maintenance; run "dhancopy db maintain"',
  );
  const { stdout, stderr } = await bench.run('db maintain');
  expect(stderr).toContain('weekly database maintenance starts');
  expect(stdout).toMatch(/^daily: .*; backup dhancopy-nightly-.*, verified\nweekly: the file is intact.*\nmonthly: /);
  expect(readdirSync(file('backups'))).toHaveLength(1);
  expect((await bench.run('status')).stdout).not.toContain('OVERDUE');
  expect((await bench.run('db maintain')).stdout).toContain('nothing is due');
  expect(await bench.json('db maintain monthly')).toMatchObject({ done: [{ task: 'monthly' }] });
  expect(await bench.run('db maintain yearly')).toMatchObject({ code: 2 });
  expect((await bench.run('config set backup_folder backups')).stderr).toContain(
    'expected an absolute path or nothing',
  );
  await bench.startEngine();
  db.exec("insert into maintenance_runs (task, started_at) values ('weekly', unixepoch())");
  db.close();
  const refused = await bench.run('db maintain');
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.stderr).toContain('the engine is running the weekly database maintenance now');
});

it('check: reports a damaged page, and what to do next', async () => {
  await bench.run('init');
  const path = file('dhancopy.db');
  const bytes = readFileSync(path);
  const db = new DatabaseSync(path);
  const page = Number(db.prepare("select max(pageno) as n from dbstat where name = 'config'").get()?.['n']);
  db.close();
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
  const ran = await bench.run('db check');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/damaged|cannot read/);
  expect(readdirSync(bench.home)).toContain('dhancopy.db');
});
