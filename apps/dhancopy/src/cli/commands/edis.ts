import { Option } from 'commander';
import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import type { EdisFormOptions } from '../edis.ts';
import { readDatabase } from '../engine/database.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { parseClientId, parsePort, parsePositive } from '../flags/values.ts';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerEdis(program: Command, io: Io): void {
  const edis = program
    .command('edis')
    .description(
      'authorise sales of holdings at CDSL, each trading day; for accounts without a power of attorney (DDPI)',
    );
  const tpin = edis
    .command('tpin')
    .description('make CDSL send a T-PIN to the account owner')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('edis tpin --client-id 1100000002'));
  onRun<{ clientId: string }>(tpin, io, (ctx, { clientId }) => operateAndPrint(ctx, { op: 'edis.tpin', clientId }));

  const form = edis
    .command('form')
    .description("create the broker's form and print the local address that opens it; the T-PIN goes to CDSL only")
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .requiredOption('--isin <isin...>', 'ISINs of the holdings to authorise; with --qty, only one')
    .option('--qty <units>', 'units of that ISIN; without it, all units held', parsePositive)
    .addOption(new Option('--exchange <name>', 'exchange to sell on').choices(['NSE', 'BSE']).default('NSE'))
    .option('--port <number>', 'local port for the page, when no engine runs', parsePort, 8420)
    .addHelpText(
      'after',
      examples(
        'edis form --client-id 1100000002 --isin INE040A01034 --qty 10',
        'edis form --client-id 1100000002 --isin INE040A01034 INE002A01018',
      ),
    );
  onRun<EdisFormOptions>(form, io, async (ctx, options) => (await import('../edis.ts')).edisForm(ctx, options));

  const inquire = edis
    .command('inquire')
    .description('show which holdings may be sold today')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .option('--isin <isin>', 'only this ISIN', 'ALL')
    .addHelpText('after', examples('edis inquire --client-id 1100000002'));
  onRun<{ clientId: string; isin: string }>(inquire, io, (ctx, { clientId, isin }) =>
    operateAndPrint(ctx, { op: 'edis.inquire', clientId, isin }),
  );

  const list = edis
    .command('list')
    .description('list the latest authorisation requests and their results')
    .addHelpText('after', examples('edis list', 'edis list --json'));
  onRun(list, io, (ctx) => {
    const rows = readDatabase(ctx, (store) => store.edisTransactions.recent(50));
    const text =
      rows.length === 0
        ? 'no authorisation was requested yet'
        : formatTable(
            ['CLIENT ID', 'ISIN', 'UNITS', 'EXCHANGE', 'STATUS', 'ASKED', 'WHY'],
            rows.map((row) => [
              row.account_id,
              row.isin,
              row.bulk === 1 ? 'all' : String(row.qty),
              row.exchange,
              row.status,
              formatTime(row.created_at * 1000),
              row.error_message ?? '',
            ]),
          );
    ctx.print(rows, text);
  });
}
