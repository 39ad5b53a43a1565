import type { Canary } from './canary-table.ts';

/**
 * The text of a file of the engine, with the bug in it.
 * @returns null when the bug is in another file
 * @throws when its text is not in the file exactly once
 */
export function spoiled({ name, file, find, replace }: Canary, path: string, source: string): string | null {
  if (!path.endsWith(`/src/engine/${file}`)) return null;
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${name}: expected its text once in ${file}, found it ${parts.length - 1} times`);
  return parts.join(replace);
}
