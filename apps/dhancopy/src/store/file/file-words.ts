/** What the system says when it does not let us at a file or folder: when it is read, and when it is written. */
const WORDS: Readonly<Record<string, { readonly read?: string; readonly write?: string }>> = {
  ENOENT: { read: 'no file', write: 'the system does not allow folders there' },
  ENOTDIR: { read: 'no file', write: 'a file is in the way' },
  EISDIR: { read: 'a folder' },
  EACCES: { read: 'a file that you may not read', write: 'you may not write there' },
  EPERM: { read: 'a file that you may not read', write: 'you may not write there' },
  EROFS: { write: 'the disk is read-only' },
  ENOSPC: { write: 'the disk is full' },
  EDQUOT: { write: 'your share of the disk is full' },
};

/** For `expected a file that can be read, found …`. */
export function unreadableWords(error: unknown): string {
  return wordsOf(error)?.read ?? messageOf(error);
}

/** For `… cannot be made: …`. */
export function refusedWords(error: unknown): string {
  return wordsOf(error)?.write ?? messageOf(error);
}

/** True for an error of the file system that names a file which may not be written. */
export function isRefusal(error: unknown): boolean {
  return wordsOf(error)?.write !== undefined;
}

function wordsOf(error: unknown): (typeof WORDS)[string] | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? WORDS[error.code] : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
