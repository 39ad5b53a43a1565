import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openToOthers } from './access.ts';
import { DatabaseFileError } from './errors.ts';
import { makeFolder } from './folder.ts';
import { isRefusal, refusedWords } from './file-words.ts';

const OWNER_ONLY_FILE = 0o600;
const GROUP_AND_OTHERS = 0o077;

/**
 * Makes an empty database file that only its owner may read, in a folder that only its owner may enter.
 *
 * SQLite gives `-wal` and `-shm` the mode of the database, so the file must have its mode before SQLite opens it.
 */
export function createDatabaseFile(path: string): void {
  makeFolder(dirname(path));
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'a', OWNER_ONLY_FILE));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new DatabaseFileError(
      'FOLDER_REFUSED',
      `the file ${path} cannot be made: ${refusedWords(error)}; choose another folder with DHANCOPY_HOME`,
      error,
    );
  }
}

/** Takes group and others off the database and its side files: one restored or copied by hand may be open to all. */
export function tightenDatabaseFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & GROUP_AND_OTHERS) !== 0) tighten(file);
  }
}

/** @throws {DatabaseFileError} DATABASE_REFUSED for a file of somebody else */
export function tighten(file: string): void {
  try {
    chmodSync(file, OWNER_ONLY_FILE);
  } catch (error) {
    throw isRefusal(error) ? openToOthers(file, error) : error;
  }
}
