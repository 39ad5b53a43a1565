import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIo } from './io.ts';
import { createProgram } from './program.ts';
import { CliBench, until } from './testing/cli.ts';

/**
 * Most tests give commands to the program in their own process. Here they are processes of their own, as a user starts them: their code
 * loads alone, they say how it went by their exit code, and they end by themselves. Of the commands of one noun that is the first one,
 * and those that ask the broker or start a thread: they could keep a process from ending.
 */
const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const IMPORTED = '2000000002';
const PAIR = `--leader ${LEADER} --follower ${FOLLOWER}`;

/** One after the other, in one data folder. `+` may be in the place of a space within an argument. */
const ENDING: readonly (readonly [command: string, flags: string, code: 0 | 1])[] = [
  ['init', '', 0],
  ['account add', `--role leader --client-id ${LEADER} --name Asha --token-stdin`, 0],
  ['account add', `--role follower --client-id ${FOLLOWER} --name Ravi --token-stdin`, 0],
  ['account token', `--client-id ${FOLLOWER} --token-stdin`, 0],
  ['account list', '', 0],
  ['account login-method', `--client-id ${FOLLOWER} --method web`, 0],
  ['account login', `--client-id ${FOLLOWER} --port 0`, 1],
  ['account renew', `--client-id ${FOLLOWER}`, 0],
  ['account ip', `--client-id ${FOLLOWER}`, 0],
  ['link add', `${PAIR} --sizing fixed_ratio --ratio 0.5`, 0],
  ['link set', `${PAIR} --ratio 0.75`, 0],
  ['link list', '', 0],
  ['instruments sync', '', 0],
  ['instruments find', 'NIFTY', 0],
  ['instruments show', 'NSE_EQ 1333', 0],
  ['instruments changes', '', 0],
  ['link preview', `${PAIR} --quantity 100 --security NSE_EQ:1333`, 0],
  ['link pause', PAIR, 0],
  ['link resume', PAIR, 0],
  ['account pause', `--client-id ${FOLLOWER}`, 0],
  ['account resume', `--client-id ${FOLLOWER}`, 0],
  ['kill', '', 0],
  ['pause', '', 0],
  ['resume', '', 0],
  ['flatten', '', 1],
  ['doctor', '', 0],
  ['status', '', 0],
  ['copies', '', 0],
  ['story', '112111182198', 1],
  ['positions', '', 0],
  ['pnl', FOLLOWER, 0],
  ['risk set', `--client-id ${FOLLOWER} --daily-loss 25000`, 0],
  ['risk list', '', 0],
  ['risk violations', '', 0],
  ['risk clear', `--client-id ${FOLLOWER}`, 0],
  ['broker kill-switch', FOLLOWER, 0],
  ['broker pnl-exit', FOLLOWER, 0],
  ['edis tpin', `--client-id ${FOLLOWER}`, 0],
  ['edis inquire', `--client-id ${FOLLOWER}`, 0],
  ['edis list', '', 0],
  ['postback set', `--client-id ${FOLLOWER} --public-url https://desk.example`, 0],
  ['postback list', '', 0],
  ['postback remove', `--client-id ${FOLLOWER}`, 0],
  ['statement ledger', FOLLOWER, 0],
  ['statement trades', FOLLOWER, 0],
  ['orders super', FOLLOWER, 0],
  ['orders forever', FOLLOWER, 0],
  ['margin', FOLLOWER, 0],
  ['config set', 'ws_max_reconnect_attempts 20', 0],
  ['config list', '', 0],
  ['config history', '', 0],
  ['export', 'orders', 0],
  ['db check', '', 0],
  ['db verify', '', 0],
  ['db stats', '', 0],
  ['db backup', 'BACKUP', 0],
  ['db archive', '', 0],
  ['db vacuum', '', 0],
  ['db maintain', '', 0],
  ['db leftovers', '', 0],
  ['db migrate', '', 0],
  ['db restore', 'BACKUP', 0],
  ['db rotate-key', '', 0],
  ['link remove', PAIR, 0],
  ['account remove', `--client-id ${FOLLOWER}`, 0],
  ['statement sync', '', 0],
  ['account import', 'FILE --yes', 0],
];
const OWN_PROCESS: ReadonlySet<string> = new Set([
  ...new Map(ENDING.toReversed().map(([command]) => [command.split(' ')[0], command])).values(),
  'account login',
  'account renew',
  'account ip',
  'instruments sync',
  'broker pnl-exit',
  'edis inquire',
  'statement sync',
  'orders forever',
  'db maintain',
]);
/** They last until somebody stops them, or opens a page. Where they are started in the tests: below, or in the file named. */
const LASTING: Readonly<Record<string, string>> = {
  emulator: 'below',
  run: 'running.int.test.ts',
  demo: 'demo/demo.int.test.ts',
  'edis form': 'edis.int.test.ts',
};

let bench: CliBench;
let token: Record<string, string>;
beforeAll(async () => {
  bench = await CliBench.create();
  const account = (dhanClientId: string): string => bench.emulator.control.addAccount({ dhanClientId }).accessToken;
  token = { [LEADER]: account(LEADER), [FOLLOWER]: account(FOLLOWER) };
  writeFileSync(join(bench.home, 'accounts.csv'), `client_id,role,name\n${IMPORTED},follower,Kiran\n`);
});
afterAll(() => bench.close());

function leaves(command: Command, before: readonly string[] = []): string[] {
  if (command.commands.length === 0) return [before.join(' ')];
  return command.commands.flatMap((each) => leaves(each, [...before, each.name()]));
}

it('no command is forgotten here', async () => {
  const all = leaves(await createProgram(processIo()));
  expect(new Set([...ENDING.map(([command]) => command), ...Object.keys(LASTING)])).toEqual(new Set(all));
});

describe('with what a user types', () => {
  it.each(ENDING)('%s %s ends with exit code %i', async (command, flags, code) => {
    const places: Record<string, string> = { BACKUP: join(bench.home, 'b.db'), FILE: join(bench.home, 'accounts.csv') };
    const args = `${command} ${flags}`.trim().split(' ');
    const input = token[args[args.indexOf('--client-id') + 1] ?? ''] ?? '';
    const words = args.map((arg) => places[arg] ?? arg);
    const ran = await (OWN_PROCESS.has(command)
      ? bench.start(words, { input }).ended
      : bench.run(words.join(' '), { input }));
    expect(ran, ran.stderr).toMatchObject({ code });
    expect(ran.stdout + ran.stderr).not.toBe('');
    expect(ran.stderr).not.toMatch(/^ +at /m);
  });

  it('emulator serves until it is told to stop', async () => {
    const emulator = bench.start(['emulator', '--port', '0']);
    await until(
      'it says where it is',
      () => emulator.output.stdout.includes('http://'),
      () => emulator.output.stderr,
    );
    emulator.child.kill('SIGTERM');
    expect(await emulator.ended).toMatchObject({ code: 0 });
  });
});
