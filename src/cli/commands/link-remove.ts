import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addPairFlags } from '../flags/link-flags.ts';
import type { PairOptions } from '../flags/link-flags.ts';
import type { Io } from '../io.ts';

export function registerLinkRemove(link: Command, io: Io): void {
  const command = link
    .command('remove')
    .description('the follower copies the leader no more; what was copied stays in his account');
  addPairFlags(command).addHelpText('after', examples('link remove --leader 1100000001 --follower 1100000002'));
  onRun<PairOptions>(command, io, (ctx, { leader, follower }) =>
    operateAndPrint(ctx, { op: 'link.remove', leader, follower }),
  );
}
