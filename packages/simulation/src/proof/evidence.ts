import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { CopyRecord } from '../records.ts';

/** How a link sizes one instrument, in the follower's units. The proof checks the books against this rule. */
export interface Sizing {
  entry(leaderUnits: number): number;
  /** The exit size from `held` units, for a leader who closes `leaderExit` of `leaderHeld`. */
  exit(held: number, leaderExit: number, leaderHeld: number): number;
}

/** A link with the sizing that it applies to an instrument. */
export interface LinkEvidence {
  readonly id: number;
  readonly follower: string;
  readonly followerName: string;
  /** @returns null where the link has no size */
  readonly sizingFor: (lotSize: number) => Sizing | null;
}

/**
 * The evidence of the proof. `books` are the broker's, not ours. From `mappings`, our own records, the proof takes only the reasons for
 * orders that are not in the books.
 */
export interface Evidence {
  readonly leader: string;
  readonly books: readonly AccountBook[];
  readonly links: readonly LinkEvidence[];
  readonly mappings: readonly CopyRecord[];
}

/** One claim of the proof, with the violations found. */
export interface Claim {
  readonly claim: string;
  /** How many items were compared. A claim that compared nothing proves nothing. */
  readonly compared: number;
  readonly violations: readonly string[];
  /** Differences with a recorded reason. */
  readonly explained: readonly string[];
}
