import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Trader } from '@dhancopy/simulation/trader';
import { openStore } from '../store/store.ts';
import { CliBench, until } from './testing/cli.ts';
import type { Running } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
/** As an operator has it. */
const IMPATIENT = { env: { DHANCOPY_ENGINE_ANSWERS_MS: '2000' } };

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', FOLLOWER);
  await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing same_quantity`);
});
afterAll(() => bench.close());

function tradingState(): string | undefined {
  const store = openStore({ path: `${bench.home}/dhancopy.db`, readOnly: true });
  try {
    return store.config.find('trading_state')?.value;
  } finally {
    store.close();
  }
}

function reasonOf(leaderOrder: string): string | null | undefined {
  const store = openStore({ path: `${bench.home}/dhancopy.db`, readOnly: true });
  try {
    return store.mappings.byLeaderOrder(leaderOrder)[0]?.reason_code;
  } finally {
    store.close();
  }
}

/** As "sqlite3 dhancopy.db 'BEGIN IMMEDIATE'" does. @returns what ends it */
function lockDatabase(): () => void {
  const other = new DatabaseSync(`${bench.home}/dhancopy.db`, { timeout: 5_000 });
  other.exec('begin immediate');
  return () => {
    if (other.isOpen) other.close();
  };
}

function held(): number {
  return bench.emulator.control.book(FOLLOWER).positions.reduce((sum, { netQuantity }) => sum + netQuantity, 0);
}

function leaderBuys(): string {
  return new Trader(bench.emulator.control, LEADER).buy(10);
}

describe('without an engine', () => {
  it('flatten says that it needs one', async () => {
    const { code, stderr } = await bench.run('flatten');
    expect(code).toBe(1);
    expect(stderr).toContain('dhancopy run');
  });

  it.each([
    ['kill', 'REDUCING'],
    ['resume', 'ACTIVE'],
    ['pause', 'REDUCING'],
    ['pause --all', 'HALTED'],
    ['kill --all', 'HALTED'],
    ['resume', 'ACTIVE'],
  ])('%s needs nothing but the word', async (command, state) => {
    const { code, stdout, stderr } = await bench.run(command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('No engine is running: this counts from the next "dhancopy run"');
    expect(tradingState()).toBe(state);
  });
});

describe('next to a running engine, frozen or not', () => {
  let engine: Running;
  beforeAll(async () => {
    engine = await bench.startEngine();
  });
  afterAll(async () => {
    engine.child.kill('SIGKILL');
    await engine.ended;
  });

  it('is obeyed by an engine that answers', async () => {
    const killed = await bench.run('kill');
    expect(killed).toMatchObject({ code: 0, stderr: '' });
    expect(killed.stdout).toContain('applied by the running engine');
    const order = leaderBuys();
    await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
    expect(reasonOf(order)).toBe('KILL_SWITCH');
    await bench.run('resume');
    const copied = leaderBuys();
    await until('the order is copied', () => reasonOf(copied) === 'FILLED');
  });

  it('flatten shows what is held, closes it, and shows that nothing is left', async () => {
    expect(held()).toBe(10);
    const plan = await bench.run('flatten --plan');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/2000000001 .*1000000001 .*HDFCBANK .*INTRADAY .*10/);
    expect(held()).toBe(10);
    const flattened = await bench.json('flatten');
    expect(flattened).toMatchObject({ plan: [{ instrument: 'HDFCBANK', units: 10 }], left: [] });
    expect(held()).toBe(0);
    expect(tradingState()).toBe('REDUCING');
    const printed =
      /"event":"correction","state":"filled".*SELL 10 HDFCBANK.*closing order (\d+) of \\"dhancopy flatten/;
    await until('run prints the closing order', () => printed.test(engine.output.stdout));
    await until('run prints the end', () => engine.output.stdout.includes('"code":"FLATTENED"'));
    // As it happened: the command, its order, and the end.
    const out = engine.output.stdout;
    const [asked, filled, end] = [
      out.indexOf('"command":"flatten"'),
      out.search(printed),
      out.indexOf('"code":"FLATTENED"'),
    ];
    expect(asked).toBeGreaterThan(0);
    expect(filled).toBeGreaterThan(asked);
    expect(end).toBeGreaterThan(filled);
    const story = await bench.run(`story ${printed.exec(engine.output.stdout)?.[1] ?? ''}`);
    expect(story.stdout).toMatch(/^closing order \d+ of "dhancopy flatten", which belongs to no leader order, /);
    expect(story.stdout).not.toContain('no follower');
    await bench.run('resume');
    await until('run prints the resume', () => engine.output.stdout.includes('"event":"command","command":"resume"'));
  });

  it('kill answers, says what does not, and counts before the engine decides anything else', async () => {
    engine.child.kill('SIGSTOP');
    try {
      const askedMs = Date.now();
      const killed = await bench.start(['kill'], IMPATIENT).ended;
      expect(Date.now() - askedMs).toBeLessThan(15_000);
      expect(killed.code).toBe(0);
      expect(killed.stdout).toMatch(
        new RegExp(`the engine \\(process ${engine.child.pid}\\) has not answered for [12](\\.\\d)? s`),
      );
      expect(tradingState()).toBe('REDUCING');

      const status = await bench.run('status', IMPATIENT);
      expect(status.code).toBe(0);
      expect(status.stdout).toContain('NOT ANSWERING');
      const set = await bench.run('config set copy_enabled true', IMPATIENT);
      expect(set).toMatchObject({ code: 1, stdout: '' });
      expect(set.stderr).toContain('nothing was changed');
      const doctor = await bench.run('doctor', IMPATIENT);
      expect(doctor.stdout + doctor.stderr).toContain(`kill -9 ${engine.child.pid}`);

      const order = leaderBuys();
      const readsOf = (account: string): number =>
        bench.emulator.control.requests({ dhanClientId: account, operation: 'positions' }).length;
      const before = [LEADER, FOLLOWER].map(readsOf);
      engine.child.kill('SIGCONT');
      await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
      expect(reasonOf(order)).toBe('KILL_SWITCH');
      await until('the engine says that it slept', () => engine.output.stdout.includes('ENGINE_SLEPT'));
      await until('it reads both accounts again', () => {
        return [LEADER, FOLLOWER].every((account, at) => readsOf(account) > (before[at] ?? 0));
      });
    } finally {
      engine.child.kill('SIGCONT');
    }
  });

  it('flatten says what does not answer, and the engine closes as soon as it goes on', async () => {
    await bench.run('resume');
    const bought = leaderBuys();
    await until('the order is copied', () => reasonOf(bought) === 'FILLED');
    expect(held()).toBe(10);
    engine.child.kill('SIGSTOP');
    try {
      const asked = await bench.run('flatten', IMPATIENT);
      expect(asked.code).toBe(1);
      expect(asked.stderr).toContain('It is in the database, but not confirmed');
      expect(asked.stderr).toContain(`the engine (process ${engine.child.pid}) has not answered`);
      expect(asked.stderr).toContain('no position is closed');
      expect(tradingState()).toBe('REDUCING');
      expect(held()).toBe(10);
      const order = leaderBuys();
      engine.child.kill('SIGCONT');
      await until('it is closed', () => held() === 0);
      await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
      expect(['TRADING_PAUSED', 'FLATTENED']).toContain(reasonOf(order));
      await until('it is reported', () => engine.output.stdout.includes('FLATTENED'));
    } finally {
      engine.child.kill('SIGCONT');
    }
  });

  it('a flatten that was withdrawn before the engine went on closes nothing', async () => {
    await bench.run('resume');
    const bought = leaderBuys();
    await until('the order is copied', () => reasonOf(bought) === 'FILLED');
    const before = held();
    engine.child.kill('SIGSTOP');
    try {
      await bench.run('flatten', IMPATIENT);
      await bench.run('resume', IMPATIENT);
    } finally {
      engine.child.kill('SIGCONT');
    }
    const next = leaderBuys();
    await until('the order is copied', () => reasonOf(next) === 'FILLED');
    expect(held()).toBe(before + 10);
  });

  it('a flatten that was written just before the engine was killed is carried out by the next start, before anything is copied', async () => {
    await bench.run('resume');
    const bought = leaderBuys();
    await until('the order is copied', () => reasonOf(bought) === 'FILLED');
    expect(held()).toBeGreaterThan(0);
    engine.child.kill('SIGSTOP');
    expect((await bench.run('flatten', IMPATIENT)).code).toBe(1);
    engine.child.kill('SIGKILL');
    await engine.ended;
    const order = leaderBuys();
    expect(held()).toBeGreaterThan(0);
    engine = await bench.startEngine();
    await until('it is closed', () => held() === 0);
    await until('it is reported', () => engine.output.stdout.includes('FLATTENED'));
    await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
    expect(['TRADING_PAUSED', 'FLATTENED']).toContain(reasonOf(order));
    // It is carried out once: the start after that closes nothing more.
    await bench.run('resume');
    const copied = leaderBuys();
    await until('the order is copied', () => reasonOf(copied) === 'FILLED');
    engine.child.kill('SIGKILL');
    await engine.ended;
    engine = await bench.startEngine();
    const next = leaderBuys();
    await until('the order is copied', () => reasonOf(next) === 'FILLED');
    expect(held()).toBe(20);
  });

  it('flatten is refused as a safety rule while trading is halted', async () => {
    await bench.run('kill --all');
    const { code, stderr } = await bench.run('flatten');
    expect(code).toBe(3);
    expect(stderr).toContain('trading is halted');
    await bench.run('resume');
  });

  it.each([
    ['kill', 'resume', 'KILL_SWITCH'],
    ['pause', 'resume', 'TRADING_PAUSED'],
    [`account pause --client-id ${FOLLOWER}`, `account resume --client-id ${FOLLOWER}`, 'ACCOUNT_REDUCING'],
    [
      `link pause --leader ${LEADER} --follower ${FOLLOWER}`,
      `link resume --leader ${LEADER} --follower ${FOLLOWER}`,
      'LINK_REDUCING',
    ],
  ])('what %s wrote while it was frozen is ended by %s', async (stop, goOn, reason) => {
    await bench.run('resume');
    engine.child.kill('SIGSTOP');
    try {
      const { stdout } = await bench.run(stop, IMPATIENT);
      expect(stdout).toContain('not confirmed');
      expect(stdout.includes('kill -9')).toBe(stop === 'kill');
    } finally {
      engine.child.kill('SIGCONT');
    }
    const refused = leaderBuys();
    await until('the order is refused', () => (reasonOf(refused) ?? null) !== null);
    expect(reasonOf(refused)).toBe(reason);
    await bench.run(goOn);
    const copied = leaderBuys();
    await until(
      'the order is copied',
      () => reasonOf(copied) === 'FILLED',
      () => reasonOf(copied) ?? '',
    );
  });
});

describe('run --quiet', () => {
  it('prints each command that stops or resumes copying, and no copy', async () => {
    const engine = await bench.startEngine('--quiet');
    try {
      const printed = (command: string): boolean =>
        engine.output.stdout.includes(`"event":"command","command":"${command}"`);
      await bench.run('resume');
      const copied = leaderBuys();
      await until('the order is copied', () => reasonOf(copied) === 'FILLED');
      for (const command of ['pause', 'flatten', 'kill', 'resume']) {
        await bench.run(command);
        await until(`${command} is printed`, () => printed(command));
      }
      expect(held()).toBe(0);
      expect(engine.output.stdout).not.toMatch(/"event":"(copy|correction)"/);
    } finally {
      engine.child.kill('SIGKILL');
      await engine.ended;
    }
  });
});

describe('while another program has locked the database', () => {
  let engine: Running;
  let unlock: () => void = () => undefined;
  beforeAll(async () => {
    engine = await bench.startEngine();
  });
  beforeEach(async () => {
    engine.output.stdout = '';
    await bench.run('resume');
  });
  afterEach(() => {
    unlock();
    engine.child.kill('SIGCONT');
  });
  afterAll(async () => {
    engine.child.kill('SIGKILL');
    await engine.ended;
  });

  it('kill is with a live engine at once: it sends no entry more, and writes the command when the file is free', async () => {
    unlock = lockDatabase();
    const order = leaderBuys();
    const killed = await bench.run('kill');
    expect(killed).toMatchObject({ code: 0, stderr: '' });
    expect(killed.stdout).toContain('another program has locked the database');
    expect(killed.stdout).toContain('applied by the running engine');
    expect(tradingState()).toBe('ACTIVE');
    unlock();
    await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
    expect(reasonOf(order)).toBe('KILL_SWITCH');
    expect(tradingState()).toBe('REDUCING');
    await until('it is reported', () => engine.output.stdout.includes('COMMAND_WAITED'));
  });

  it('and the engine is frozen: kill says so in two seconds, names the process, and is obeyed when it wakes up', async () => {
    unlock = lockDatabase();
    engine.child.kill('SIGSTOP');
    const killed = await bench.run('kill', IMPATIENT);
    expect(killed.code).toBe(0);
    expect(killed.stdout).toContain('It is kept in the data folder, but not confirmed');
    expect(killed.stdout).toContain(`kill -9 ${engine.child.pid}`);
    const order = leaderBuys();
    unlock();
    engine.child.kill('SIGCONT');
    await until('the order is refused', () => (reasonOf(order) ?? null) !== null);
    expect(reasonOf(order)).toBe('KILL_SWITCH');
  });

  it('flatten is with a live engine at once, closes nothing before the file is free, and says so', async () => {
    const bought = leaderBuys();
    await until('the order is copied', () => reasonOf(bought) === 'FILLED');
    const before = held();
    unlock = lockDatabase();
    const asked = await bench.run('flatten');
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain('another program has locked the database; the engine has the command');
    expect(asked.stderr).toContain('no position is closed before');
    expect(asked.stderr).toContain('"dhancopy resume" withdraws that');
    expect(held()).toBe(before);
    unlock();
    await until('it is closed', () => held() === 0);
    await until('it is reported', () => engine.output.stdout.includes('"code":"FLATTENED"'));
    expect(engine.output.stdout).toContain('"code":"COMMAND_WAITED"');
    expect(tradingState()).toBe('REDUCING');
  });

  it('a flatten that waited outlives the engine; a resume after it withdraws it', async () => {
    const bought = leaderBuys();
    await until('the order is copied', () => reasonOf(bought) === 'FILLED');
    const before = held();
    for (const isWithdrawn of [true, false]) {
      unlock = lockDatabase();
      engine.child.kill('SIGSTOP');
      const asked = await bench.run('flatten', IMPATIENT);
      expect(asked.code).toBe(1);
      expect(asked.stderr).toContain('It is kept in the data folder, but not confirmed');
      engine.child.kill('SIGKILL');
      await engine.ended;
      unlock();
      const resumed = isWithdrawn ? await bench.run('resume') : null;
      if (resumed) expect(resumed.stderr).toContain('a command waited for the locked database, and is in it now');
      engine = await bench.startEngine();
      if (!isWithdrawn) continue;
      const next = leaderBuys();
      await until('the order is copied', () => reasonOf(next) === 'FILLED');
      expect(held()).toBe(before + 10);
    }
    await until('it is closed', () => held() === 0);
    await until('it is reported', () => engine.output.stdout.includes('"code":"FLATTENED"'));
  });

  it('a later command counts, although the engine has not seen the earlier one', async () => {
    unlock = lockDatabase();
    engine.child.kill('SIGSTOP');
    await bench.run('kill', IMPATIENT);
    unlock();
    await bench.run('resume', IMPATIENT);
    engine.child.kill('SIGCONT');
    const order = leaderBuys();
    await until('the order is copied', () => reasonOf(order) === 'FILLED');
    expect(tradingState()).toBe('ACTIVE');
  });

  it('the command outlives the engine', async () => {
    unlock = lockDatabase();
    await bench.run('kill --all');
    engine.child.kill('SIGKILL');
    await engine.ended;
    unlock();
    engine = await bench.startEngine();
    expect(tradingState()).toBe('HALTED');
  });

  it('a data folder that does not take the command either: nothing was changed, and the process to end is named', async () => {
    writeFileSync(`${bench.home}/waiting-commands.old`, '');
    renameSync(`${bench.home}/waiting-commands`, `${bench.home}/waiting-commands.before`);
    renameSync(`${bench.home}/waiting-commands.old`, `${bench.home}/waiting-commands`);
    unlock = lockDatabase();
    const killed = await bench.run('kill', IMPATIENT);
    rmSync(`${bench.home}/waiting-commands`);
    expect(killed.code).toBe(1);
    expect(killed.stderr).toContain('nothing was changed');
    expect(killed.stderr).toContain(`kill -9 ${engine.child.pid}`);
  });
});
