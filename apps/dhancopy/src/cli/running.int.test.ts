import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const PAIR = `--leader ${LEADER} --follower ${FOLLOWER}`;
let bench: CliBench;
let tokens: string[];
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  tokens = [await bench.addAccount('leader', LEADER), await bench.addAccount('follower', FOLLOWER)];
  await bench.run(`link add ${PAIR} --sizing fixed_ratio --ratio 0.5`);
});
afterEach(() => bench.close());

function leaderBuys(quantity: number): void {
  bench.emulator.control.placeAppOrder(LEADER, {
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    productType: 'INTRADAY',
    orderType: 'MARKET',
    quantity,
  });
}

function held(): number {
  return bench.emulator.control.book(FOLLOWER).positions.reduce((sum, { netQuantity }) => sum + netQuantity, 0);
}

it('copies, takes changes up while it runs, and stops in order', async () => {
  const engine = await bench.startEngine();
  expect(statSync(join(bench.home, 'run.json')).mode & 0o777).toBe(0o600);
  leaderBuys(100);
  await until('copied by half', () => held() === 50);

  const set = await bench.run(`link set ${PAIR} --ratio 1 --json`);
  expect(JSON.parse(set.stdout)).toMatchObject({ through: 'engine' });
  leaderBuys(100);
  await until('copied in full', () => held() === 150);

  expect(await bench.json('status')).toMatchObject({
    engine: { running: true, pid: engine.child.pid },
    tradingState: 'ACTIVE',
    accounts: [{ clientId: LEADER, session: { state: 'LIVE' } }, { clientId: FOLLOWER }],
  });
  const shown = (await bench.run('status')).stdout;
  expect(shown).toMatch(/₹1,00,00,000\.00|₹99,/);
  expect(shown).toContain('IST, live from the engine');
  expect(shown).toMatch(/engine: running .*, at most [\d.]+ m?s behind in the last minute \([\d.]+ s ago\)/);

  await bench.run('kill --reason test');
  expect(await bench.json('status')).toMatchObject({ tradingState: 'REDUCING', killSwitch: { reason: 'test' } });
  await bench.run('resume --reason over');
  expect(await bench.json('status')).toMatchObject({ tradingState: 'ACTIVE', killSwitch: null });

  const doctor = await bench.run('doctor');
  expect(doctor.stdout).toContain("the engine's is open");
  expect(doctor.code).toBe(0);

  const moved = `account ip --client-id ${FOLLOWER} --set 203.0.113.7`;
  expect(await bench.run(moved)).toMatchObject({ code: 3 });
  const saved = await bench.run(`${moved} --yes`);
  expect(saved).toMatchObject({ code: 0 });
  expect(saved.stdout).toMatch(
    /primary: 203\.0\.113\.7, may be changed from .*\n.*\norders are sent from 127\.0\.0\.1/,
  );
  const sick = await bench.run('doctor');
  expect(sick.code).toBe(1);
  expect(sick.stdout).toContain('the broker will refuse them');

  const second = await bench.run('run');
  expect(second.code).toBe(3);
  expect(second.stderr).toContain('another dhancopy');

  const wrong = await bench.run('link set --leader 1 --follower 2 --ratio 1');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stderr).toContain('account 1 is not registered; see "dhancopy account list"');

  engine.child.kill('SIGTERM');
  expect((await engine.ended).code).toBe(0);
  // A service keeps both outputs: what is in the log is not printed again.
  const { stdout: logged, stderr: printed } = engine.output;
  expect(logged.match(/copying: /g)).toHaveLength(1);
  expect(printed).toMatch(/^local server on /m);
  expect(printed).not.toContain('copying: ');
  expect(bench.files().has('run.json')).toBe(false);

  for (const token of tokens) {
    expect(bench.printed).not.toContain(token);
    for (const [name, content] of bench.files())
      expect({ name, leaks: content.includes(token) }).toEqual({ name, leaks: false });
  }
});

it('takes a replaced token up', async () => {
  await bench.startEngine();
  const { accessToken } = bench.emulator.control.mintToken(FOLLOWER);
  await until('the old token is dead', () => bench.emulator.control.streamCount(FOLLOWER) === 0);
  const ran = await bench.run(`account token --client-id ${FOLLOWER} --token-stdin`, { input: `${accessToken}\n` });
  expect(ran).toMatchObject({ code: 0 });
  await until('logged in anew', () => bench.emulator.control.streamCount(FOLLOWER) === 1);
  leaderBuys(10);
  await until('copied', () => held() === 5);
});

it('works on a stopped system, and ignores what a killed engine left behind', async () => {
  const engine = await bench.startEngine();
  engine.child.kill('SIGKILL');
  await engine.ended;
  expect(bench.files().has('run.json')).toBe(true);
  expect(JSON.parse((await bench.run('kill --all --reason stop --json')).stdout)).toMatchObject({
    through: 'database',
  });
  expect(await bench.json('status')).toMatchObject({ engine: { running: false }, tradingState: 'HALTED' });
  rmSync(join(bench.home, 'key'));
  expect((await bench.run('resume --reason go')).code).toBe(0);
  expect(await bench.json('status')).toMatchObject({ tradingState: 'ACTIVE' });
  const run = await bench.run('run');
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('DHANCOPY_KEY');
});

it('names the port that is in use, and does not start', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await until('the port is held', () => holder.listening);
  const { port } = holder.address() as AddressInfo;
  const { code, stderr } = await bench.run(`run --port ${port}`);
  holder.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`port ${port}`);
  expect(stderr).toContain('--port');
  expect(bench.files().has('run.json')).toBe(false);
});

it('ends with one line and exit code 1 when the engine cannot go on', async () => {
  writeFileSync(join(bench.home, 'dhancopy.db'), 'not a database any more');
  for (const name of ['dhancopy.db-wal', 'dhancopy.db-shm']) rmSync(join(bench.home, name), { force: true });
  const { code, stderr } = await bench.run('run --port 0');
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('ends with exit code 1 and the reason when a decision cannot be written down', async () => {
  const engine = await bench.startEngine();
  const db = new DatabaseSync(join(bench.home, 'dhancopy.db'), { timeout: 5_000 });
  db.exec('alter table order_events rename to gone');
  db.close();
  leaderBuys(100);
  const { code, stderr } = await engine.ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^dhancopy: .*order_events/);
  expect(held()).toBe(0);
  expect(bench.files().has('run.json')).toBe(false);
});

it('doctor names a dead token and what to do, without a running engine', async () => {
  const well = await bench.json('doctor');
  expect(well).toMatchObject({ ok: true });
  bench.emulator.control.expireToken(FOLLOWER);
  const { code, stdout } = await bench.run('doctor');
  expect(code).toBe(1);
  // One cause is one finding: the token reads as valid, and the broker's word counts.
  expect(stdout).toMatch(/✗ token: the broker refuses the token \(DH-901.*\), although it reads: until .* left\n/);
  expect(stdout).not.toMatch(/✓ token: .*\n.*✗ profile/);
  expect(stdout.match(/✗/g)).toHaveLength(1);
  expect(stdout).toContain(`dhancopy account token --client-id ${FOLLOWER}`);
  expect(stdout).toContain('✓ order stream');
});

it('doctor goes on without the key, and says what it could not check', async () => {
  const { code, stdout } = await bench.run('doctor', { env: { DHANCOPY_KEY_FILE: '/nowhere/key' } });
  expect(code).toBe(1);
  expect(stdout).toContain('✗ key');
  for (const check of ['clock and network', 'disk', 'opens', 'links']) expect(stdout).toContain(`✓ ${check}`);
  expect(stdout).toContain('! accounts: 2 accounts, not checked: their tokens need the key\n');
});

it('doctor reports a broker that does not answer', async () => {
  const { code, stdout } = await bench.run('doctor', { env: { DHAN_API_URL: 'http://127.0.0.1:9/v2' } });
  expect(code).toBe(1);
  expect(stdout).toContain('✗ clock and network');
});
