import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trader } from '@dhancopy/simulation/trader';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const PAIR = `--leader ${LEADER} --follower ${FOLLOWER}`;

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', FOLLOWER);
});
afterAll(() => bench.close());

describe('a change of a link', () => {
  it('of a new one is asked about where the ratio is far from usual', async () => {
    const asked = await bench.run(`link add ${PAIR} --sizing fixed_ratio --ratio 50`);
    expect(asked).toMatchObject({ code: 3 });
    expect(asked.stderr).toContain('ratio 50 is 50 times');
    expect(await bench.run(`link add ${PAIR} --sizing fixed_ratio --ratio 0.5`)).toMatchObject({ code: 0 });
  });

  it('shows old and new', async () => {
    const { stdout } = await bench.run(`link set ${PAIR} --ratio 0.75 --price-band 0.3% --copy-on accepted`);
    expect(stdout).toContain('ratio 0.5 → 0.75, price-band 0.5% → 0.3%; orders already copied keep their ratio');
    expect(stdout).not.toContain('copy-on');
    expect((await bench.run(`link set ${PAIR} --ratio 0.75`)).stdout).toContain('nothing is different');
  });

  it('that jumps is asked about, and made when it is meant', async () => {
    const asked = await bench.run(`link set ${PAIR} --ratio 100000`);
    expect(asked).toMatchObject({ code: 3, stdout: '' });
    expect(asked.stderr).toContain("1,33,333.3 times the link's ratio of 0.75");
    expect(await bench.run(`link set ${PAIR} --ratio 8 --yes`)).toMatchObject({ code: 0 });
    const back = await bench.run(`link set ${PAIR} --ratio 0.75`);
    expect(back).toMatchObject({ code: 3 });
    expect(back.stderr).toContain("10.7 times smaller than the link's ratio of 8");
    expect(await bench.run(`link set ${PAIR} --ratio 0.75 --yes`)).toMatchObject({ code: 0 });
  });

  it('is asked about where another sizing makes it jump, also with a ratio that had no effect until then', async () => {
    expect(await bench.run(`link set ${PAIR} --sizing same_quantity`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        "sizing fixed_ratio → same_quantity; it copies 1 × the leader's quantity, and before 0.75 ×",
      ) as string,
    });
    const idle = await bench.run(`link set ${PAIR} --ratio 80`);
    expect(idle).toMatchObject({ code: 0 });
    expect(idle.stdout).toContain('the ratio of 80 has no effect with same_quantity');
    const asked = await bench.run(`link set ${PAIR} --sizing fixed_ratio`);
    expect(asked).toMatchObject({ code: 3, stdout: '' });
    expect(asked.stderr).toContain("sizing fixed_ratio (80 × the leader's quantity) is 80 times sizing same_quantity");
    const meant = await bench.run(`link set ${PAIR} --sizing fixed_ratio --yes`);
    expect(meant.stdout).toContain("it copies 80 × the leader's quantity, and before 1 ×");
    expect(await bench.run(`link set ${PAIR} --ratio 0.75 --yes`)).toMatchObject({ code: 0 });
  });

  it.each([
    ['--price-band 20%', 'price-band 20% is 66.7 times the price band of 0.3%'],
    ['--late-entry 600s', 'late-entry 10m is 60 times the late-entry time of 10s'],
  ])('%s opens risk, and is asked about', async (flag, words) => {
    const asked = await bench.run(`link set ${PAIR} ${flag}`);
    expect(asked).toMatchObject({ code: 3, stdout: '' });
    expect(asked.stderr).toContain(words);
    const [link] = (await bench.json('link list')) as { priceBandBps: number; lateEntryMs: number }[];
    expect(link).toMatchObject({ priceBandBps: 30, lateEntryMs: 10_000 });
  });

  it('of a time is shown as it would be typed', async () => {
    const { stdout } = await bench.run(`link set ${PAIR} --late-entry 10m --yes`);
    expect(stdout).toContain('late-entry 10s → 10m');
    expect((await bench.run(`link set ${PAIR} --late-entry 10500ms`)).stdout).toContain('late-entry 10m → 10500ms');
    await bench.run(`link set ${PAIR} --late-entry 10s`);
  });

  it.each([
    ['--ratio 0', 'link pause'],
    ['--price-band 999%', '--price-band: expected a percentage from 0% to 100%'],
    ['--fill-timeout 99999h', '--fill-timeout: expected a time from 100ms to 1h'],
    ['--late-entry 48h', '--late-entry: expected a time from 0s to 24h'],
  ])('%s is wrong use, in the words that were typed', async (flag, words) => {
    const { code, stderr } = await bench.run(`link set ${PAIR} ${flag}`);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/Bps|Ms:|Too (small|big)/);
  });
});

describe('a change of a setting', () => {
  it('shows old and new', async () => {
    const { stdout } = await bench.run('config set snapshot_interval_seconds 90');
    expect(stdout).toContain('snapshot_interval_seconds: 60 → 90');
    const same = await bench.run('config set snapshot_interval_seconds 90');
    expect(same.stdout).toContain('nothing is different, it was 90 already');
    expect((await bench.run('config set backup_folder /mnt/other')).stdout).toContain('(nothing) → /mnt/other');
  });
});

describe('names and ids', () => {
  it.each([
    [
      ['--client-id', 'abc', '--name', 'x'],
      'expected a Dhan client id: 6 to 15 digits, such as 1100000001, and found "abc"',
    ],
    [['--client-id', '1'.repeat(30), '--name', 'x'], 'a Dhan client id: 6 to 15 digits'],
    [['--client-id', '2000000009', '--name', 'Ravi\u001b[2J'], 'without control characters'],
    [['--client-id', '2000000009', '--name', 'x'.repeat(300)], 'at most 40 characters'],
    [['--client-id', '2000000009', '--name', ' '], 'expected a name'],
  ])('%j is refused', async (flags, words) => {
    const ran = await bench.start(['account', 'add', '--role', 'follower', ...flags, '--token-stdin'], { input: 'x' })
      .ended;
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(words);
  });
});

describe('errors with --json', () => {
  it.each([
    ['link list --nonsense', 'WRONG_USE'],
    ['config set', 'WRONG_USE'],
    ['nonsense', 'WRONG_USE'],
    ['config set snapshot_interval_seconds 1', 'CONFIG_INVALID'],
  ])('%s', async (command, code) => {
    const ran = await bench.run(`${command} --json`);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
  });
});

describe('a follower who is added in mid-day', () => {
  it('asks what to do with the open orders of the leader, and leaves what is over alone', async () => {
    const late = '2000000005';
    await bench.addAccount('follower', late);
    const engine = await bench.startEngine();
    const trader = new Trader(bench.emulator.control, LEADER);
    const done = trader.buy(10);
    const open = trader.buy(20, { orderType: 'LIMIT', price: 1600 });
    const orderedMs = Date.now();
    await until('both are known', () => engine.output.stdout.includes(open) && engine.output.stdout.includes(done));
    // The broker's times are whole seconds: after a restart, an order of the second in which the link was made counts as a later one.
    await until('their second is over', () => Date.now() > orderedMs + 2_000);
    const add = `link add --leader ${LEADER} --follower ${late} --sizing same_quantity`;
    const asked = await bench.run(add);
    expect(asked).toMatchObject({ code: 3 });
    expect(asked.stderr).toMatch(/open orders: BUY 20 .*LIMIT.*--open-orders/);
    expect(await bench.run(`${add} --open-orders skip`)).toMatchObject({ code: 0 });
    engine.child.kill('SIGTERM');
    await engine.ended;
    await bench.startEngine();
    const rows = (await bench.json(`copies --follower ${late}`)) as { leaderOrderId: string; reasonCode: string }[];
    expect(rows.map(({ leaderOrderId, reasonCode }) => [leaderOrderId, reasonCode])).toEqual([[open, 'BEFORE_LINK']]);
  });
});

describe('account import', () => {
  const file = (name: string, text: string): string => {
    const path = join(bench.home, name);
    writeFileSync(path, text);
    return path;
  };
  function tokenOf(id: string): string {
    return bench.emulator.control.addAccount({ dhanClientId: id, fundsRupees: 1_000_000 }).accessToken;
  }
  const HEAD = 'role,client_id,name,leader,ratio,daily_loss,open_orders\n';
  const rows = (count: number): string =>
    Array.from({ length: count }, (_, at) => `follower,30000000${10 + at},F${at},${LEADER},0.5,25000,copy\n`).join('');

  it('shows what it would do, changes nothing, and then does all of it', async () => {
    const path = file('fifty.csv', HEAD + rows(50));
    const secrets = Array.from({ length: 50 }, (_, at) => `30000000${10 + at} ${tokenOf(`30000000${10 + at}`)}`).join(
      '\n',
    );
    const trial = await bench.run(`account import ${path} --secrets-stdin`, { input: secrets });
    expect(trial).toMatchObject({ code: 0 });
    expect(trial.stdout).toMatch(/^line 2: follower 3000000010 \(F0\) would be registered$/m);
    expect(trial.stdout).toContain('nothing was changed');
    expect(await bench.json('account list')).toHaveLength(3);

    const made = await bench.run(`account import ${path} --secrets-stdin --yes --json`, { input: secrets });
    expect(JSON.parse(made.stdout)).toMatchObject({ accounts: 50, changed: true, withoutToken: [] });
    expect(await bench.json('account list')).toHaveLength(53);
    expect(await bench.json('risk list')).toHaveLength(50);
    for (const line of secrets.split('\n')) expect(bench.printed).not.toContain(line.split(' ')[1]);
  });

  it.each([
    [
      'an account that is there already',
      `${HEAD}follower,4000000001,New,${LEADER},0.5,,copy\nfollower,${FOLLOWER},Old,,,,\n`,
      1,
      'line 3',
    ],
    ['a ratio that jumps', `${HEAD}follower,4000000001,New,${LEADER},500,,copy\n`, 3, '--accept-jumps'],
    ['a leader that nobody knows', `${HEAD}follower,4000000001,New,9999999999,0.5,,copy\n`, 1, '9999999999'],
    [
      'a token in the file',
      'role,client_id,name,token\nfollower,4000000001,New,abc\n',
      2,
      'line 2: do not put secrets in the file; it has the column "token". Pass them with --secrets-stdin',
    ],
    [
      'a column that is missing',
      'Rolle,client_id,name\nfollower,4000000001,New\n',
      2,
      'bad.csv: the column role is missing',
    ],
    [
      'a first line of values',
      'follower,4000000001,New\nfollower,4000000002,New\n',
      2,
      'the column role is missing; col',
    ],
    ['a limit that is no number', `${HEAD}follower,4000000001,New,,,lots,\n`, 2, 'line 2: daily_loss'],
    [
      'an id that is none',
      'role;client_id;name\nfollower;40000x0001;New\n',
      2,
      'line 2: client_id: expected a Dhan client id',
    ],
    [
      'one id with two names',
      `${HEAD}follower,4000000001,New,${LEADER},0.5,,copy\nfollower,4000000001,Other,2000000001,0.5,,copy\n`,
      2,
      'line 2 and line 3: 4000000001 has two values of name, "New" and "Other"',
    ],
    [
      'one id with two roles, after an empty line and a comment',
      `${HEAD}\n# ours\nfollower,4000000001,New,,,,\nleader,4000000001,New,,,,\n`,
      2,
      'line 4 and line 5: 4000000001 has two values of role',
    ],
    [
      'a column that is there twice',
      'role,name,client_id,name\nfollower,a,4000000001,b\n',
      2,
      'the column name is there twice',
    ],
    ['a quote that is not closed', 'role,client_id,name\nfollower,4000000001,"New\n', 2, 'a quote is not closed'],
    [
      'a quote inside a value',
      'role,client_id,name\nfollower,4000000001,N"ew\n',
      2,
      'line 2: a quote stands inside a value',
    ],
    [
      'a ratio that is missing',
      `role,client_id,name,leader,sizing\nfollower,4000000001,New,${LEADER},fixed_ratio\n`,
      1,
      'in the column ratio',
    ],
    [
      'a column that nobody knows',
      'role,client_id,name,size\nfollower,4000000001,New,1\n',
      2,
      'bad.csv: the column "size" is unknown; columns are role, ',
    ],
  ])('changes nothing for %s', async (_what, text, code, words) => {
    const ran = await bench.run(`account import ${file('bad.csv', text)} --yes`);
    expect(ran).toMatchObject({ code });
    expect(ran.stderr).toContain(words);
    expect(await bench.json('account list')).toHaveLength(53);
  });

  it('names all that is wrong, line by line', async () => {
    const text = `${HEAD}chief,4000000001,New,${LEADER},0.5,,copy\nfollower,4000000002,New,${LEADER},half,-5,copy\n`;
    const ran = await bench.run(`account import ${file('bad.csv', text)} --yes`);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/line 2: role: .*\n.*line 3: daily_loss: /);
  });

  it('takes the names of the columns as a spreadsheet writes them', async () => {
    const path = file('spread.csv', 'Role,Client ID,NAME\nfollower,4000000001,New\n');
    const trial = await bench.run(`account import ${path}`);
    expect(trial).toMatchObject({ code: 0, stderr: '' });
    expect(trial.stdout).toMatch(/^what the file would do:\nline 2: follower 4000000001 \(New\) would be registered\n/);
  });

  it('shows a jump in the plan, and wants its own flag for it', async () => {
    const path = file('jump.csv', `${HEAD}follower,4000000003,New,${LEADER},500,,copy\n`);
    const trial = await bench.run(`account import ${path}`);
    expect(trial).toMatchObject({ code: 0 });
    expect(trial.stdout).toContain("JUMP: ratio 500 is 500 times the leader's own quantity");
    expect(trial.stdout).toContain('--yes --accept-jumps');
    const refused = await bench.run(`account import ${path} --yes`);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toContain('line 2: ratio 500');
    expect(await bench.run(`account import ${path} --yes --accept-jumps`)).toMatchObject({ code: 0 });
    await bench.run('account remove --client-id 4000000003');
  });

  it.each([['a PIN of four digits', '4000000001 1234 JBSWY3DPEHPK3PXP\n', 'pin: expected 6 digits']])(
    'changes nothing for %s',
    async (_what, input, words) => {
      const path = file('pin.csv', 'role,client_id,name\nfollower,4000000001,New\n');
      const ran = await bench.run(`account import ${path} --secrets-stdin --yes`, { input });
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(words);
    },
  );

  it('says what is wrong with the file itself, in words', async () => {
    const wrong = async (path: string): Promise<string> => (await bench.run(`account import ${path}`)).stderr;
    expect(await wrong(join(bench.home, 'none.csv'))).toContain('found no file at');
    expect(await wrong(bench.home)).toContain('found a folder at');
    const latin = join(bench.home, 'latin.csv');
    writeFileSync(latin, Buffer.from('role,client_id,name\nfollower,4000000001,J\u00fcrgen\n', 'latin1'));
    expect(await wrong(latin)).toContain('line 2: expected UTF-8');
  });

  it('takes null as not given, and says what is used where sizing and ratio are empty', async () => {
    const path = file(
      'null.json',
      JSON.stringify([
        {
          role: 'follower',
          client_id: 4000000001,
          name: 'New',
          leader: LEADER,
          ratio: null,
          daily_loss: null,
          open_orders: 'skip',
        },
      ]),
    );
    const ran = await bench.run(`account import ${path}`);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /by same_quantity: 1 × .*; sizing and ratio are empty, so it is the quantity of the leader$/m,
    );
  });

  it('takes a JSON list and a TOTP login as well', async () => {
    const path = file(
      'one.json',
      JSON.stringify([
        { role: 'follower', client_id: 4000000001, name: 'New', leader: LEADER, ratio: 0.5, open_orders: 'skip' },
      ]),
    );
    const ran = await bench.run(`account import ${path} --secrets-stdin --yes`, {
      input: '4000000001 123456 JBSWY3DPEHPK3PXP\n',
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('PIN and one-time code');
    expect(bench.printed).not.toContain('JBSWY3DPEHPK3PXP');
  });
});
