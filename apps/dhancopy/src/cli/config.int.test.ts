import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
});
afterEach(() => bench.close());

it('lists, changes and checks a setting, and its history says who changed it', async () => {
  expect(await bench.run('config set ws_max_reconnect_attempts 20')).toMatchObject({ code: 0 });
  expect(await bench.json('config list --category websocket')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'ws_max_reconnect_attempts', value: '20', type: 'integer' }),
    ]),
  );
  expect(await bench.json('config history ws_max_reconnect_attempts')).toMatchObject([
    { version: 2, old_value: '10', new_value: '20' },
    { version: 1, old_value: null, new_value: '10', changed_by: 'dhancopy' },
  ]);
  const list = await bench.run('config list');
  expect(list.stdout).toContain('(not used by this version: bracket orders are not copied)');
});

it('says what a setting that is not used leaves as it is', async () => {
  const { stdout } = await bench.run('config set forever_enabled false');
  expect(stdout).toContain(
    'forever_enabled: true → false; this version does not use it: a forever order itself is not copied; ' +
      'the order that it places when it fires is copied like any other order of the leader, whatever forever_enabled says',
  );
});

it.each([
  ['ws_max_reconnect_attempts zero', /expected a whole number from 1 to 1000, and found "zero"/],
  ['ws_max_reconnect_attempts 0', /expected a whole number from 1 to 1000, and found "0"/],
  ['audit_retention_days 1.5', /expected a whole number from 1 to 36500, and found "1\.5"/],
  ['copy_enabled maybe', /expected true or false, and found "maybe"/],
  ['schema_version 4', /cannot be set by hand/],
  ['kill_switch_enabled true', /dhancopy kill/],
  ['last_funds_snapshot_ts 5', /cannot be set by hand/],
  ['no_such_key 5', /there is no such setting/],
  ['__proto__ 5', /there is no such setting/],
  ['constructor 5', /there is no such setting/],
])('refuses %s', async (args, words) => {
  const refused = await bench.run(`config set ${args}`);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(words);
});

it('a running engine takes a setting up: with reconnection off a lost stream stays closed, and opens when it is on again', async () => {
  const { accessToken } = bench.emulator.control.addAccount({ dhanClientId: LEADER });
  await bench.run(`account add --role leader --client-id ${LEADER} --name Asha --token-stdin`, { input: accessToken });
  const engine = await bench.startEngine();
  const streams = (): number => bench.emulator.control.streamCount(LEADER);
  const said = (): string => JSON.stringify(engine.output);
  await until('the stream is open', () => streams() === 1, said);
  expect((await bench.run('config set ws_reconnect_enabled false')).stdout).toContain('applied by the running engine');
  expect(bench.emulator.control.resetStream(LEADER)).toBe(1);
  await until('it is told', () => said().includes('STREAM_OFF'), said);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(streams()).toBe(0);
  await bench.run('config set ws_reconnect_enabled true');
  await until('the stream is open again', () => streams() === 1, said);
  engine.child.kill('SIGTERM');
  await engine.ended;
});
