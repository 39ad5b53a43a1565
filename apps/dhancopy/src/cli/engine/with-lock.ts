import { EngineLock } from '../../runtime/engine-lock.ts';
import type { Context } from '../context.ts';

/** Works on the files of the data folder while no engine does. @throws {AlreadyRunningError} */
export async function withLock<T>({ settings }: Context, work: () => Promise<T> | T): Promise<T> {
  const lock = EngineLock.take(settings.home);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
