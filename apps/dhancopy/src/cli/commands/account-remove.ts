import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountRemove(account: Command, io: Io): void {
  const command = account
    .command('remove')
    .description('stop using an account, its links and its token; positions and orders at the broker stay as they are')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('account remove --client-id 1100000002'));
  onRun<{ clientId: string }>(command, io, (ctx, { clientId }) =>
    operateAndPrint(ctx, { op: 'account.remove', clientId }),
  );
}
