import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { addScopeFlags, scopeOf } from '../flags/limit-scope.ts';
import type { ScopeOptions } from '../flags/limit-scope.ts';
import { parseRupeesOrOff, parseUnitsOrOff } from '../flags/values.ts';
import type { Io } from '../io.ts';
import { whoAsks } from './kill.ts';

interface Options extends ScopeOptions {
  readonly dailyLoss?: number | 'off';
  readonly orderValue?: number | 'off';
  readonly positionSize?: number | 'off';
}

export function registerRiskSet(risk: Command, io: Io): void {
  const command = risk
    .command('set')
    .description('sets limits of a follower or of every follower; those that are not named stay as they are');
  addScopeFlags(command)
    .option('--daily-loss <rupees|off>', 'the loss of a day at which entries end', parseRupeesOrOff)
    .option('--order-value <rupees|off>', 'the largest value of one entry copy', parseRupeesOrOff)
    .option('--position-size <units|off>', 'the most units copied in one contract', parseUnitsOrOff)
    .addHelpText('after', MEANING)
    .addHelpText(
      'after',
      examples(
        'risk set --client-id 1100000002 --daily-loss 25000 --order-value 500000',
        'risk set --all --position-size 1800',
        'risk set --client-id 1100000002 --daily-loss off',
      ),
    );
  onRun<Options>(command, io, (ctx, options) => {
    const scope = scopeOf(options);
    const { dailyLoss, orderValue, positionSize } = options;
    if (dailyLoss === undefined && orderValue === undefined && positionSize === undefined) {
      throw new UsageError('expected --daily-loss, --order-value or --position-size, and found none');
    }
    return operateAndPrint(ctx, {
      op: 'risk.set',
      ...scope,
      ...(dailyLoss !== undefined && { dailyLoss: orNull(dailyLoss) }),
      ...(orderValue !== undefined && { orderValue: orNull(orderValue) }),
      ...(positionSize !== undefined && { positionSize: orNull(positionSize) }),
      by: whoAsks(),
    });
  });
}

function orNull(limit: number | 'off'): number | null {
  return limit === 'off' ? null : limit;
}

const MEANING = `
What the limits mean:
  daily loss     when the realised plus unrealised loss of the whole account today reaches it, entries are refused for
                 the rest of the Indian day, until the limit is changed
  order value    an entry copy whose quantity times price is above it is not placed
  position size  an entry that would bring what is copied (and on its way) in one contract above so many units is not
                 placed
The stricter of the account's own limit and that of every follower counts. Exits are never limited.`;
