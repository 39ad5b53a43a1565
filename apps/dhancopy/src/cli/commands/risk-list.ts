import type { Command } from 'commander';
import { switchedOff } from '../../runtime/risk/change-limits.ts';
import type { ControlRow } from '../../store/risk/traders-control.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerRiskList(risk: Command, io: Io): void {
  const command = risk
    .command('list')
    .description('list the limits in force, who set them, and when')
    .addHelpText('after', examples('risk list', 'risk list --json'));
  onRun(command, io, (ctx) => {
    needDatabase(ctx);
    const { rows, off } = readDatabase(ctx, (store) => {
      const found = store.tradersControl.activeLimits();
      return { rows: found, off: new Set(found.flatMap((row) => switchedOff(store, row))) };
    });
    const text = rows.length === 0 ? NONE : [format(rows), ...off].join('\n');
    ctx.print(rows.map(toJson), text);
  });
}

const NONE = 'no limit is set; set one with "dhancopy risk set"';

function format(rows: readonly ControlRow[]): string {
  return formatTable(
    ['OF', 'DAILY LOSS', 'ORDER VALUE', 'POSITION SIZE', 'SET BY', 'SINCE'],
    rows.map((row) => [
      row.account_id ?? `every ${row.account_type}`,
      row.daily_loss_limit === null ? '-' : formatRupees(row.daily_loss_limit),
      row.order_value_limit === null ? '-' : formatRupees(row.order_value_limit),
      row.position_size_limit === null ? '-' : formatCount(row.position_size_limit),
      row.activated_by ?? '?',
      formatTime(sinceMs(row)),
    ]),
  );
}

function toJson(row: ControlRow): object {
  return {
    // Null: every account of the type.
    clientId: row.account_id,
    accountType: row.account_type,
    dailyLoss: row.daily_loss_limit,
    orderValue: row.order_value_limit,
    positionSize: row.position_size_limit,
    by: row.activated_by,
    sinceMs: sinceMs(row),
  };
}

function sinceMs({ activated_at, created_at }: ControlRow): number {
  return (activated_at ?? created_at) * 1000;
}
