import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addPairFlags } from '../flags/link-flags.ts';
import type { PairOptions } from '../flags/link-flags.ts';
import type { Io } from '../io.ts';
import { REMOVE_CHOICES } from '../../runtime/operations.ts';

type RemoveOptions = PairOptions & { readonly positions?: (typeof REMOVE_CHOICES)[number] };

export function registerLinkRemove(link: Command, io: Io): void {
  const command = link
    .command('remove')
    .description('make a follower stop copying a leader; choose what happens to copied units');
  addPairFlags(command)
    .addOption(
      new Option(
        '--positions <choice>',
        "copied units: leave (they become the follower's own) or close (at the market, before the link ends)",
      ).choices(REMOVE_CHOICES),
    )
    .addHelpText(
      'after',
      examples(
        'link remove --leader 1100000001 --follower 1100000002',
        'link remove --leader 1100000001 --follower 1100000002 --positions close',
      ),
    );
  onRun<RemoveOptions>(command, io, (ctx, { leader, follower, positions }) =>
    operateAndPrint(ctx, { op: 'link.remove', leader, follower, ...(positions !== undefined && { positions }) }),
  );
}
