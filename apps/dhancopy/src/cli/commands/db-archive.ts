import type { Command } from 'commander';
import { archiveOldRows, archivesOf } from '../../store/care/archive.ts';
import { examples, onRun } from '../command.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import { auditCare } from '../engine/audit-care.ts';
import type { Io } from '../io.ts';

const PROGRESS_ROWS = 10_000;

export function registerDbArchive(db: Command, io: Io): void {
  const command = db
    .command('archive')
    .description('move old audit rows and trades into monthly archive files, which can still be queried')
    .addHelpText(
      'after',
      `
The settings audit_retention_days (90) and trades_retention_days (365) say which rows are old. The files are
archive/archive-YYYY-MM.db in the data folder; docs/database-care.md shows how to query them together with the database.
The engine may keep running.
${examples('db archive')}`,
    );
  onRun(command, io, async (ctx) => {
    const { moved, archives } = await withCareConnection(ctx, async (connection) => ({
      moved: await archiveOldRows(connection, {
        home: ctx.settings.home,
        nowMs: Date.now(),
        onRows: (table, rows) => {
          if (rows % PROGRESS_ROWS === 0) ctx.progress(`${formatCount(rows)} rows of ${table} moved`);
        },
      }),
      archives: archivesOf(connection),
    }));
    if (moved.length > 0) auditCare(ctx, 'db.archive', moved);
    const rows = moved.reduce((sum, one) => sum + one.rows, 0);
    const list = formatTable(
      ['FILE', 'TABLE', 'ROWS', 'FROM', 'TO'],
      archives.map(({ file, table, rows: held, from, to }) => [
        file,
        table,
        formatCount(held),
        formatTime(from * 1000),
        formatTime(to * 1000),
      ]),
    );
    ctx.print(
      { moved, archives },
      (rows === 0 ? 'nothing is old enough to be archived' : `${formatCount(rows)} rows were moved`) +
        (archives.length === 0 ? '' : `\n\nin the archives:\n${list}`),
    );
  });
}
