import { Option } from 'commander';
import type { Command } from 'commander';
import { ACCOUNT_ROLES } from '@dhancopy/domain/account';
import type { AccountRole } from '@dhancopy/domain/account';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addTokenFlags, readToken } from '../flags/token.ts';
import type { TokenOptions } from '../flags/token.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

interface Options extends TokenOptions {
  readonly role: AccountRole;
  readonly clientId: string;
  readonly name: string;
  readonly localAddress?: string;
}

export function registerAccountAdd(account: Command, io: Io): void {
  const command = account
    .command('add')
    .description('register an account; pass its access token now, or set up "account login-method" afterwards')
    .addOption(new Option('--role <role>', 'role of the account').choices(ACCOUNT_ROLES).makeOptionMandatory())
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .requiredOption('--name <name>', 'display name')
    .option('--local-address <ip>', "address of this machine to send the account's requests from (its static IP)");
  addTokenFlags(command).addHelpText(
    'after',
    examples(
      'account add --role leader --client-id 1100000001 --name "Asha" --token-stdin < asha.token',
      'account add --role follower --client-id 1100000002 --name "Ravi" --token-file ravi.token --local-address 203.0.113.7',
    ),
  );
  onRun<Options>(command, io, async (ctx, options) => {
    const { role, clientId, name, localAddress } = options;
    const hasToken = options.tokenStdin === true || options.tokenFile !== undefined;
    const token = hasToken ? await readToken(ctx, options) : undefined;
    await operateAndPrint(ctx, {
      op: 'account.add',
      role,
      clientId,
      name,
      ...(token !== undefined && { token }),
      ...(localAddress !== undefined && { localAddress }),
    });
  });
}
