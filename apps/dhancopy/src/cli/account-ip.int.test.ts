import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliBench } from './testing/cli.ts';

const FOLLOWER = '2000000001';
const IP = `account ip --client-id ${FOLLOWER}`;
let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('follower', FOLLOWER);
});
afterEach(() => bench.close());

interface AuditRow {
  readonly module: string;
  readonly action: string;
  readonly asked: string | null;
  readonly done: string | null;
  readonly error: string | null;
}

/** What the audit log has of addresses; not the check of a trading morning. */
function recorded(): AuditRow[] {
  const db = new DatabaseSync(join(bench.home, 'dhancopy.db'), { readOnly: true });
  try {
    return db
      .prepare(
        `select module, action, request_data ->> 'ip' as asked, response_data ->> 'done' as done, error_message as error
         from audit_log where action in ('account.ip', 'account.ip.set', 'set_ip', 'modify_ip') order by id`,
      )
      .all() as unknown as AuditRow[];
  } finally {
    db.close();
  }
}

const operator = { module: 'operator', action: 'account.ip.set' } as const;
const shown = { module: 'operator', action: 'account.ip', asked: null, done: '(only shown)', error: null } as const;

it('shows, asks, registers and records without an engine', async () => {
  expect(await bench.json(IP)).toEqual({
    clientId: FOLLOWER,
    primary: null,
    secondary: null,
    matches: null,
    found: expect.stringContaining('no address is registered') as string,
  });
  const unasked = await bench.run(`${IP} --set 203.0.113.7 --slot SECONDARY`);
  expect(unasked).toMatchObject({ code: 3, stdout: '' });
  expect(unasked.stderr).toContain('the SECONDARY address of 2000000001 would become 203.0.113.7, and the slot');
  const saved = await bench.run(`${IP} --set 203.0.113.7 --slot SECONDARY --yes`);
  expect(saved).toMatchObject({ code: 0 });
  expect(saved.stdout).toMatch(/^primary: none\nsecondary: 203\.0\.113\.7, may be changed from /);
  // The broker locks the slot for seven days.
  const locked = await bench.run(`${IP} --set 203.0.113.8 --slot SECONDARY --yes`);
  expect(locked.code).toBe(1);
  expect(recorded()).toEqual([
    shown,
    { ...operator, asked: '203.0.113.7', done: null, error: expect.stringContaining('seven days') as string },
    {
      ...operator,
      asked: '203.0.113.7',
      done: '203.0.113.7 is registered as the SECONDARY address of 2000000001',
      error: null,
    },
    shown,
    { ...operator, asked: '203.0.113.8', done: null, error: expect.any(String) as string },
  ]);
});

it('is carried out by the running engine, which records its call as well', async () => {
  const engine = await bench.startEngine();
  expect(await bench.run(`${IP} --set 203.0.113.7 --yes`)).toMatchObject({ code: 0 });
  expect(await bench.json(IP)).toMatchObject({ primary: '203.0.113.7', matches: false });
  engine.child.kill('SIGTERM');
  await engine.ended;
  expect(recorded()).toEqual([
    { module: 'authentication', action: 'set_ip', asked: '203.0.113.7', done: null, error: null },
    { ...operator, asked: '203.0.113.7', done: expect.stringContaining('PRIMARY') as string, error: null },
    shown,
    shown,
  ]);
});

it('names what is wrong', async () => {
  const text = await bench.run(`${IP} --set 203.0.113`);
  expect(text).toMatchObject({ code: 2 });
  expect(text.stderr).toContain('--set: expected an IPv4 or IPv6 address, and found "203.0.113"');
  const unknown = await bench.run('account ip --client-id 2999999999');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('account list') as string });
  await bench.run('account add --role follower --client-id 2000000002 --name Kiran');
  const bare = await bench.run('account ip --client-id 2000000002');
  expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining('has no token') as string });
});
