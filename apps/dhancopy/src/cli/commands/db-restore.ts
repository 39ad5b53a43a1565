import type { Command } from 'commander';
import { restoreDatabase } from '../../store/care/restore.ts';
import { examples, onRun } from '../command.ts';
import { keyIfAny } from '../engine/database.ts';
import { withLock } from '../engine/with-lock.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { auditCare } from '../engine/audit-care.ts';
import type { Io } from '../io.ts';
import { makeFolder } from './init.ts';

export function registerDbRestore(db: Command, io: Io): void {
  const command = db
    .command('restore')
    .argument('<file>', 'a backup')
    .description('replace the database with a backup; the current file is kept next to it')
    .addHelpText(
      'after',
      `
The command refuses while an engine runs. It checks the backup with the key of the data folder, before and after copying. Trades
made since the backup are not in it: the next "run" reads every account at the broker before it trades, and adopts the
orders that dhancopy placed.
${examples('db restore data/backups/dhancopy-20260105-160000.db')}`,
    );
  onRun(command, io, async (ctx) => {
    makeFolder(ctx.settings.home);
    await withLock(ctx, async () => {
      const done = await restoreDatabase({
        backup: command.args[0] ?? '',
        path: ctx.settings.databasePath,
        key: keyIfAny(ctx),
      });
      auditCare(ctx, 'db.restore', { backup: command.args[0], aside: done.aside });
      const kept = done.aside === null ? 'there was no database before' : `the previous one is kept as ${done.aside}`;
      ctx.print(done, `restored ${formatCount(done.rows)} rows into ${done.path} and verified them\n${kept}`);
    });
  });
}
