import type { Command } from 'commander';
import { archiveOldRows } from '../../store/care/archive.ts';
import { examples, onRun } from '../command.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { formatCount } from '../format/rupees.ts';
import { formatTable } from '../format/table.ts';
import { auditCare } from '../engine/audit-care.ts';
import type { Io } from '../io.ts';

const PROGRESS_ROWS = 10_000;

export function registerDbArchive(db: Command, io: Io): void {
  const command = db
    .command('archive')
    .description('moves old audit rows and trades into one file a month, from where they can still be read')
    .addHelpText(
      'after',
      `
How old: the configuration audit_retention_days (90) and trades_retention_days (365). The files are archive/archive-YYYY-MM.db in the
data folder; docs/database-care.md shows how they are read together with the database. May run beside the engine.
${examples('db archive')}`,
    );
  onRun(command, io, async (ctx) => {
    const moved = await withCareConnection(ctx, (connection) =>
      archiveOldRows(connection, {
        home: ctx.settings.home,
        nowMs: Date.now(),
        onRows: (table, rows) => {
          if (rows % PROGRESS_ROWS === 0) ctx.progress(`${formatCount(rows)} rows of ${table} moved`);
        },
      }),
    );
    if (moved.length > 0) auditCare(ctx, 'db.archive', moved);
    ctx.print(
      { moved },
      moved.length === 0
        ? 'nothing is old enough to be archived'
        : formatTable(
            ['TABLE', 'FILE', 'ROWS'],
            moved.map(({ table, file, rows }) => [table, file, formatCount(rows)]),
          ),
    );
  });
}
