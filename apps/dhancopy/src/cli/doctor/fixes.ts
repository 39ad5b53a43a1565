/** What helps when the database cannot be opened. */
export function databaseFix(error: unknown): string {
  switch (codeOf(error)) {
    case 'DATABASE_MISSING':
      return 'run "dhancopy init", or set DHANCOPY_HOME to the folder of your data';
    case 'KEY_WRONG':
      return 'use the key that this database was made with: restore it from its backup, or set DHANCOPY_KEY_FILE to it';
    case 'DATABASE_CORRUPT':
    case 'NOT_OUR_DATABASE':
      return 'keep a copy of the file, then restore a backup: "dhancopy db restore FILE"';
    case 'NEWER_DATABASE':
      return 'use the newer dhancopy that wrote it';
    case 'DATABASE_LOCKED':
      return 'close the program that locks the file, then try again';
    case 'DISK_FULL':
      return 'free some space on the disk, then try again';
    default:
      return 'check that you own the file and its folder, and may write to both';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
