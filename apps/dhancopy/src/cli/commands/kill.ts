import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import type { Io } from '../io.ts';

export function registerKill(program: Command, io: Io): void {
  const command = program
    .command('kill')
    .description('turn the kill switch on: stop entries, cancel resting entry copies, let exits continue')
    .requiredOption('--reason <text>', 'reason to record')
    .option('--all', 'stop exits too: send nothing at all')
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
