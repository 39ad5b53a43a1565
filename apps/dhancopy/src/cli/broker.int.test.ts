import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DhanClient } from '@dhancopy/dhan/client';
import { Trader } from '@dhancopy/simulation/trader';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
let bench: CliBench;
let tokens: Map<string, string>;

beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  tokens = new Map([
    [LEADER, await bench.addAccount('leader', LEADER)],
    [FOLLOWER, await bench.addAccount('follower', FOLLOWER)],
  ]);
});
afterEach(() => bench.close());

const buy = (id: string, quantity = 10): string =>
  new Trader(bench.emulator.control, id).place({ transactionType: 'BUY', quantity });

/** The account's owner at another program, with a token that the account holds as well. */
const elsewhere = (id: string): DhanClient =>
  new DhanClient({ dhanClientId: id, apiUrl: bench.emulator.restUrl, accessToken: () => tokens.get(id) ?? '' });

const isSwitchOn = async (id: string): Promise<boolean> => {
  const client = elsewhere(id);
  const { killSwitchStatus } = await client.tradersControl.getKillSwitch();
  await client.close();
  return killSwitchStatus === 'ACTIVATE';
};

const netOf = (id: string): number =>
  bench.emulator.control.book(id).positions.reduce((sum, { netQuantity }) => sum + netQuantity, 0);

function rows(sql: string): unknown[] {
  const db = new DatabaseSync(join(bench.home, 'dhancopy.db'), { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const acts = (): unknown[] =>
  rows(`select account_id, action, json_extract(request_data, '$.to') as wanted, error_message is null as ok
        from audit_log where action like 'broker.%' order by id`);

describe("the broker's kill switch", () => {
  it('is read, turned on when that is meant, shown by status, and turned off', async () => {
    const first = await bench.run(`broker kill-switch ${FOLLOWER}`);
    expect(first.stdout).toBe(`the broker's kill switch of ${FOLLOWER} is off\n`);

    const unasked = await bench.run(`broker kill-switch ${FOLLOWER} --on`);
    expect(unasked.code).toBe(3);
    expect(unasked.stderr).toContain('nothing was changed');
    expect(unasked.stderr).toContain('including exits of dhancopy');
    expect(await isSwitchOn(FOLLOWER)).toBe(false);

    const on = await bench.run(`broker kill-switch ${FOLLOWER} --on --yes --reason enough`);
    expect(on).toMatchObject({ code: 0 });
    expect(on.stdout).toContain(`the broker's kill switch of ${FOLLOWER} is on`);
    expect(on.stdout).toContain('"Kill Switch has been successfully activated"');
    expect(await isSwitchOn(FOLLOWER)).toBe(true);
    const status = (await bench.run('status')).stdout;
    expect(status).toMatch(new RegExp(`broker's KILL SWITCH of ${FOLLOWER}: ON, by .+, read .* ago`));
    expect(status).toContain(`the broker's kill switch of ${FOLLOWER} is on: the broker refuses every order`);
    // Ours is another one.
    expect(await bench.json('status')).toMatchObject({
      killSwitch: null,
      brokerControls: [{ clientId: FOLLOWER, control: 'KILL_SWITCH', reason: 'enough' }],
    });

    expect((await bench.run(`broker kill-switch ${FOLLOWER} --off`)).stdout).toContain(
      'is off: the broker takes orders',
    );
    expect(await bench.json('status')).toMatchObject({ brokerControls: [] });
    expect(acts()).toEqual([
      { account_id: FOLLOWER, action: 'broker.kill-switch', wanted: null, ok: 1 },
      { account_id: FOLLOWER, action: 'broker.kill-switch', wanted: 'ON', ok: 0 },
      { account_id: FOLLOWER, action: 'broker.kill-switch', wanted: 'ON', ok: 1 },
      { account_id: FOLLOWER, action: 'broker.kill-switch', wanted: 'OFF', ok: 1 },
    ]);
  });

  it('is not turned on while positions or orders are open, and the reason is given', async () => {
    buy(FOLLOWER);
    new Trader(bench.emulator.control, FOLLOWER).place({
      transactionType: 'BUY',
      quantity: 5,
      orderType: 'LIMIT',
      price: 1500,
    });
    await until('the position is open', () => netOf(FOLLOWER) === 10);
    const refused = await bench.run(`broker kill-switch ${FOLLOWER} --on --yes`);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/has 1 open position \(HDFCBANK 10\) and 1 pending order; close them first/);
    expect(await isSwitchOn(FOLLOWER)).toBe(false);
  });

  it('whose change has no answer is read again: what the broker says then counts', async () => {
    const { control } = bench.emulator;
    control.addFault({ operations: 'killSwitchSet', effect: { kind: 'loseAnswer' }, times: 1 });
    const on = await bench.run(`broker kill-switch ${FOLLOWER} --on --yes`);
    expect(on).toMatchObject({ code: 0 });
    expect(on.stdout).toContain('is on');
    expect(on.stdout).not.toContain("The broker's answer");
    control.addFault({ operations: ['killSwitchSet', 'pnlExitSet'], effect: { kind: 'loseRequest' }, times: 2 });
    const off = await bench.run(`broker kill-switch ${FOLLOWER} --off`);
    expect(off).toMatchObject({ code: 1, stderr: expect.stringContaining('did not answer, but the') as string });
    const exit = await bench.run(`broker pnl-exit ${FOLLOWER} --loss 4000`);
    expect(exit).toMatchObject({ code: 1, stderr: expect.stringContaining('lists no P&L exit') as string });
    expect(acts()).toMatchObject([{ ok: 1 }, { wanted: 'OFF', ok: 0 }, { wanted: 'SET', ok: 0 }]);
  });

  it('works through a running engine, which says so when orders are refused for it', async () => {
    await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing same_quantity`);
    const engine = await bench.startEngine();
    expect((await bench.run(`broker kill-switch ${FOLLOWER}`)).stdout).toBe(
      `the broker's kill switch of ${FOLLOWER} is off\n`,
    );
    const on = await bench.run(`broker kill-switch ${FOLLOWER} --on --yes`);
    expect(on.stdout).toContain('(applied by the running engine)');
    buy(LEADER);
    await until(
      'the refusal is explained',
      () => engine.output.stdout.includes('BROKER_KILL_SWITCH'),
      () => engine.output.stdout + engine.output.stderr,
    );
    expect(engine.output.stdout).toContain("the broker's kill switch of this account is on");
    expect((await bench.run(`broker kill-switch ${FOLLOWER} --off`)).stdout).toContain(
      '(applied by the running engine)',
    );
    engine.child.kill('SIGTERM');
    await engine.ended;
  });

  it('that was turned on elsewhere is found by the engine after a refusal, and status shows it', async () => {
    await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing same_quantity`);
    const engine = await bench.startEngine();
    const owner = elsewhere(FOLLOWER);
    await owner.tradersControl.setKillSwitch('ACTIVATE');
    await owner.close();
    buy(LEADER);
    await until('the refusal is explained', () => engine.output.stdout.includes('BROKER_KILL_SWITCH'));
    await expect
      .poll(() => bench.json('status'))
      .toMatchObject({
        brokerControls: [{ clientId: FOLLOWER, by: 'the broker', reason: 'found after a refused order' }],
      });
    engine.child.kill('SIGTERM');
    await engine.ended;
  });
});

describe("the broker's P&L exit", () => {
  it('is set, read, shown by status, and ended', async () => {
    expect((await bench.run(`broker pnl-exit ${FOLLOWER}`)).stdout).toBe(`no P&L exit is set for ${FOLLOWER}\n`);
    const set = await bench.run(`broker pnl-exit ${FOLLOWER} --profit 5000 --loss 2000.50 --product INTRADAY`);
    expect(set).toMatchObject({ code: 0 });
    expect(set.stdout).toContain(
      'is set: at a profit of ₹5,000.00 or a loss of ₹2,000.50 of the day, the broker closes the INTRADAY positions of the whole account',
    );
    expect((await bench.run('status')).stdout).toMatch(
      /broker's P&L exit of 2000000001: at a profit of ₹5,000.00 or a loss of ₹2,000.50, INTRADAY, read .* ago/,
    );
    expect(await bench.json(`broker pnl-exit ${FOLLOWER} --loss 900`)).toMatchObject({ through: 'database' });
    expect(await bench.json('status')).toMatchObject({
      brokerControls: [
        { control: 'PNL_EXIT', profitRupees: null, lossRupees: 900, products: ['INTRADAY', 'DELIVERY'] },
      ],
    });
    expect((await bench.run(`broker pnl-exit ${FOLLOWER} --off`)).stdout).toContain('no P&L exit is set');
    expect(await bench.json('status')).toMatchObject({ brokerControls: [] });
    expect(
      rows("select daily_loss_limit, is_active from traders_control where enforced_by = 'broker' order by id"),
    ).toEqual([
      { daily_loss_limit: 2000.5, is_active: 0 },
      { daily_loss_limit: 900, is_active: 0 },
    ]);
    // The limits of dhancopy are others.
    expect(await bench.json('risk list')).toEqual([]);
  });

  it('that would fire at once, or turn the kill switch on, needs --yes', async () => {
    buy(FOLLOWER);
    await until('the position is open', () => netOf(FOLLOWER) === 10);
    bench.emulator.control.setPrice('NSE_EQ', '1333', 1_500);
    const unasked = await bench.run(`broker pnl-exit ${FOLLOWER} --loss 500`);
    expect(unasked.code).toBe(3);
    expect(unasked.stderr).toMatch(
      /The profit or loss of 2000000001 is -₹[\d,.]+ by its positions, so .* close them at once/,
    );
    const then = await bench.run(`broker pnl-exit ${FOLLOWER} --loss 100000 --then-kill-switch`);
    expect(then.code).toBe(3);
    expect(then.stderr).toContain('the kill switch is on, and the broker refuses every order');
    expect(netOf(FOLLOWER)).toBe(10);

    const fired = await bench.run(`broker pnl-exit ${FOLLOWER} --loss 500 --yes`);
    expect(fired.stdout).toContain('it may have fired at once');
    await until('the position is closed', () => netOf(FOLLOWER) === 0);
  });
});

it('a loss at which the broker turned the kill switch on is a violation on record', async () => {
  buy(FOLLOWER);
  await until('the position is open', () => netOf(FOLLOWER) === 10);
  expect(await bench.run(`broker pnl-exit ${FOLLOWER} --loss 500 --then-kill-switch --yes`)).toMatchObject({ code: 0 });
  expect(await bench.json('risk violations')).toEqual([]);
  bench.emulator.control.setPrice('NSE_EQ', '1333', 1_500);
  await until('the position is closed', () => netOf(FOLLOWER) === 0);
  await expect.poll(() => isSwitchOn(FOLLOWER)).toBe(true);

  for (let times = 0; times < 2; times += 1) {
    expect((await bench.run(`broker kill-switch ${FOLLOWER}`)).stdout).toContain('is on');
    const found = (await bench.json('risk violations')) as { found: number }[];
    expect(found).toMatchObject([
      { clientId: FOLLOWER, type: 'DAILY_LOSS', limit: 500, action: 'KILL_SWITCH_ACTIVATED', orderId: null },
    ]);
    expect(found[0]?.found).toBeGreaterThan(500);
  }
  expect(await bench.json('status')).toMatchObject({ brokerControls: [{ control: 'KILL_SWITCH' }] });
});

it('names what is wrong', async () => {
  const cases: [string, number, RegExp][] = [
    [`kill-switch ${FOLLOWER} --on --off --yes`, 2, /expected one of --status, --on, --off, found 2/],
    ['kill-switch 9999999999', 1, /9999999999 is not registered/],
    ['kill-switch', 2, /client-id/],
    [`pnl-exit ${FOLLOWER} --loss -5`, 2, /Expected rupees above 0/],
    [`pnl-exit ${FOLLOWER} --loss 5 --off`, 2, /found 2/],
    [`pnl-exit ${FOLLOWER} --loss 5 --product CNC`, 2, /INTRADAY, DELIVERY/],
    [`pnl-exit ${FOLLOWER} --then-kill-switch`, 2, /need --profit or --loss/],
  ];
  for (const [args, code, words] of cases) {
    const ran = await bench.run(`broker ${args}`);
    expect({ args, code: ran.code }).toEqual({ args, code });
    expect(ran.stderr).toMatch(words);
  }
  const help = (await bench.run('broker kill-switch --help')).stdout;
  expect(help).toContain('All positions of the account are closed, and no order is pending');
});
