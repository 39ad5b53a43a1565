import type { Command } from 'commander';
import { allowedUrl } from '../../dhan/wire/url.ts';
import { EngineLock } from '../../runtime/engine-lock.ts';
import { openStore } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase } from '../engine/database.ts';
import { formatCount } from '../format/rupees.ts';
import type { Io } from '../io.ts';

export function registerInstruments(program: Command, io: Io): void {
  const instruments = program.command('instruments').description("the broker's list of what can be traded");
  const command = instruments
    .command('sync')
    .description(
      'downloads the list anew; the engine does it by itself at each start when the list is of an earlier day',
    )
    .addHelpText('after', examples('instruments sync', 'instruments sync --json'));
  onRun(command, io, sync);
}

/** Under the lock: replacing the table takes seconds in which an engine could not write down an order. */
async function sync(ctx: Context): Promise<void> {
  const { home, databasePath, instrumentsUrl } = ctx.settings;
  const { href } = allowedUrl(instrumentsUrl, ['https:', 'http:'], 'DHAN_INSTRUMENTS_URL');
  needDatabase(ctx);
  const { syncInstruments } = await import('../../runtime/instrument-table.ts');
  const { INSTRUMENTS_SYNCED_KEY } = await import('../../runtime/runtime.ts');
  const lock = EngineLock.take(home);
  try {
    const store = openStore({ path: databasePath });
    try {
      ctx.progress(`downloading ${href}`);
      const nowSec = Math.floor(Date.now() / 1000);
      const { rows, skipped } = await syncInstruments(store, instrumentsUrl, nowSec, (read) =>
        ctx.progress(`${formatCount(read)} read`),
      );
      store.config.set(INSTRUMENTS_SYNCED_KEY, Date.now(), { data_type: 'integer', category: 'system' });
      const left = [...skipped].map(([why, count]) => `${formatCount(count)} left out: ${why}`);
      ctx.print(
        { instruments: rows, skipped: Object.fromEntries(skipped) },
        [`${formatCount(rows)} instruments`, ...left].join('\n'),
      );
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
