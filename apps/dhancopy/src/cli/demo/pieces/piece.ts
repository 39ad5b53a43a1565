import type { Follower } from '../cast.ts';
import type { Leader } from '../leader.ts';

/** One scene of the leader's session. */
export interface Piece {
  readonly name: string;
  readonly play: (leader: Leader, followers: readonly Follower[]) => Promise<void>;
}
