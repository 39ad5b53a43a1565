import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';
import type { IpOptions } from '../static-ip.ts';

export function registerAccountIp(account: Command, io: Io): void {
  const command = account
    .command('ip')
    .description("show the static addresses the broker accepts orders from, next to this machine's outgoing address")
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--set <ip>', 'register this address; the slot cannot be changed again for seven days')
    .addOption(
      new Option('--slot <slot>', 'slot to register the address in')
        .choices(['PRIMARY', 'SECONDARY'])
        .default('PRIMARY'),
    )
    .option('--yes', 'confirm the change')
    .addHelpText(
      'after',
      examples(
        'account ip --client-id 1100000002',
        'account ip --client-id 1100000002 --set 203.0.113.7 --slot PRIMARY --yes',
      ),
    );
  onRun<IpOptions>(command, io, async (ctx, options) => (await import('../static-ip.ts')).staticIp(ctx, options));
}
