import { copiedQtyOf, neverSent } from '../engine/readings.ts';
import type { Copy } from '../engine/readings.ts';
import { isFailure } from './mapping-rows.ts';

/** Where a copy stands, in the words that an operator reads, with their meaning. */
export const STAGES = {
  waiting: 'no order of the copy is at the broker yet; the reason says what the copy waits for',
  sending: 'a request is on its way to the broker',
  unknown: 'a request had no answer; the engine is looking up the result at the broker',
  resting: 'an order rests at the broker, and no unit has filled',
  'part filled': 'a part has filled, and the rest may still fill',
  filled: 'everything that was to be copied has filled',
  'ended in part': 'a part has filled, and the rest will not',
  cancelled: "nothing has filled, and the copy or the leader's order was cancelled",
  skipped: 'no order of the copy was sent; the reason says why',
  failed: 'the broker refused or ended the copy, and nothing has filled',
} as const;

export type CopyStage = keyof typeof STAGES;

export function isStage(text: string): text is CopyStage {
  return Object.hasOwn(STAGES, text);
}

/** Ends at which the follower has all that the leader's order gave him. */
const COMPLETE: ReadonlySet<string> = new Set(['FILLED', 'SURPLUS_KEPT']);
/** Ends that the leader's own order came to. */
const WITH_LEADER: ReadonlySet<string> = new Set(['CANCELED_WITH_LEADER', 'LEADER_CANCELED', 'LEADER_EXPIRED']);

export function stageOf(copy: Copy): CopyStage {
  const filled = copiedQtyOf(copy);
  if (copy.outcome) return endOf(copy, copy.outcome.reason, filled);
  if (copy.orders.some(({ actual }) => actual.state === 'unknown')) return 'unknown';
  if (filled > 0) return 'part filled';
  if (copy.orders.some(({ actual }) => actual.state === 'open')) return 'resting';
  return copy.orders.some(({ inFlight }) => inFlight !== null) ? 'sending' : 'waiting';
}

function endOf(copy: Copy, reason: NonNullable<Copy['outcome']>['reason'], filled: number): CopyStage {
  if (filled > 0) return COMPLETE.has(reason) ? 'filled' : 'ended in part';
  if (isFailure(reason) || isLost(copy)) return 'failed';
  return WITH_LEADER.has(reason) || !neverSent(copy) ? 'cancelled' : 'skipped';
}

/** Every request for it got lost on its way to the broker. */
function isLost({ orders }: Copy): boolean {
  return orders.length > 0 && orders.every(({ actual }) => actual.state === 'closed' && actual.how === 'ABSENT');
}
