import { EngineLock } from '../../runtime/engine-lock.ts';
import { takeUpWaiting } from '../../runtime/waiting-commands.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { loadKey } from '../../store/secrets/vault-key.ts';
import type { Context } from '../context.ts';

/** Works on the database while no engine does, under the engine's own lock. @throws {AlreadyRunningError} */
export async function withOwnStore<T>(
  { io, settings, progress }: Context,
  needsKey: boolean,
  work: (store: Store) => Promise<T> | T,
  patienceMs?: number,
): Promise<T> {
  const key = needsKey ? loadKey(io.env, settings.home) : undefined;
  const lock = EngineLock.take(settings.home);
  try {
    const store = openStore({
      path: settings.databasePath,
      key,
      ...(patienceMs !== undefined && { patienceMs }),
    });
    try {
      // A command of before comes before this one.
      for (const text of takeUpWaiting(store, settings.home, Date.now())) progress(text);
      return await work(store);
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
