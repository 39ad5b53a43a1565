import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountRemove(account: Command, io: Io): void {
  const command = account
    .command('remove')
    .description('takes an account out of use, with its links and token; positions and orders at the broker stay')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('account remove --client-id 1100000002'));
  onRun<{ clientId: string }>(command, io, (ctx, { clientId }) =>
    operateAndPrint(ctx, { op: 'account.remove', clientId }),
  );
}
