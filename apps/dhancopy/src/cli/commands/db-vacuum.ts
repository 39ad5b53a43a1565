import type { Command } from 'commander';
import { analyse, vacuumFully, vacuumIncrementally } from '../../store/care/vacuum.ts';
import type { Vacuumed } from '../../store/care/vacuum.ts';
import { Connection } from '../../store/file/connection.ts';
import { openStore } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { needDatabase } from '../engine/database.ts';
import { withLock } from '../engine/with-lock.ts';
import { formatBytes } from '../format/bytes.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly full?: boolean;
}

export function registerDbVacuum(db: Command, io: Io): void {
  const command = db
    .command('vacuum')
    .description('return the space of removed rows to the disk, and update the query statistics')
    .option('--full', 'rewrite the whole file: no engine may run, and the disk needs room for a second copy')
    .addHelpText('after', examples('db vacuum', 'db vacuum --full'));
  onRun<Options>(command, io, async (ctx, { full = false }) => {
    const done = full ? await fully(ctx) : await withCareConnection(ctx, vacuumIncrementally);
    await withCareConnection(ctx, analyse);
    ctx.print(
      done,
      done.canBeIncremental
        ? `${formatBytes(Math.max(0, done.freed))} returned to the disk`
        : 'this file is too old to return free pages one by one; run "dhancopy db vacuum --full" once',
    );
  });
}

async function fully(ctx: Context): Promise<Vacuumed> {
  needDatabase(ctx);
  return withLock(ctx, () => {
    const path = ctx.settings.databasePath;
    // Brings the file up to date first.
    openStore({ path }).close();
    const db = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
    try {
      return vacuumFully(db);
    } finally {
      db.close();
    }
  });
}
