import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseFileError } from './errors.ts';
import { refusedWords } from './file-words.ts';

type Need = 'read' | 'write';

/** What the system does not allow, and at which path. */
interface Refused {
  readonly at: string;
  readonly words: string;
  /** What the owner of it lacks, for `chmod`. */
  readonly missing: string;
}

/**
 * Why a file of a database cannot be opened, in words with what to do; null where the system allows all that it needs. Also a reader
 * writes next to a database with a write-ahead log.
 */
export function accessWords(path: string, need: Need): string | null {
  const full = resolve(path);
  const refused = refusedAt(full, need);
  if (refused === null) return null;
  const { at, words, missing } = refused;
  return `${words}${adviceFor(full, at, missing)}`;
}

/** Who owns what is in the way, and what to do. */
function adviceFor(path: string, at: string, missing: string): string {
  const stat = statSync(at, { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (stat === undefined || me === undefined) return '. Change its permissions';
  const mode = (stat.mode & 0o777).toString(8).padStart(3, '0');
  if (stat.uid === me) return ` (mode ${mode}). Run: chmod ${missing} ${at}`;
  const isOurs = at === dirname(path) || at.startsWith(path);
  const other = isOurs
    ? `change the owner of the folder ${dirname(path)} and of the files in it`
    : 'choose another data folder with DHANCOPY_HOME';
  const owner = `${at} belongs to user ${stat.uid} (mode ${mode}), and you are user ${me}`;
  return `. ${owner}. Run dhancopy as user ${stat.uid}, or ${other}`;
}

/** For a file that the system does not let us at. */
export function refusedFile(path: string, need: Need, cause: unknown): DatabaseFileError {
  const words = accessWords(path, need) ?? `${refusedWords(cause)}. Check the permissions of the file and its folder`;
  return new DatabaseFileError('DATABASE_REFUSED', `the file ${path} cannot be opened: ${words}`, cause);
}

/** For a file that others may open, where only its owner may change that. */
export function openToOthers(path: string, cause: unknown): DatabaseFileError {
  const full = resolve(path);
  const words = `others may open the file ${path}, and you may not change that${adviceFor(full, full, 'go-rwx')}`;
  return new DatabaseFileError('DATABASE_REFUSED', words, cause);
}

function refusedAt(path: string, need: Need): Refused | null {
  const folder = dirname(path);
  const shut = above(folder).find((each) => isRefused(each, constants.X_OK));
  if (shut !== undefined) return { at: shut, words: `you may not enter the folder ${shut}`, missing: 'u+rwx' };
  const files = [path, `${path}-wal`, `${path}-shm`];
  const named = (file: string): string => (file === path ? 'it' : `the file ${file} next to it`);
  const unread = files.find((file) => isRefused(file, constants.R_OK));
  if (unread !== undefined) return { at: unread, words: `you may not read ${named(unread)}`, missing: 'u+rw' };
  if (need === 'read') return null;
  const unwritten = files.find((file) => isRefused(file, constants.W_OK));
  if (unwritten !== undefined)
    return { at: unwritten, words: `you may not write ${named(unwritten)}`, missing: 'u+rw' };
  if (!isRefused(folder, constants.W_OK)) return null;
  return { at: folder, words: `you may not write in the folder ${folder}`, missing: 'u+rwx' };
}

/** The folder with all that it is in, the outermost first. */
function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...above(parent), folder];
}

/** What is not there is not refused. */
function isRefused(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  }
}
