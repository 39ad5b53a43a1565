import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import type { Io } from '../io.ts';

export function registerKill(program: Command, io: Io): void {
  const command = program
    .command('kill')
    .description('turns the kill switch on: no entries any more, resting ones are cancelled, exits go on')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--all', 'stop exits too: nothing at all is sent')
    .addHelpText('after', examples('kill --reason "wrong lot size"', 'kill --all --reason "account compromised"'));
  onRun<{ reason: string; all?: boolean }>(command, io, (ctx, { reason, all }) =>
    operateAndPrint(ctx, { op: 'kill', by: whoAsks(), reason, all: all ?? false }),
  );
}

/** The record names the person at this machine. */
export function whoAsks(): string {
  try {
    return userInfo().username || 'command line';
  } catch {
    return 'command line';
  }
}
