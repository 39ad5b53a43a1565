import { createPrng, type Prng } from './prng.ts';

/** FNV-1a over text: a seed for the chance of one thing, independent of earlier draws. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join('|')) {
    hash ^= char.charCodeAt(0);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The same parts give the same sequence, at any time and in any order of calls. */
export function prngOf(...parts: readonly (string | number)[]): Prng {
  return createPrng(hashOf(...parts));
}
