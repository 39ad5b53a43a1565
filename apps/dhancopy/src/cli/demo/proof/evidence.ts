import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { MappingRow } from '../../../store/copies/mappings.ts';
import type { Share } from '../../../engine/index.ts';

/** A link with the sizing that it applies to an instrument. */
export interface LinkEvidence {
  readonly id: number;
  readonly follower: string;
  readonly followerName: string;
  readonly shareFor: (lotSize: number) => Share | null;
}

/**
 * What the proof rests on. `books` are the broker's, not ours; of `mappings`, our own records, it takes nothing but reasons
 * for what is not in the books.
 */
export interface Evidence {
  readonly leader: string;
  readonly books: readonly AccountBook[];
  readonly links: readonly LinkEvidence[];
  readonly mappings: readonly MappingRow[];
}

/** One claim of the proof, with what speaks against it. */
export interface Claim {
  readonly claim: string;
  /** How many things were compared: a proof about nothing proves nothing. */
  readonly compared: number;
  readonly violations: readonly string[];
  /** What differs for a recorded reason. */
  readonly explained: readonly string[];
}

export function bookOf(evidence: Pick<Evidence, 'books'>, id: string): AccountBook {
  const book = evidence.books.find(({ dhanClientId }) => dhanClientId === id);
  if (!book) throw new Error(`the broker has no book of ${id}`);
  return book;
}
