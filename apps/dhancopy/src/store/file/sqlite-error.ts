import { accessWords } from './access.ts';
import { DatabaseError } from './errors.ts';
import { invalidRow } from './stored-value.ts';

/** SQLite's primary result codes (the low byte of an extended code). Source: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;

/**
 * Turns an error of `node:sqlite` into one with a stable code that says what to do; anything else is returned as it is.
 *
 * @param doing - what the statement was for, in words that fit after "while"
 * @param path - of the file, which then is what is named where the system does not let us at it
 */
export function storeError(error: unknown, doing: string, path?: string): unknown {
  if (isTooLarge(error)) return invalidRow('a row', `found a number that is too large, while ${doing}`, error);
  const result = sqliteResultCode(error);
  if (result === undefined || !(error instanceof Error)) return error;
  const because = `while ${doing}: ${error.message}`;
  switch (result & 0xff) {
    case BUSY:
    case LOCKED:
      return new DatabaseError(
        'DATABASE_LOCKED',
        `another program has locked the database, ${because}; ` + 'close that program, then try again',
        error,
      );
    case FULL:
      return new DatabaseError(
        'DISK_FULL',
        `the disk of the database is full, ${because}; free some space, then try again`,
        error,
      );
    case READONLY:
      if (path !== undefined) return refused(error, path);
      return new DatabaseError(
        'DATABASE_READ_ONLY',
        `the database is not writable, ${because}; ` + 'check the permissions of the file and its folder',
        error,
      );
    case CORRUPT:
    case NOTADB:
      return new DatabaseError(
        'DATABASE_CORRUPT',
        `the database file is damaged, ${because}; stop, keep a copy, and restore the latest backup`,
        error,
      );
    case IOERR:
      return new DatabaseError(
        'DATABASE_FAILED',
        `the disk did not read or write, ${because}; check the disk, its quota and the file size limit of the process, then try again`,
        error,
      );
    case CANTOPEN:
      if (path !== undefined && accessWords(path, 'write') !== null) return refused(error, path);
      return new DatabaseError(
        'DATABASE_FAILED',
        `the file could not be opened, ${because}; check that its folder exists and is writable`,
        error,
      );
    case CONSTRAINT:
      return new DatabaseError('CONSTRAINT_FAILED', `the schema refused a row, ${because}`, error);
    default:
      return new DatabaseError('DATABASE_FAILED', `SQLite failed with result code ${result}, ${because}`, error);
  }
}

/** The statement that found it out says nothing about it. */
function refused(error: Error, path: string): DatabaseError {
  const words = accessWords(path, 'write') ?? `${error.message}. Check the permissions of the file and its folder`;
  return new DatabaseError('DATABASE_READ_ONLY', `the file ${path} cannot be written: ${words}`, error);
}

/** True for an error by which SQLite says that it cannot get at a file, or not write next to it. */
export function isAccessError(error: unknown): boolean {
  const result = (sqliteResultCode(error) ?? 0) & 0xff;
  return result === CANTOPEN || result === READONLY;
}

/** SQLite's whole numbers go beyond those of JavaScript. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

function sqliteResultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
