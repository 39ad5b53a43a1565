import { Option } from 'commander';
import type { Command } from 'commander';
import { BREAKS } from '@dhancopy/simulation/proof/tamper';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import type { DemoOptions } from '../demo/options.ts';
import { formatReport } from '../demo/report.ts';
import { FailedError } from '../errors.ts';
import { parsePositive, parseWholeNumber } from '../flags/values.ts';
import type { Io } from '../io.ts';

export function registerDemo(program: Command, io: Io): void {
  const command = program
    .command('demo')
    .description(
      'play a trading session on this machine, with faults, and prove the result; needs no account and no network',
    )
    .option('--followers <number>', 'number of followers', parsePositive, 5)
    .option('--actions <number>', 'minimum number of leader actions', parsePositive, 60)
    .option('--seed <number>', 'same seed, same session', parseWholeNumber, 1)
    .option('--keep <folder>', 'create the data folder here; without it, a temporary one is used')
    .addOption(
      new Option('--break <what>', 'damage a copy of the books: the proof must fail').choices(BREAKS).hideHelp(),
    )
    .addOption(
      new Option('--pace <ms>', 'average time between two actions').argParser(parseWholeNumber).default(280).hideHelp(),
    )
    .addHelpText(
      'after',
      examples('demo', 'demo --followers 10 --actions 200 --seed 7', 'demo --json --keep ./demo-data'),
    );
  onRun<DemoOptions>(command, io, demo);
}

async function demo(ctx: Context, options: DemoOptions): Promise<void> {
  const { playDemo } = await import('../demo/play.ts');
  const result = await playDemo(ctx, options);
  ctx.printColored(result, formatReport(result, ctx.colors));
  if (!result.ok) throw new FailedError('the proof does not hold', false);
}
