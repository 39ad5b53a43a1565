import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';
import type { IpOptions } from '../static-ip.ts';

export function registerAccountIp(account: Command, io: Io): void {
  const command = account
    .command('ip')
    .description('the static addresses that the broker takes orders from, beside the one that this machine leaves by')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--set <ip>', 'registers this address; a slot cannot be changed again for seven days')
    .addOption(new Option('--slot <slot>', 'which of the two').choices(['PRIMARY', 'SECONDARY']).default('PRIMARY'))
    .option('--yes', 'does not ask')
    .addHelpText(
      'after',
      examples(
        'account ip --client-id 1100000002',
        'account ip --client-id 1100000002 --set 203.0.113.7 --slot PRIMARY --yes',
      ),
    );
  onRun<IpOptions>(command, io, async (ctx, options) => (await import('../static-ip.ts')).staticIp(ctx, options));
}
