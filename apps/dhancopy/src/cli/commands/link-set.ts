import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { addLinkFlags, addPairFlags, settingsFromFlags } from '../flags/link-flags.ts';
import type { LinkOptions } from '../flags/link-flags.ts';
import type { Io } from '../io.ts';

export function registerLinkSet(link: Command, io: Io): void {
  const command = link
    .command('set')
    .description('change a link, even while the engine runs; orders already copied keep their ratio');
  addLinkFlags(addPairFlags(command)).addHelpText(
    'after',
    examples(
      'link set --leader 1100000001 --follower 1100000002 --ratio 1',
      'link set --leader 1100000001 --follower 1100000002 --fill-policy cancel --fill-timeout 5s',
    ),
  );
  onRun<LinkOptions>(command, io, (ctx, options) => {
    const { leader, follower, sizing, ratio } = options;
    const settings = settingsFromFlags(options);
    if (sizing === undefined && ratio === undefined && Object.keys(settings).length === 0) {
      throw new UsageError('expected a setting to change, for example --ratio 1, and found none; see --help');
    }
    return operateAndPrint(ctx, {
      op: 'link.set',
      leader,
      follower,
      ...(sizing !== undefined && { sizing }),
      ...(ratio !== undefined && { ratio }),
      settings,
    });
  });
}
