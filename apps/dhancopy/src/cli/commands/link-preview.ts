import type { Command } from 'commander';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import { examples, onRun } from '../command.ts';
import { readDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import { addPairFlags } from '../flags/link-flags.ts';
import type { PairOptions } from '../flags/link-flags.ts';
import { parsePositive, parseSecurity } from '../flags/values.ts';
import type { Io } from '../io.ts';

interface Options extends PairOptions {
  readonly quantity: number;
  readonly security: InstrumentId;
}

export function registerLinkPreview(link: Command, io: Io): void {
  const command = link
    .command('preview')
    .description("show how much a follower would get of a leader's entry, and why");
  addPairFlags(command)
    .requiredOption('--quantity <units>', "the leader's quantity in units", parsePositive)
    .requiredOption('--security <id>', 'segment and security id, for example NSE_EQ:1333', parseSecurity)
    .addHelpText(
      'after',
      examples('link preview --leader 1100000001 --follower 1100000002 --quantity 100 --security NSE_EQ:1333'),
    );
  onRun<Options>(command, io, async (ctx, options) => {
    const { preview } = await import('../preview.ts');
    const { leader, follower, quantity, security } = options;
    const shown = readDatabase(ctx, (store) => {
      const row = store.links.get(leader, follower);
      if (!row) throw new FailedError(`there is no link from ${leader} to ${follower}; see "dhancopy link list"`);
      return preview(store, row, security, quantity);
    });
    ctx.print(shown, [`${follower} would get ${shown.quantity} of ${shown.symbol}`, ...shown.why].join('\n  '));
  });
}
