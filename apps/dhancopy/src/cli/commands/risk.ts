import type { Command } from 'commander';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { clientId } from '../../runtime/operations/fields.ts';
import { riskClear } from '../../runtime/operations/risk-clear.ts';
import { riskSet } from '../../runtime/operations/risk-set.ts';
import { switchedOff } from '../../runtime/risk/change-limits.ts';
import type { RiskViolationRow, ViolationType } from '../../store/risk/risk-violations.ts';
import type { ControlRow } from '../../store/risk/traders-control.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { UsageError } from '../errors.ts';
import { needAccount } from '../flags/client-id.ts';
import { parsePositive, parseRupeesOrOff, parseUnitsOrOff } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { flagOf, operationCommand } from '../operation-command.ts';

export function registerRisk(program: Command, io: Io): void {
  const risk = program
    .command('risk')
    .description('set limits that stop entry copies, and show the copies they stopped');
  registerSet(risk, io);
  operationCommand(risk, io, riskClear, {
    name: 'clear',
    description: 'remove the limits of one follower, or those that apply to every follower; the others stay',
    without: ['clientId'],
    flags: (command) => addScopeFlags(command, 'remove'),
    input: (_ctx, options) => scopeOf(options),
    examples: ['risk clear --client-id 1100000002', 'risk clear --all'],
  });
  registerList(risk, io);
  registerViolations(risk, io);
}

/** Whose limits: those of one follower, or those for every follower. */
function addScopeFlags(command: Command, act: 'set' | 'remove'): Command {
  return command
    .addOption(
      flagOf('clientId', clientId.optional().meta({ description: 'Dhan client id of the follower', value: 'id' })),
    )
    .option('--all', `${act} the limits that apply to every follower`);
}

/** @throws {UsageError} unless exactly one of the two is given */
function scopeOf({ clientId: id, all }: { readonly clientId?: string; readonly all?: boolean }): object {
  if ((id === undefined) === (all !== true)) {
    throw new UsageError(`expected either --client-id or --all, found ${all === true ? 'both' : 'neither'}`);
  }
  return id === undefined ? {} : { clientId: id };
}

const LIMITS = ['dailyLoss', 'orderValue', 'positionSize'] as const;

function registerSet(risk: Command, io: Io): void {
  const { dailyLoss, orderValue, positionSize } = riskSet.schema.shape;
  operationCommand(risk, io, riskSet, {
    name: 'set',
    description: 'set limits for one follower or for every follower; limits you do not pass are unchanged',
    // Their flags also take the word "off".
    without: ['clientId', ...LIMITS],
    flags: (command) =>
      addScopeFlags(command, 'set')
        .option('--daily-loss <rupees|off>', dailyLoss.description ?? '', parseRupeesOrOff)
        .option('--order-value <rupees|off>', orderValue.description ?? '', parseRupeesOrOff)
        .option('--position-size <units|off>', positionSize.description ?? '', parseUnitsOrOff),
    input(_ctx, options) {
      const scope = scopeOf(options);
      const given = LIMITS.filter((name) => options[name] !== undefined);
      if (given.length === 0) {
        throw new UsageError('expected --daily-loss, --order-value or --position-size, and found none');
      }
      const limits = given.map((name) => [name, options[name] === 'off' ? null : options[name]] as const);
      return { ...scope, ...Object.fromEntries(limits) };
    },
    help: MEANING,
    examples: [
      'risk set --client-id 1100000002 --daily-loss 25000 --order-value 500000',
      'risk set --all --position-size 1800',
      'risk set --client-id 1100000002 --daily-loss off',
    ],
  });
}

const MEANING = `The limits:
  daily loss     Once today's realised plus unrealised loss of the whole account reaches the limit, entries are refused for
                 the rest of the Indian day, until the limit is changed.
  order value    An entry copy is not placed if its quantity times price is above the limit.
  position size  An entry is not placed if it would bring the copied units in one contract, including those on their way,
                 above the limit.
If an account has a limit of its own, the stricter of that and the limit for every follower applies.
Exits are never limited.`;

const LIMIT_COLUMNS = [
  // Null: every account of the type.
  column('clientId', null, (row: ControlRow) => row.account_id),
  column(null, 'OF', (row: ControlRow) => row.account_id ?? `every ${row.account_type}`),
  column('accountType', null, (row: ControlRow) => row.account_type),
  column('dailyLoss', 'DAILY LOSS', (row: ControlRow) => row.daily_loss_limit, formatRupees),
  column('orderValue', 'ORDER VALUE', (row: ControlRow) => row.order_value_limit, formatRupees),
  column('positionSize', 'POSITION SIZE', (row: ControlRow) => row.position_size_limit, formatCount),
  column('by', 'SET BY', (row: ControlRow) => row.activated_by),
  column('sinceMs', 'SINCE', (row: ControlRow) => (row.activated_at ?? row.created_at) * 1000, formatTime),
];

function registerList(risk: Command, io: Io): void {
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
    printList(ctx, LIMIT_COLUMNS, rows, 'no limit is set; set one with "dhancopy risk set --daily-loss RUPEES"', [
      ...off,
    ]);
  });
}

const VIOLATION_COLUMNS = [
  column('atMs', 'WHEN', (row: RiskViolationRow) => row.violated_at * 1000, formatTime),
  column('clientId', null, (row: RiskViolationRow) => row.account_id),
  column(null, 'ACCOUNT', (row: RiskViolationRow) => row.account_id ?? row.account_type),
  column('accountType', null, (row: RiskViolationRow) => row.account_type),
  column('type', 'TYPE', (row: RiskViolationRow) => row.violation_type),
  column('limit', 'LIMIT', (row: RiskViolationRow) => row.limit_value, valueWords),
  column('found', 'FOUND', (row: RiskViolationRow) => row.actual_value, valueWords),
  column('orderId', 'ORDER', (row: RiskViolationRow) => row.order_id),
  column('securityId', 'SECURITY', (row: RiskViolationRow) => row.security_id),
  column('action', 'DONE', (row: RiskViolationRow) => row.action_taken),
];

function registerViolations(risk: Command, io: Io): void {
  const command = risk
    .command('violations')
    .description('list the copies that the limits stopped, newest last')
    .addOption(flagOf('clientId', clientId.optional().meta({ description: 'only this account', value: 'id' })))
    .option('--hours <number>', 'number of hours to look back', parsePositive, 24)
    .addHelpText('after', examples('risk violations', 'risk violations --client-id 1100000002 --hours 72 --json'));
  onRun<{ clientId?: string; hours: number }>(command, io, (ctx, { clientId: id, hours }) => {
    needDatabase(ctx);
    const sinceSec = Math.floor(Date.now() / 1000) - hours * 3600;
    const rows = readDatabase(ctx, (store) => {
      if (id === undefined) return store.riskViolations.recent(sinceSec);
      needAccount(store, id);
      return store.riskViolations.since(id, sinceSec);
    });
    printList(ctx, VIOLATION_COLUMNS, rows, `no limit has stopped anything in ${hours} hours`);
  });
}

const RUPEES: ReadonlySet<ViolationType> = new Set(['DAILY_LOSS', 'ORDER_VALUE', 'MARGIN']);

function valueWords(value: number, { violation_type: type }: RiskViolationRow): string {
  if (RUPEES.has(type)) return formatRupees(value);
  return type === 'POSITION_SIZE' ? `${formatCount(value)} units` : String(value);
}
