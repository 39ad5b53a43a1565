import { spoiled as spoiledIn } from '../kit/spoiled.ts';
import type { Canary } from './canary-table.ts';

/** The text of a file of the engine, with the bug in it; null when the bug is in another file. */
export function spoiled(canary: Canary, path: string, source: string): string | null {
  return spoiledIn({ ...canary, file: `src/engine/${canary.file}` }, path, source);
}
