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
    .description('set limits for one follower or for every follower; limits you do not pass are unchanged');
  addScopeFlags(command)
    .option('--daily-loss <rupees|off>', 'stop entries for the day at this loss', parseRupeesOrOff)
    .option('--order-value <rupees|off>', 'maximum value of one entry copy', parseRupeesOrOff)
    .option('--position-size <units|off>', 'maximum units copied in one contract', parseUnitsOrOff)
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
The limits:
  daily loss     Once today's realised plus unrealised loss of the whole account reaches the limit, entries are refused for
                 the rest of the Indian day, until the limit is changed.
  order value    An entry copy is not placed if its quantity times price is above the limit.
  position size  An entry is not placed if it would bring the copied units in one contract, including those on their way,
                 above the limit.
If an account has a limit of its own, the stricter of that and the limit for every follower applies.
Exits are never limited.`;
