import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountRenew(account: Command, io: Io): void {
  const command = account
    .command('renew')
    .description('replace the token now; a running engine does this by itself before the old one expires')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('account renew --client-id 1100000002'));
  onRun<{ clientId: string }>(command, io, (ctx, { clientId }) =>
    operateAndPrint(ctx, { op: 'account.renew', clientId }),
  );
}
