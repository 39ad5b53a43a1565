import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addScopeFlags, scopeOf } from '../flags/limit-scope.ts';
import type { ScopeOptions } from '../flags/limit-scope.ts';
import type { Io } from '../io.ts';
import { whoAsks } from './kill.ts';

export function registerRiskClear(risk: Command, io: Io): void {
  const command = risk
    .command('clear')
    .description('remove the limits of one follower, or those that apply to every follower; the others stay');
  addScopeFlags(command).addHelpText('after', examples('risk clear --client-id 1100000002', 'risk clear --all'));
  onRun<ScopeOptions>(command, io, (ctx, options) =>
    operateAndPrint(ctx, { op: 'risk.clear', ...scopeOf(options), by: whoAsks() }),
  );
}
