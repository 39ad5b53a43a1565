import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

/** `account pause` and `account resume`. */
export function registerAccountState(account: Command, io: Io): void {
  const pause = account
    .command('pause')
    .description('copy only exits for an account; with --all, send nothing for it')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--all', 'stop exits too')
    .addHelpText(
      'after',
      examples('account pause --client-id 1100000002', 'account pause --client-id 1100000002 --all'),
    );
  onRun<{ clientId: string; all?: boolean }>(pause, io, (ctx, { clientId, all }) =>
    operateAndPrint(ctx, { op: 'account.state', clientId, state: all ? 'HALTED' : 'REDUCING' }),
  );
  const resume = account
    .command('resume')
    .description('copy everything for an account again')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('account resume --client-id 1100000002'));
  onRun<{ clientId: string }>(resume, io, (ctx, { clientId }) =>
    operateAndPrint(ctx, { op: 'account.state', clientId, state: 'ACTIVE' }),
  );
}
