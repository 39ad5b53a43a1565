import { expect, it } from 'vitest';
import type { ReasonCode } from '@dhancopy/domain/reason';
import type { Copy } from '../engine/index.ts';
import { stageOf } from './copy-stage.ts';

const NONE = { state: 'none' };
const OPEN = { state: 'open', filledQty: 0, terms: { quantity: 10 } };
const GONE = { state: 'closed', how: 'CANCELED', filledQty: 0 };
const PART = { state: 'open', filledQty: 4, terms: { quantity: 10 } };
const DONE = { state: 'closed', how: 'FILLED', filledQty: 10 };
const LOST = { state: 'unknown', terms: { quantity: 10 } };

/** As far as a stage depends on it. */
function copyOf(actual: object | null, reason: ReasonCode | null, inFlight: object | null = null): Copy {
  const orders = actual === null ? [] : [{ side: 'BUY', earlier: [], inFlight, actual }];
  return { side: 'BUY', orders, outcome: reason && { reason, detail: '', atMs: 0 } } as unknown as Copy;
}

it.each([
  ['nothing is sent yet', copyOf(null, null), 'waiting'],
  ['its request is on its way', copyOf(NONE, null, { kind: 'place' }), 'sending'],
  ['its request had no answer', copyOf(LOST, null), 'unknown'],
  ['its order rests', copyOf(OPEN, null), 'resting'],
  ['its order has filled in part', copyOf(PART, null), 'part filled'],
  ['all of it has filled', copyOf(DONE, 'FILLED'), 'filled'],
  ['a part filled before it was given up', copyOf({ ...GONE, filledQty: 4 }, 'FILL_TIMEOUT'), 'ended in part'],
  ['it was never sent', copyOf(null, 'BELOW_ONE_LOT'), 'skipped'],
  ['it was sent and then cancelled by the kill switch', copyOf(GONE, 'KILL_SWITCH'), 'cancelled'],
  ['it rested too long and was cancelled', copyOf(GONE, 'FILL_TIMEOUT'), 'cancelled'],
  ['its link was removed while it rested', copyOf(OPEN, 'LINK_REMOVED'), 'cancelled'],
  ['the leader cancelled before it was sent', copyOf(null, 'LEADER_CANCELED'), 'cancelled'],
  ['the broker refused it', copyOf({ state: 'closed', how: 'REFUSED', filledQty: 0 }, 'REFUSED'), 'failed'],
])('%s', (_what, copy, stage) => {
  expect(stageOf(copy)).toBe(stage);
});
