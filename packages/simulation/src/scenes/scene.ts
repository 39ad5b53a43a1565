import type { Leader } from '../leader.ts';

/** An account that copies the leader: the faults of a scene strike it. */
export interface Follower {
  readonly id: string;
  readonly name: string;
  readonly fundsRupees: number;
}

/** A bit of the leader's play; its name says what happens. */
export type Scene = (leader: Leader, followers: readonly Follower[]) => Promise<void>;
