import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import type { Io } from '../io.ts';
import { whoAsks } from './kill.ts';

export function registerResume(program: Command, io: Io): void {
  const command = program
    .command('resume')
    .description('turn the kill switch off: copy everything again')
    .requiredOption('--reason <text>', 'reason to record')
    .addHelpText('after', examples('resume --reason "lot size corrected"'));
  onRun<{ reason: string }>(command, io, (ctx, { reason }) =>
    operateAndPrint(ctx, { op: 'resume', by: whoAsks(), reason }),
  );
}
