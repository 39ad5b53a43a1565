import type { Command } from 'commander';
import type { RiskViolationRow, ViolationType } from '../../store/risk/risk-violations.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { needAccount } from '../flags/client-id.ts';
import { parseClientId, parsePositive } from '../flags/values.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly clientId?: string;
  readonly hours: number;
}

export function registerRiskViolations(risk: Command, io: Io): void {
  const command = risk
    .command('violations')
    .description('list what the limits stopped, newest last')
    .option('--client-id <id>', 'only this account', parseClientId)
    .option('--hours <number>', 'number of hours to look back', parsePositive, 24)
    .addHelpText('after', examples('risk violations', 'risk violations --client-id 1100000002 --hours 72 --json'));
  onRun<Options>(command, io, (ctx, { clientId, hours }) => {
    needDatabase(ctx);
    const sinceSec = Math.floor(Date.now() / 1000) - hours * 3600;
    const rows = readDatabase(ctx, (store) => {
      if (clientId === undefined) return store.riskViolations.recent(sinceSec);
      needAccount(store, clientId);
      return store.riskViolations.since(clientId, sinceSec);
    });
    ctx.print(rows.map(toJson), rows.length === 0 ? `no limit has stopped anything in ${hours} hours` : format(rows));
  });
}

function format(rows: readonly RiskViolationRow[]): string {
  return formatTable(
    ['WHEN', 'ACCOUNT', 'TYPE', 'LIMIT', 'FOUND', 'ORDER', 'SECURITY', 'DONE'],
    rows.map((row) => [
      formatTime(row.violated_at * 1000),
      row.account_id ?? row.account_type,
      row.violation_type,
      valueOf(row.violation_type, row.limit_value),
      valueOf(row.violation_type, row.actual_value),
      row.order_id ?? '-',
      row.security_id ?? '-',
      row.action_taken ?? '-',
    ]),
  );
}

const RUPEES: ReadonlySet<ViolationType> = new Set(['DAILY_LOSS', 'ORDER_VALUE', 'MARGIN']);

function valueOf(type: ViolationType, value: number): string {
  if (RUPEES.has(type)) return formatRupees(value);
  return type === 'POSITION_SIZE' ? `${formatCount(value)} units` : String(value);
}

function toJson(row: RiskViolationRow): object {
  return {
    atMs: row.violated_at * 1000,
    clientId: row.account_id,
    accountType: row.account_type,
    type: row.violation_type,
    limit: row.limit_value,
    found: row.actual_value,
    orderId: row.order_id,
    securityId: row.security_id,
    action: row.action_taken,
  };
}
