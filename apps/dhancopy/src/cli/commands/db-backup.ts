import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { copyDatabase } from '../../store/care/copy-database.ts';
import { datedName } from '../../store/care/dated-name.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase } from '../engine/database.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import type { Io } from '../io.ts';

export function registerDbBackup(db: Command, io: Io): void {
  const command = db
    .command('backup')
    .argument('[file]', 'file to create; by default a dated file in backups/ of the data folder')
    .description('back up the database and check the copy; the engine may keep running')
    .addHelpText(
      'after',
      `
The backup contains the encrypted tokens, but not the key. Keep both, in different places.
${examples('db backup', 'db backup /media/usb/dhancopy-friday.db')}`,
    );
  onRun(command, io, async (ctx) => {
    needDatabase(ctx);
    const [file] = command.args;
    const to =
      file === undefined ? datedName(join(ctx.settings.home, 'backups', 'dhancopy-'), Date.now()) : resolve(file);
    let tenth = 0;
    const copy = await copyDatabase(ctx.settings.databasePath, to, (done, total) => {
      const now = Math.floor((done * 10) / Math.max(1, total));
      if (now === tenth || total < 10_000) return;
      tenth = now;
      ctx.progress(`${formatCount(done)} of ${formatCount(total)} pages`);
    });
    ctx.print(
      copy,
      `${copy.path}  ${formatBytes(copy.bytes)}, ${formatCount(copy.rows)} rows, schema v${copy.schemaVersion ?? '?'}; verified`,
    );
  });
}
