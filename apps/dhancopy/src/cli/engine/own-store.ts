import { EngineLock } from '../../runtime/engine-lock.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { loadKey } from '../../store/secrets/vault-key.ts';
import type { Context } from '../context.ts';

/** Works on the database while no engine does, under the engine's own lock. @throws {AlreadyRunningError} */
export async function withOwnStore<T>(
  { io, settings }: Context,
  needsKey: boolean,
  work: (store: Store) => Promise<T> | T,
): Promise<T> {
  const key = needsKey ? loadKey(io.env, settings.home) : undefined;
  const lock = EngineLock.take(settings.home);
  try {
    const store = openStore({ path: settings.databasePath, key });
    try {
      return await work(store);
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
