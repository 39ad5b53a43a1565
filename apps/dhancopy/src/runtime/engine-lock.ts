import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { tighten } from '../store/file/files.ts';
import { storeError } from '../store/file/sqlite-error.ts';

/** Another engine works on the same data folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly code = 'ALREADY_RUNNING';
}

/**
 * Holds the data folder for one engine: two would copy every order twice. The lock is a locked SQLite file, so the
 * operating system gives it back when the process ends, however it ends.
 */
export class EngineLock {
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** @throws {AlreadyRunningError} */
  static take(home: string): EngineLock {
    const path = join(home, 'engine.lock');
    let db: DatabaseSync;
    try {
      db = new DatabaseSync(path, { timeout: 0 });
    } catch (error) {
      throw storeError(error, `opening ${path}`, path);
    }
    try {
      tighten(path);
      db.exec('pragma locking_mode = exclusive; begin exclusive');
      return new EngineLock(db);
    } catch (error) {
      db.close();
      if (!/locked|busy/i.test(error instanceof Error ? error.message : ''))
        throw storeError(error, `locking ${path}`, path);
      throw new AlreadyRunningError(
        `another dhancopy is using ${home}; stop it first, or choose another DHANCOPY_HOME`,
      );
    }
  }

  /** True when an engine holds the folder now. */
  static isHeld(home: string): boolean {
    try {
      EngineLock.take(home).release();
      return false;
    } catch (error) {
      if (error instanceof AlreadyRunningError) return true;
      throw error;
    }
  }

  release(): void {
    this.#db.close();
  }
}
