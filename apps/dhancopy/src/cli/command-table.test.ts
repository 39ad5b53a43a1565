import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS, entriesFor } from './command-table.ts';
import { processIo } from './io.ts';

describe('the table of commands', () => {
  it.each(COMMANDS.map((entry) => [entry.names.join(', '), entry] as const))(
    '%s: exactly what the file registers',
    async (_name, { names, load }) => {
      const program = new Command();
      (await load())(program, processIo());
      expect(program.commands.flatMap((command) => [command.name(), ...command.aliases()])).toEqual(names);
    },
  );

  it.each([
    [['status'], ['status']],
    [['--json', 'link', 'list'], ['link']],
    [
      ['resume', '--json'],
      ['kill', 'pause', 'resume'],
    ],
    [['account', 'add', '--help'], ['account']],
  ])('%j loads %j', (args, names) => {
    expect(entriesFor(args).flatMap((entry) => entry.names)).toEqual(names);
  });

  it('the version needs no command', () => {
    expect(entriesFor(['--version'])).toEqual([]);
    expect(entriesFor(['--json', '-V'])).toEqual([]);
  });

  it.each([[[]], [['--help']], [['help', 'status']], [['stauts']], [['--no-such-flag', 'status']]])(
    '%j may need any of them',
    (args) => {
      expect(entriesFor(args)).toBe(COMMANDS);
    },
  );
});
