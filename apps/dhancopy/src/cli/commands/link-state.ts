import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addPairFlags } from '../flags/link-flags.ts';
import type { PairOptions } from '../flags/link-flags.ts';
import type { Io } from '../io.ts';

/** `link pause` and `link resume`. */
export function registerLinkState(link: Command, io: Io): void {
  const pause = link.command('pause').description('copy only exits on a link; with --all, send nothing for it');
  addPairFlags(pause)
    .option('--all', 'stop exits too')
    .addHelpText('after', examples('link pause --leader 1100000001 --follower 1100000002'));
  onRun<PairOptions & { all?: boolean }>(pause, io, (ctx, { leader, follower, all }) =>
    operateAndPrint(ctx, { op: 'link.state', leader, follower, state: all ? 'HALTED' : 'REDUCING' }),
  );
  const resume = link.command('resume').description('copy everything on a link again');
  addPairFlags(resume).addHelpText('after', examples('link resume --leader 1100000001 --follower 1100000002'));
  onRun<PairOptions>(resume, io, (ctx, { leader, follower }) =>
    operateAndPrint(ctx, { op: 'link.state', leader, follower, state: 'ACTIVE' }),
  );
}
