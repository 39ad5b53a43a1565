import type { Command } from 'commander';
import { edisForm, edisInquire, edisTpin } from '../../runtime/operations/edis.ts';
import type { EdisTransactionRow } from '../../store/portfolio/edis-transactions.ts';
import { examples, onRun } from '../command.ts';
import type { EdisFormOptions } from '../edis.ts';
import { readDatabase } from '../engine/database.ts';
import { parsePort, parsePositive } from '../flags/values.ts';
import { column, toTable } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { flagOf, operationCommand } from '../operation-command.ts';

export function registerEdis(program: Command, io: Io): void {
  const edis = program
    .command('edis')
    .description(
      'authorise sales of holdings at CDSL, each trading day; for accounts without a power of attorney (DDPI)',
    );
  operationCommand(edis, io, edisTpin, {
    name: 'tpin',
    description: 'make CDSL send a T-PIN to the account owner',
    examples: ['edis tpin --client-id 1100000002'],
  });
  registerForm(edis, io);
  operationCommand(edis, io, edisInquire, {
    name: 'inquire',
    description: 'show which holdings may be sold today',
    examples: ['edis inquire --client-id 1100000002'],
  });
  registerList(edis, io);
}

function registerForm(edis: Command, io: Io): void {
  const form = edis
    .command('form')
    .description("create the broker's form and print the local address that opens it; the T-PIN goes to CDSL only")
    .addOption(flagOf('clientId', edisForm.schema.shape.clientId))
    .requiredOption('--isin <isin...>', 'ISINs of the holdings to authorise; with --qty, only one')
    .option('--qty <units>', 'units of that ISIN; without it, all units held', parsePositive)
    .addOption(flagOf('exchange', edisForm.schema.shape.exchange).default('NSE'))
    .option('--port <number>', 'local port for the page, when no engine runs', parsePort, 8420)
    .addHelpText(
      'after',
      examples(
        'edis form --client-id 1100000002 --isin INE040A01034 --qty 10',
        'edis form --client-id 1100000002 --isin INE040A01034 INE002A01018',
      ),
    );
  onRun<EdisFormOptions>(form, io, async (ctx, options) => (await import('../edis.ts')).edisForm(ctx, options));
}

/** The JSON has the rows as they are in the database. */
const COLUMNS = [
  column(null, 'CLIENT ID', (row: EdisTransactionRow) => row.account_id),
  column(null, 'ISIN', (row: EdisTransactionRow) => row.isin),
  column(null, 'UNITS', (row: EdisTransactionRow) => (row.bulk === 1 ? 'all' : row.qty)),
  column(null, 'EXCHANGE', (row: EdisTransactionRow) => row.exchange),
  column(null, 'STATUS', (row: EdisTransactionRow) => row.status),
  column(null, 'ASKED', (row: EdisTransactionRow) => row.created_at * 1000, formatTime),
  column(null, 'WHY', (row: EdisTransactionRow) => row.error_message ?? ''),
];

function registerList(edis: Command, io: Io): void {
  const list = edis
    .command('list')
    .description('list the latest authorisation requests and their results')
    .addHelpText('after', examples('edis list', 'edis list --json'));
  onRun(list, io, (ctx) => {
    const rows = readDatabase(ctx, (store) => store.edisTransactions.recent(50));
    ctx.print(rows, rows.length === 0 ? 'no authorisation was requested yet' : toTable(COLUMNS, rows));
  });
}
