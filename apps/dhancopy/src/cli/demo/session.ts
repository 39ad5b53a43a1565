import type { Follower } from './cast.ts';
import type { Leader } from './leader.ts';
import { afterMarket } from './pieces/after-market.ts';
import { cancelAtOnce, restingOrder, storm } from './pieces/edits.ts';
import {
  aboveFreeze,
  disclosed,
  flip,
  marketEntries,
  partialExit,
  rejectedLeader,
  stopAndTarget,
} from './pieces/entries.ts';
import {
  answerLost,
  doubledFrames,
  streamMuted,
  streamsReset,
  tooManyRequests,
  withoutFunds,
} from './pieces/faults.ts';
import { trade } from './pieces/filler.ts';
import { leave } from './pieces/leave.ts';
import type { Piece } from './pieces/piece.ts';
import { optionStop, stopLoss, stopLossMarket } from './pieces/stops.ts';
import { immediateOrCancel, partialFillCancelled } from './pieces/thin-market.ts';

/** In an order in which each scene finds the positions that it needs. */
const PIECES: readonly Piece[] = [
  marketEntries,
  restingOrder,
  storm,
  answerLost,
  cancelAtOnce,
  stopLoss,
  tooManyRequests,
  immediateOrCancel,
  stopLossMarket,
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

/** The leader's whole session: every scene once, ordinary trading up to the wanted number of actions, then out. */
export async function playSession(leader: Leader, followers: readonly Follower[], actions: number): Promise<void> {
  for (const piece of PIECES) await piece.play(leader, followers);
  await trade(leader, actions);
  await leave(leader);
}
