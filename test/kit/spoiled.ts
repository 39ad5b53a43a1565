/** A deliberate bug: one text of one file is replaced by another when the file is loaded. */
export interface Bug {
  readonly name: string;
  /** The end of the path of the file. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * The text of a file with the bug in it.
 * @returns null when the bug is in another file
 * @throws when its text is not in the file exactly once
 */
export function spoiled({ name, file, find, replace }: Bug, path: string, source: string): string | null {
  if (!path.endsWith(`/${file}`)) return null;
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${name}: expected its text once in ${file}, found it ${parts.length - 1} times`);
  return parts.join(replace);
}
