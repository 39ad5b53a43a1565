import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addTokenFlags, readToken } from '../flags/token.ts';
import type { TokenOptions } from '../flags/token.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerAccountToken(account: Command, io: Io): void {
  const command = account
    .command('token')
    .description("replace an account's access token, even while the engine runs")
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId);
  addTokenFlags(command).addHelpText(
    'after',
    examples('account token --client-id 1100000001 --token-stdin < asha.token'),
  );
  onRun<TokenOptions & { clientId: string }>(command, io, async (ctx, options) => {
    const token = await readToken(ctx, options);
    await operateAndPrint(ctx, { op: 'account.token', clientId: options.clientId, token });
  });
}
