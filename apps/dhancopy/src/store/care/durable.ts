import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** Pushes a file's bytes, or a folder's names, to the disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts a finished file in another's place in one step: whoever looks sees the old one or the new one, whole. */
export function replaceFile(from: string, to: string): void {
  syncToDisk(from);
  renameSync(from, to);
  syncToDisk(dirname(to));
}

/** Gives a finished file its name. @throws EEXIST when there is one of that name: nothing is overwritten */
export function publishFile(from: string, to: string): void {
  syncToDisk(from);
  linkSync(from, to);
  unlinkSync(from);
  syncToDisk(dirname(to));
}

/** Removes a database that was never finished, with its side files. */
export function removeDatabase(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) rmSync(file, { force: true });
}
