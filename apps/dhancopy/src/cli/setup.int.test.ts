import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliBench } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
});
afterEach(() => bench.close());

describe('init', () => {
  it('makes the folder, the key and the database for the owner only, and never overwrites the key', async () => {
    const first = await bench.run('init');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Back up the key');
    const key = join(bench.home, 'key');
    const before = readFileSync(key, 'utf8');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(bench.home).mode & 0o777).toBe(0o700);
    const second = await bench.run('init --json');
    expect(JSON.parse(second.stdout)).toMatchObject({ database: { created: false }, key: { created: false } });
    expect(readFileSync(key, 'utf8')).toBe(before);
    expect(bench.printed).not.toContain(before.trim());
  });

  it('leaves a database of another program as it is', async () => {
    const path = join(bench.home, 'dhancopy.db');
    writeFileSync(path, 'somebody else was here');
    const { code, stderr } = await bench.run('init');
    expect(code).toBe(1);
    expect(stderr).toContain('DHANCOPY_HOME');
    expect(readFileSync(path, 'utf8')).toBe('somebody else was here');
  });

  it('makes no new key for a database that was made with another', async () => {
    await bench.run('init');
    rmSync(join(bench.home, 'key'));
    const { code, stderr } = await bench.run('init');
    expect(code).toBe(1);
    expect(stderr).toContain('DHANCOPY_KEY_FILE');
  });
});

describe('account and link', () => {
  it('stores, lists, changes and removes, in text and in JSON', async () => {
    await bench.run('init');
    await bench.addAccount('leader', LEADER);
    await bench.addAccount('follower', FOLLOWER);
    const pair = `--leader ${LEADER} --follower ${FOLLOWER}`;
    const added = await bench.run(
      `link add ${pair} --sizing fixed_ratio --ratio 0.5 --below-one-lot one_lot --copy-on transit --fill-policy cancel ` +
        '--fill-timeout 7s --price-band 0.3% --late-entry 20s --surplus keep --amo-time PRE_OPEN --product CNC=MTF --product MTF=CNC',
    );
    expect(added).toMatchObject({ code: 0 });
    expect(await bench.json('account list')).toMatchObject([
      { clientId: LEADER, token: 'stored' },
      { clientId: FOLLOWER },
    ]);
    await bench.run(`link set ${pair} --ratio 0.75`);
    await bench.run(`link pause ${pair}`);
    expect(await bench.json('link list')).toEqual([
      {
        leader: LEADER,
        follower: FOLLOWER,
        state: 'REDUCING',
        sizing: 'fixed_ratio',
        ratio: '0.75',
        belowOneLot: 'one_lot',
        copyOn: 'transit',
        fillPolicy: 'cancel',
        fillTimeoutMs: 7_000,
        priceBandBps: 30,
        lateEntryMs: 20_000,
        surplus: 'keep',
        amoTime: 'PRE_OPEN',
        products: { CNC: 'MTF', MTF: 'CNC' },
      },
    ]);
    await bench.run(`link resume ${pair}`);
    await bench.run(`account pause --client-id ${FOLLOWER} --all`);
    expect((await bench.run('account list')).stdout).toContain('HALTED');
    expect((await bench.run(`link remove ${pair}`)).code).toBe(0);
    expect((await bench.run(`account remove --client-id ${FOLLOWER}`)).code).toBe(0);
    expect(await bench.json('account list')).toHaveLength(1);
  });

  it('shows what a follower would get and why', async () => {
    await bench.run('init');
    await bench.addAccount('leader', LEADER);
    await bench.addAccount('follower', FOLLOWER);
    const pair = `--leader ${LEADER} --follower ${FOLLOWER}`;
    await bench.run(`link add ${pair} --sizing fixed_ratio --ratio 0.5`);
    expect((await bench.run('instruments sync')).code).toBe(0);
    const share = await bench.json(`link preview ${pair} --quantity 101 --security NSE_EQ:1333`);
    expect(share).toMatchObject({ quantity: 50, reason: null });
    const lot = await bench.json(`link preview ${pair} --quantity 65 --security NSE_FNO:52345`);
    expect(lot).toMatchObject({ quantity: 0, reason: 'BELOW_ONE_LOT' });
    const unknown = await bench.json(`link preview ${pair} --quantity 65 --security NSE_FNO:1`);
    expect(unknown).toMatchObject({ quantity: 0, reason: 'UNKNOWN_INSTRUMENT' });
  });
});

describe('refusals', () => {
  it.each([
    [
      'account add --role leader --client-id 1 --name x --local-address eyJhbGciOiJI.eyJleHAiOjF9.abcdefgh',
      'eyJhbGciOiJI',
    ],
    ['postback set --client-id 1 --public-url ftp://user:hunter2@host', 'hunter2'],
    ['postback set --client-id 1 --public-url https://user:hunter2@host', 'hunter2'],
  ])('%s is wrong use and shows no secret', async (args, secret) => {
    const { code, stdout, stderr } = await bench.run(`${args} --json`);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'WRONG_USE' } });
    expect(stdout + stderr).not.toContain(secret);
  });

  it.each([
    ['link add --leader 1 --follower 2 --sizing fixed_ratio --ratio half', '--ratio', 'half'],
    ['link add --leader 1 --follower 2 --sizing double', '--sizing', 'double'],
    ['link add --leader 1 --follower 2 --sizing fixed_ratio', '--ratio', 'none'],
    ['link set --leader 1 --follower 2 --price-band 0.5', '--price-band', '0.5'],
    ['link set --leader 1 --follower 2 --late-entry ten', '--late-entry', 'ten'],
    ['link set --leader 1 --follower 2 --product CNC=GOLD', '--product', 'CNC=GOLD'],
    ['link set --leader 1 --follower 2 --product CNC=INTRADAY', '--product', 'CNC cannot be copied as INTRADAY'],
    ['link set --leader 1 --follower 2', '--ratio 1', 'none'],
    ['account add --role boss --client-id 1 --name x --token-stdin', '--role', 'boss'],
    ['account token --client-id 1', '--token-stdin', '--token-file'],
    ['account token --client-id a/b --token-stdin', '--client-id', 'a/b'],
    ['run --port 70000', '--port', '70000'],
    ['nonsense', 'nonsense', ''],
  ])('%s is wrong use and names flag and value', async (args, flag, found) => {
    const { code, stderr } = await bench.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
    expect(stderr).toContain(found);
    expect(stderr).not.toContain('    at ');
  });

  it('asks for init where there is nothing', async () => {
    for (const command of ['status', 'run', 'kill --reason x', 'account list']) {
      const { code, stderr } = await bench.run(command);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toContain('dhancopy init');
    }
  });

  it('refuses a token that is none, expired, or of another account, and never shows it', async () => {
    await bench.run('init');
    const { accessToken } = bench.emulator.control.addAccount({ dhanClientId: LEADER });
    const add = (id: string): string => `account add --role leader --client-id ${id} --name x --token-stdin`;
    const foreign = await bench.run(add('1999999999'), { input: accessToken });
    expect(foreign).toMatchObject({ code: 1 });
    expect(foreign.stderr).toContain(`belongs to client ${LEADER}`);
    const canary = 'canary-canary-canary-canary';
    expect((await bench.run(add(LEADER), { input: canary })).code).toBe(1);
    expect((await bench.run(add(LEADER), { input: '' })).code).toBe(2);
    expect((await bench.run(`${add(LEADER).replace('-stdin', '-file')} /nowhere`)).code).toBe(2);
    expect(bench.printed).not.toContain(accessToken);
    expect(bench.printed).not.toContain(canary);
  });

  it('refuses with exit code 3 what a safety rule forbids', async () => {
    await bench.run('init');
    const plain = await bench.run('run', { env: { DHAN_API_URL: 'http://api.dhan.co/v2' } });
    expect(plain.code).toBe(3);
    expect(plain.stderr).toContain('DHAN_API_URL');
    chmodSync(join(bench.home, 'key'), 0o644);
    const open = await bench.run('run');
    expect(open.code).toBe(3);
    expect(open.stderr).toContain('chmod 600');
  });

  it('prints one JSON document also for an error, and the stack only when asked', async () => {
    const { stdout, code } = await bench.run('status --json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'DATABASE_MISSING' } });
    expect((await bench.run('status')).stderr).not.toContain('    at ');
    expect((await bench.run('status --verbose')).stderr).toContain('    at ');
  });

  it('helps with examples', async () => {
    for (const command of [
      'init',
      'account add',
      'link set',
      'run',
      'status',
      'doctor',
      'kill',
      'pause',
      'flatten',
      'resume',
      'demo',
      'emulator',
    ]) {
      const { code, stdout } = await bench.run(`${command} --help`);
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:');
    }
  });

  it('says what a new link starts with only where one is made', async () => {
    const add = (await bench.run('link add --help')).stdout.replaceAll(/\s+/g, ' ');
    for (const start of ['skip', 'accepted', 'chase', '5s', '0.5%', '10s', 'unwind', 'OPEN']) {
      expect(add).toContain(`; a new link starts with ${start} `);
    }
    expect(add).toContain('repeatable; a new link keeps all products');
    const set = (await bench.run('link set --help')).stdout;
    expect(set).toContain('--fill-timeout <time>');
    expect(set).not.toMatch(/new\s+link/);
  });
});
