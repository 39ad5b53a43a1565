import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { CliBench } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const OTHER = '2000000002';
let bench: CliBench;

beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', FOLLOWER);
});
afterEach(() => bench.close());

function inDatabase<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(bench.home, 'dhancopy.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

it('limits are set by scope, kept where they are not named, listed with who and when, and taken off', async () => {
  expect((await bench.run('risk list')).stdout).toContain('no limit is set');
  expect(await bench.json('risk list')).toEqual([]);

  const set = await bench.run(`risk set --client-id ${FOLLOWER} --daily-loss 250000.50 --order-value 500000`);
  expect(set).toMatchObject({ code: 0 });
  expect(set.stdout).toBe(
    `limits of ${FOLLOWER}: daily loss unlimited → ₹2,50,000.50, order value unlimited → ₹5,00,000.00, position size unlimited\n`,
  );
  expect(await bench.json(`risk set --client-id ${FOLLOWER} --position-size 1800 --order-value off`)).toEqual({
    done: `limits of ${FOLLOWER}: daily loss ₹2,50,000.50, order value ₹5,00,000.00 → unlimited, position size unlimited → 1,800 units`,
    through: 'database',
  });
  await bench.run('risk set --all --daily-loss 100000');
  const jump = await bench.run('risk set --all --daily-loss 1000001');
  expect(jump).toMatchObject({ code: 3, stderr: expect.stringContaining('add --yes') as string });

  const rows = await bench.json('risk list');
  expect(rows).toEqual([
    {
      clientId: FOLLOWER,
      accountType: 'follower',
      dailyLoss: 250_000.5,
      orderValue: null,
      positionSize: 1800,
      by: expect.stringMatching(/./) as string,
      sinceMs: expect.any(Number) as number,
    },
    expect.objectContaining({ clientId: null, dailyLoss: 100_000, orderValue: null, positionSize: null }),
  ]);
  const list = (await bench.run('risk list')).stdout;
  expect(list).toMatch(/2000000001 +₹2,50,000\.50 +- +1,800 .* IST/);
  expect(list).toMatch(/every follower +₹1,00,000\.00 +- +- .* IST/);

  const cleared = await bench.run(`risk clear --client-id ${FOLLOWER}`);
  expect(cleared.stdout).toContain(`the limits of ${FOLLOWER} were removed (daily loss ₹2,50,000.50`);
  expect(cleared.stdout).toContain('other limits still apply');
  expect((await bench.run(`risk clear --client-id ${FOLLOWER}`)).stdout).toBe(`there was no limit of ${FOLLOWER}\n`);
  expect((await bench.run('risk set --all --daily-loss off')).stdout).toBe('every follower has no limit any more\n');
  expect((await bench.run('risk set --all --daily-loss off')).stdout).toBe('every follower has no limit to remove\n');
  expect((await bench.run('risk clear --all')).stdout).toBe('there was no limit of every follower\n');
  expect(await bench.json('risk list')).toEqual([]);

  const kept = inDatabase((db) => ({
    rows: db
      .prepare(
        "select is_active, deactivated_by is not null as told from traders_control where control_type = 'RISK_LIMIT'",
      )
      .all(),
    audit: db.prepare("select account_id, action from audit_log where action like 'risk.%' order by id limit 3").all(),
  }));
  expect(kept.rows).toEqual(Array.from({ length: 3 }, () => ({ is_active: 0, told: 1 })));
  expect(kept.audit).toEqual([
    { account_id: FOLLOWER, action: 'risk.set' },
    { account_id: FOLLOWER, action: 'risk.set' },
    { account_id: null, action: 'risk.set' },
  ]);
});

it('limits that another program wrote twice count as the strictest', async () => {
  inDatabase((db) => {
    const insert = db.prepare(
      `insert into traders_control
         (account_type, account_id, control_type, daily_loss_limit, order_value_limit, is_active, created_at, updated_at)
       values ('follower', ?, 'RISK_LIMIT', ?, ?, 1, 1, 1)`,
    );
    insert.run(FOLLOWER, 5000, null);
    insert.run(FOLLOWER, 9000, 700);
  });
  const { stdout } = await bench.run(`risk set --client-id ${FOLLOWER} --position-size 10`);
  expect(stdout).toContain('daily loss ₹5,000.00, order value ₹700.00, position size unlimited → 10 units');
  expect(await bench.json('risk list')).toMatchObject([{ dailyLoss: 5000, orderValue: 700, positionSize: 10 }]);
});

it('a limit whose setting is off is said to stop nothing', async () => {
  await bench.run('config set daily_loss_limit_enabled false');
  const words = 'the daily loss limit has no effect: daily_loss_limit_enabled is false';
  expect((await bench.run('risk set --all --daily-loss 5000')).stdout).toContain(words);
  expect((await bench.run('risk list')).stdout).toContain(words);
  await bench.run('config set daily_loss_limit_enabled true');
  expect((await bench.run('risk list')).stdout).not.toContain('has no effect');
});

it('what limits have stopped is listed with its units, the newest last', async () => {
  await bench.addAccount('follower', OTHER);
  expect((await bench.run('risk violations')).stdout).toBe('no limit has stopped anything in 24 hours\n');
  const nowSec = Math.floor(Date.now() / 1000);
  inDatabase((db) => {
    const insert = db.prepare(
      `insert into risk_violations
         (account_type, account_id, violation_type, limit_value, actual_value, security_id, action_taken, violated_at)
       values ('follower', ?, ?, ?, ?, '1333', 'ORDER_REJECTED', ?)`,
    );
    insert.run(FOLLOWER, 'ORDER_VALUE', 100_000, 160_000.5, nowSec - 60);
    insert.run(FOLLOWER, 'POSITION_SIZE', 1800, 2400, nowSec - 120);
    insert.run(OTHER, 'DAILY_LOSS', 5000, 5100, nowSec - 30 * 3600);
  });
  expect(await bench.json('risk violations')).toEqual([
    expect.objectContaining({ type: 'POSITION_SIZE', limit: 1800, found: 2400 }),
    {
      atMs: (nowSec - 60) * 1000,
      clientId: FOLLOWER,
      accountType: 'follower',
      type: 'ORDER_VALUE',
      limit: 100_000,
      found: 160_000.5,
      orderId: null,
      securityId: '1333',
      action: 'ORDER_REJECTED',
    },
  ]);
  const { stdout } = await bench.run('risk violations --hours 48');
  const lines = stdout.trim().split('\n').slice(1);
  expect(lines.map((line) => /[A-Z]+_[A-Z]+/.exec(line)?.[0])).toEqual(['DAILY_LOSS', 'POSITION_SIZE', 'ORDER_VALUE']);
  expect(stdout).toMatch(/1,800 units +2,400 units +- +1333 +ORDER_REJECTED/);
  expect(stdout).toMatch(/₹1,00,000\.00 +₹1,60,000\.50/);
  expect(stdout).toContain(`${istDateTime((nowSec - 60) * 1000)} IST`);
  expect(await bench.json(`risk violations --client-id ${OTHER}`)).toEqual([]);
  expect(await bench.json(`risk violations --client-id ${OTHER} --hours 48`)).toMatchObject([{ type: 'DAILY_LOSS' }]);
  const unknown = await bench.run('risk violations --client-id 9999999999');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('is not registered') as string });
});

it('refuses what it cannot set, and changes nothing', async () => {
  const one = `--client-id ${FOLLOWER}`;
  const refusals: [string, number, RegExp][] = [
    ['set --client-id 9999999999 --daily-loss 100', 1, /9999999999 is not registered/],
    ['clear --client-id 9999999999', 1, /9999999999 is not registered/],
    [`set --client-id ${LEADER} --daily-loss 100`, 1, /expected a follower, but 1000000001 is a leader/],
    [`clear --client-id ${LEADER}`, 1, /expected a follower, but 1000000001 is a leader/],
    [`set ${one} --all --daily-loss 100`, 2, /either --client-id or --all, found both/],
    ['set --daily-loss 100', 2, /either --client-id or --all, found neither/],
    [`clear ${one} --all`, 2, /either --client-id or --all, found both/],
    ['clear', 2, /either --client-id or --all, found neither/],
    [`set ${one}`, 2, /expected --daily-loss, --order-value or --position-size, and found none/],
    [`set ${one} --daily-loss 0`, 2, /Expected rupees above 0/],
    [`set ${one} --order-value plenty`, 2, /Expected rupees above 0/],
    [`set ${one} --position-size 0`, 2, /Expected whole units above 0/],
    [`set ${one} --position-size none`, 2, /Expected whole units above 0/],
    ['violations --hours 0', 2, /Expected a whole number above 0/],
  ];
  for (const [args, code, words] of refusals) {
    const refused = await bench.run(`risk ${args}`);
    expect({ args, code: refused.code }).toEqual({ args, code });
    expect(refused.stderr).toMatch(words);
  }
  expect(await bench.json('risk list')).toEqual([]);
});

it('a running engine takes limits up', async () => {
  const engine = await bench.startEngine();
  const set = await bench.run(`risk set --client-id ${FOLLOWER} --order-value 5000`);
  expect(set.stdout).toContain(
    'order value unlimited → ₹5,000.00, position size unlimited (applied by the running engine)',
  );
  expect(await bench.json('risk list')).toMatchObject([{ clientId: FOLLOWER, orderValue: 5000 }]);
  expect((await bench.run(`risk set --client-id ${LEADER} --order-value 1`)).stderr).toContain('expected a follower');
  expect(await bench.json(`risk clear --client-id ${FOLLOWER}`)).toMatchObject({ through: 'engine' });
  engine.child.kill('SIGTERM');
  await engine.ended;
});

it('the help explains each limit', async () => {
  const { stdout } = await bench.run('risk set --help');
  expect(stdout).toContain('Exits are never limited');
  expect(stdout).toContain('$ npx dhancopy risk set --all --position-size 1800');
});
