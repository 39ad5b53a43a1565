import { join } from 'node:path';
import type { Command } from 'commander';
import { processIo } from 'dhancopy/cli/io';
import { createProgram } from 'dhancopy/cli/program';
import type { Chance } from '../../chance.ts';
import { mutateText } from '../../mutate.ts';
import { FOLLOWERS, LEADER } from './home.ts';

interface Leaf {
  readonly names: readonly string[];
  readonly places: readonly string[];
  readonly flags: readonly {
    readonly long: string;
    readonly value: string | null;
    readonly choices: readonly string[];
  }[];
}

/** They last until somebody stops them: they are given only what their parser refuses. */
const LASTING: ReadonlySet<string> = new Set(['run', 'demo', 'emulator', 'account login', 'edis form']);
/** Each of them is a file or a connection attempt of some length: they are called less often. */
const SLOW: ReadonlySet<string> = new Set([
  'instruments sync',
  'db maintain',
  'statement sync',
  'doctor',
  'db migrate',
  'db vacuum',
  'db check',
  'db backup',
  'db rotate-key',
]);

let leaves: readonly Leaf[] | undefined;

/** Every command with its real flags. */
async function leavesOfProgram(): Promise<readonly Leaf[]> {
  if (leaves) return leaves;
  const found: Leaf[] = [];
  const walk = (command: Command, names: readonly string[]): void => {
    for (const each of command.commands) walk(each, [...names, each.name()]);
    if (command.commands.length > 0) return;
    const flags = command.options.map(({ long, flags: text, argChoices }) => ({
      long: long ?? text,
      value: /[<[](.+?)[>\]]/.exec(text)?.[1] ?? null,
      choices: argChoices ?? [],
    }));
    found.push({ names, places: command.registeredArguments.map((argument) => argument.name()), flags });
  };
  walk(await createProgram(processIo()), []);
  leaves = found;
  return found;
}

const DAY = '2026-09-15';
/** Good values by the word that the help has in their place, or by the name of the flag. */
const GOOD: Readonly<Record<string, readonly string[]>> = {
  'client-id': [...FOLLOWERS, LEADER],
  leader: [LEADER],
  follower: FOLLOWERS,
  account: FOLLOWERS,
  id: [...FOLLOWERS, 'NSE_EQ:1333', '1333'],
  role: ['leader', 'follower'],
  number: ['0', '1', '24'],
  rows: ['10'],
  units: ['100'],
  decimal: ['0.5', '2', '1/3'],
  time: ['5s', '100ms', '1h'],
  percent: ['0.5%', '5'],
  'from=to': ['CNC=MTF', 'INTRADAY=MARGIN'],
  'rupees|off': ['25000', 'off'],
  'units|off': ['500', 'off'],
  rupees: ['25000.50'],
  day: [DAY],
  text: ['words', 'a b'],
  ip: ['203.0.113.24', '2001:db8::1'],
  url: ['https://desk.example'],
  list: ['TRADED', 'TRADED,REJECTED'],
  isin: ['INE040A01034'],
  segment: ['NSE_EQ'],
  key: ['ws_max_reconnect_attempts', 'copy_enabled', 'snapshot_interval_seconds', 'trading_state', 'schema_version'],
  value: ['20', 'true', 'false', '60'],
  what: ['orders', 'trades', 'audit', 'copies'],
  'order-id': ['112111182198'],
  words: ['NIFTY'],
  tasks: ['backup', 'forget'],
  name: ['risk', 'accounts'],
  symbol: ['NIFTY'],
  hash: ['0'.repeat(64)],
};
const VALUES = [
  '',
  ' ',
  '-',
  '--',
  '-1',
  '0',
  '0x19',
  '1e3',
  '1e400',
  '00',
  '1_000',
  '99999999999999999999',
  '0.1',
  '-0',
  '½',
  '٣',
  'NaN',
  'Infinity',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  '\u202e',
  '\u001b[2J',
  "'; drop table accounts; --",
  '2026-02-30',
  '9999-12-31',
  '0001-01-01',
  '=',
  'CNC=',
  '%',
  '5%%',
  'x'.repeat(3_000),
  '{}',
  '[]',
  '"',
  '\n',
  '203.0.113.999',
  'http://',
  'javascript:1',
] as const;
const STRANGE = [
  '--json',
  '--verbose',
  '--help',
  '-h',
  '--',
  '--frobnicate',
  '-x',
  '--version',
  '--yes',
  '--all',
  '--no-yes',
  '--json=1',
] as const;

/** Files are only named in the folder: a command may write them. */
function fileIn(home: string, chance: Chance): string {
  const name = mutateText(
    chance.pick(['token.txt', 'accounts.csv', 'backup.db', 'dhancopy.db', 'key', 'nothing']),
    chance,
  );
  return join(home, name.replaceAll(/[/\0]/g, '_').slice(0, 200) || 'empty');
}

function valueOf(names: readonly string[], choices: readonly string[], home: string, chance: Chance): string {
  if (names.some((name) => /^(file|path|folder)$/.test(name))) return fileIn(home, chance);
  const good = [...choices, ...names.flatMap((name) => GOOD[name] ?? [])];
  if (good.length > 0 && chance.percent(70)) return chance.pick(good);
  if (good.length > 0 && chance.percent(50)) return mutateText(chance.pick(good), chance);
  return chance.pick(VALUES);
}

/** A command as a user types it, with real names and flags, and spoilt values and order. */
export async function spoiltCommand(home: string, chance: Chance): Promise<string[]> {
  const all = await leavesOfProgram();
  let leaf = chance.pick(all);
  if (SLOW.has(leaf.names.join(' ')) && chance.percent(90)) leaf = chance.pick(all);
  const { names, places, flags } = leaf;
  const words: string[] = [...names];
  for (const place of places) if (chance.percent(92)) words.push(valueOf([place], [], home, chance));
  for (const { long, value, choices } of flags) {
    const isLikely = ['--client-id', '--leader', '--follower', '--sizing', '--role', '--name'].includes(long);
    if (long === '--follow' || !chance.percent(isLikely ? 90 : 25)) continue;
    const given = value === null ? null : valueOf([long.slice(2), value.replace('...', '')], choices, home, chance);
    if (given === null) words.push(long);
    else if (chance.percent(80)) words.push(long, given);
    else words.push(`${long}=${given}`);
  }
  if (chance.percent(8)) words.splice(chance.below(words.length + 1), 0, chance.pick([...STRANGE, ...VALUES]));
  if (chance.percent(4)) words.splice(chance.below(words.length), 1);
  if (chance.percent(3)) words.push(...words.slice(chance.below(words.length)));
  if (chance.percent(60)) words.push('--json');
  return safe(words, home);
}

/** Nothing that lasts, and nothing that writes outside the folder. */
function safe(words: string[], home: string): string[] {
  const line = words.filter((word) => !word.startsWith('-')).join(' ');
  if ([...LASTING].some((each) => line.includes(each)) || words.includes('--follow')) {
    // Twice: a flag whose value is missing takes the first as its value.
    return [...words, '--frobnicate', '--frobnicate'];
  }
  const writes = [
    'backup_folder',
    '--out',
    'backup',
    'restore',
    'import',
    'migrate',
    '--from',
    '--token-file',
    '--secret-file',
    '--secrets-file',
  ];
  if (!words.some((word) => writes.some((each) => word.startsWith(each)))) return words;
  return words.map((word) =>
    word.includes('/') && !word.startsWith(home) && !word.includes('://') ? join(home, 'elsewhere') : word,
  );
}
