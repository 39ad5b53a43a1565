import type { Command } from 'commander';
import { leftoversOf } from '../../store/care/leftovers.ts';
import { examples, onRun } from '../command.ts';
import { keyIfAny } from '../engine/database.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { formatTable } from '../format/table.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly table?: string;
}

export function registerDbLeftovers(db: Command, io: Io): void {
  const command = db
    .command('leftovers')
    .description('the rows of an older file that had no place in this one, each with the reason')
    .option('--table <name>', 'of one table of the older file')
    .addHelpText(
      'after',
      `
Rows that held secrets are shown without them; --json does the same.
${examples('db leftovers', 'db leftovers --table order_events --json')}`,
    );
  onRun<Options>(command, io, async (ctx, { table }) => {
    const rows = await withCareConnection(ctx, (connection) => leftoversOf(connection, keyIfAny(ctx), table ?? null));
    ctx.print(
      { leftovers: rows },
      rows.length === 0
        ? 'nothing was kept aside'
        : formatTable(
            ['TABLE', 'ROW', 'WHY', 'AS IT WAS'],
            rows.map((row) => [row.table, String(row.rowid), row.why, JSON.stringify(row.row)]),
          ),
    );
  });
}
