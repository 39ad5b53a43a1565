import { AlreadyRunningError, EngineLock } from '../../runtime/engine-lock.ts';
import { Connection } from '../../store/file/connection.ts';
import { openStore } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { needDatabase } from './database.ts';

/** A connection of one's own for short writes, next to the engine or without one. @throws {DatabaseFileError} */
export async function withCareConnection<T>(
  ctx: Context,
  work: (db: Connection, path: string) => Promise<T> | T,
): Promise<T> {
  needDatabase(ctx);
  const { home, databasePath: path } = ctx.settings;
  bringUpToDate(home, path);
  // A commit that waits for the disk holds the lock meanwhile, and nothing here is lost with the power that cannot be done again.
  const db = new Connection({ path, readOnly: false, synchronous: 'normal', now: Date.now });
  try {
    return await work(db, path);
  } finally {
    db.close();
  }
}

/** An engine that runs has done it when it started. */
function bringUpToDate(home: string, path: string): void {
  let lock: EngineLock;
  try {
    lock = EngineLock.take(home);
  } catch (error) {
    if (error instanceof AlreadyRunningError) return;
    throw error;
  }
  try {
    openStore({ path }).close();
  } finally {
    lock.release();
  }
}
