import type { Command } from 'commander';
import { leftoversOf, originOf } from '../../store/care/leftovers.ts';
import { examples, onRun } from '../command.ts';
import { keyIfAny } from '../engine/database.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly table?: string;
}

export function registerDbLeftovers(db: Command, io: Io): void {
  const command = db
    .command('leftovers')
    .description('list the rows of an older file that do not fit into this database, each with the reason')
    .option('--table <name>', 'only this table of the older file')
    .addHelpText(
      'after',
      `
Secrets are removed from the rows, also with --json.
${examples('db leftovers', 'db leftovers --table order_events --json')}`,
    );
  onRun<Options>(command, io, async (ctx, { table }) => {
    const { origin, rows } = await withCareConnection(ctx, (connection) => ({
      origin: originOf(connection),
      rows: leftoversOf(connection, keyIfAny(ctx), table ?? null),
    }));
    const from =
      origin === null
        ? 'this database was not made from an older file'
        : `made from ${origin.source} (schema v${origin.source_version}), ${formatTime(origin.finished_at * 1000)}: ` +
          `${formatCount(origin.rows_taken)} rows imported, ${formatCount(origin.rows_kept_aside)} kept aside`;
    const list = formatTable(
      ['TABLE', 'ROW', 'WHY', 'AS IT WAS'],
      rows.map((row) => [row.table, String(row.rowid), row.why, JSON.stringify(row.row)]),
    );
    ctx.print({ origin, leftovers: rows }, rows.length === 0 ? from : `${from}\n\n${list}`);
  });
}
