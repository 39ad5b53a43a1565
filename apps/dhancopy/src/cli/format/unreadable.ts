/** What the system says when it does not let us read a file. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no file',
  ENOTDIR: 'no file',
  EISDIR: 'a folder',
  EACCES: 'a file that you may not read',
  EPERM: 'a file that you may not read',
};

export function unreadableWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}
