/** What the system says when it does not let us at a file or folder. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the system does not allow folders there',
  ENOTDIR: 'a file is in the way',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
};

export function refusedWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** True for an error of the file system that names a file which may not be written. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code in WORDS;
}
