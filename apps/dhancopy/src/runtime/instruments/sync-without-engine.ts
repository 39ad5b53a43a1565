import { openStore } from '../../store/store.ts';
import { EngineLock } from '../engine-lock.ts';
import type { Settings } from '../settings.ts';
import { systemClock } from '../time/clock.ts';
import { InstrumentSync } from './instrument-sync.ts';
import type { SyncAsked } from './instrument-sync.ts';
import { syncWords } from './words.ts';

/**
 * Synchronises the list where no engine runs: all of it in one transaction. What is held while it changed becomes a row of
 * the error log.
 * @returns what was done, in words
 * @throws {AlreadyRunningError} {@link InstrumentSyncError}
 */
export async function syncWithoutEngine(
  settings: Settings,
  asked: SyncAsked,
  onProgress: (text: string) => void,
): Promise<string> {
  const lock = EngineLock.take(settings.home);
  try {
    const store = openStore({ path: settings.databasePath });
    try {
      const sync = new InstrumentSync({
        clock: systemClock,
        settings,
        store,
        onCommitted: () => undefined,
        holders: () => store.instrumentHolders(),
        isTrading: () => false,
        notify: ({ code, text, severity, accountId }) => {
          const account_type = accountId === null ? null : 'follower';
          store.errors.add({ error_type: code, error_message: text, severity, account_type, account_id: accountId });
        },
        onProgress,
      });
      return syncWords(await sync.run(asked));
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
