import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseFileError } from './errors.ts';
import { refusedWords } from './file-words.ts';

const OWNER_ONLY = 0o700;
const GROUP_AND_OTHERS = 0o077;

/**
 * Makes a folder that only its owner may enter, with those above it. One that is there is left as it is.
 * Level by level: Node's own recursion tries without end below `/proc`.
 * @throws {DatabaseFileError} FOLDER_REFUSED naming the folder and what to do
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: OWNER_ONLY });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw new DatabaseFileError(
      'FOLDER_REFUSED',
      `the folder ${folder} cannot be made: ${refusedWords(error)}; choose another with DHANCOPY_HOME`,
      error,
    );
  }
}

/** A folder of ours is private, also one that was there already. @throws {DatabaseFileError} FOLDER_REFUSED */
export function makePrivateFolder(path: string): void {
  makeFolder(path);
  // mkdir applies the umask, which may only take away.
  if ((statSync(path).mode & GROUP_AND_OTHERS) === 0) return;
  try {
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throw new DatabaseFileError(
      'FOLDER_REFUSED',
      `others may enter the folder ${path}, and that cannot be changed: ${refusedWords(error)}; choose a folder of your own with DHANCOPY_HOME`,
      error,
    );
  }
}
