import type { Leader } from '../leader.ts';

/** An account that copies the leader. The faults of a scene apply to it. */
export interface Follower {
  readonly id: string;
  readonly name: string;
  readonly fundsRupees: number;
}

/** A part of the leader's session. Its name says what happens. */
export type Scene = (leader: Leader, followers: readonly Follower[]) => Promise<void>;
