import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { CopyRecord } from '../records.ts';

/** How a link sizes one instrument, in the follower's units: the rule that the proof looks for in the books. */
export interface Sizing {
  entry(leaderUnits: number): number;
  /** Of `held` units, for a leader who closes `leaderExit` of `leaderHeld`. */
  exit(held: number, leaderExit: number, leaderHeld: number): number;
}

/** A link with the sizing that it applies to an instrument. */
export interface LinkEvidence {
  readonly id: number;
  readonly follower: string;
  readonly followerName: string;
  /** @returns null where the link can size nothing */
  readonly sizingFor: (lotSize: number) => Sizing | null;
}

/**
 * What the proof rests on. `books` are the broker's, not ours; of `mappings`, our own records, it takes nothing but reasons
 * for what is not in the books.
 */
export interface Evidence {
  readonly leader: string;
  readonly books: readonly AccountBook[];
  readonly links: readonly LinkEvidence[];
  readonly mappings: readonly CopyRecord[];
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
