import type { Leader } from './leader.ts';
import { afterMarket } from './scenes/after-market.ts';
import { cancelAtOnce, restingOrder, storm } from './scenes/edits.ts';
import {
  aboveFreeze,
  disclosed,
  flip,
  marketEntries,
  partialExit,
  rejectedLeader,
  stopAndTarget,
} from './scenes/entries.ts';
import {
  answerLost,
  doubledFrames,
  streamMuted,
  streamsReset,
  tooManyRequests,
  withoutFunds,
} from './scenes/faults.ts';
import { trade } from './scenes/filler.ts';
import { leave } from './scenes/leave.ts';
import type { Follower, Scene } from './scenes/scene.ts';
import { foreverOrder, superOrder } from './scenes/special-orders.ts';
import { optionStop, stopLoss, stopLossMarket } from './scenes/stops.ts';
import { immediateOrCancel, partialFillCancelled } from './scenes/thin-market.ts';

/** The order of the scenes: each one finds the positions that it needs. */
const SCENES: readonly Scene[] = [
  marketEntries,
  restingOrder,
  storm,
  answerLost,
  cancelAtOnce,
  stopLoss,
  tooManyRequests,
  immediateOrCancel,
  stopLossMarket,
  superOrder,
  foreverOrder,
  streamsReset,
  partialFillCancelled,
  afterMarket,
  flip,
  withoutFunds,
  stopAndTarget,
  aboveFreeze,
  disclosed,
  streamMuted,
  optionStop,
  rejectedLeader,
  partialExit,
  doubledFrames,
];

/** The whole session of the leader: every scene once, random trading up to the requested number of actions, then the exit. */
export async function playSession(leader: Leader, followers: readonly Follower[], actions: number): Promise<void> {
  for (const play of SCENES) await play(leader, followers);
  await trade(leader, actions);
  await leave(leader);
}
