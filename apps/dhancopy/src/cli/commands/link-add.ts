import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { addLinkFlags, addPairFlags, settingsFromFlags } from '../flags/link-flags.ts';
import type { LinkOptions } from '../flags/link-flags.ts';
import type { Io } from '../io.ts';
import { ADD_CHOICES } from '../../runtime/operations.ts';

type AddOptions = LinkOptions & { readonly positions?: (typeof ADD_CHOICES)[number] };

export function registerLinkAdd(link: Command, io: Io): void {
  const command = link.command('add').description('make a follower copy a leader');
  addLinkFlags(addPairFlags(command))
    .addOption(
      new Option(
        '--positions <choice>',
        "units left by an earlier link: adopt (copy them again) or leave (they are the follower's own)",
      ).choices(ADD_CHOICES),
    )
    .addHelpText(
      'after',
      examples(
        'link add --leader 1100000001 --follower 1100000002 --sizing fixed_ratio --ratio 0.5',
        'link add --leader 1100000001 --follower 1100000003 --sizing capital_proportional --below-one-lot one_lot',
        'link add --leader 1100000001 --follower 1100000004 --sizing same_quantity --product CNC=MTF --price-band 0.3%',
      ),
    );
  onRun<AddOptions>(command, io, (ctx, options) => {
    const { leader, follower, sizing, ratio, positions } = options;
    if (sizing === undefined) {
      throw new UsageError('--sizing: expected fixed_ratio, capital_proportional or same_quantity, found none');
    }
    if (sizing === 'fixed_ratio' && ratio === undefined) {
      throw new UsageError('--ratio: expected a decimal for fixed_ratio, found none; for example --ratio 0.5');
    }
    const settings = settingsFromFlags(options);
    return operateAndPrint(ctx, {
      op: 'link.add',
      leader,
      follower,
      sizing,
      ...(ratio !== undefined && { ratio }),
      settings,
      ...(positions !== undefined && { positions }),
    });
  });
}
