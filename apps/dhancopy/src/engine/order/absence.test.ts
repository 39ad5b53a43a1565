import { describe, expect, it } from 'vitest';
import { clientOrderId } from './client-order-id.ts';
import { linkId, venueOrderId } from '@dhancopy/domain/ids';
import { NO_PRICE } from '@dhancopy/domain/price';
import type { CopyOrder } from './copy-order.ts';
import { lookedUp } from './observe.ts';

const RULE = { windowMs: 10_000, reads: 4 };
const TERMS = {
  orderType: 'MARKET',
  timeInForce: 'DAY',
  quantity: 10,
  price: NO_PRICE,
  triggerPrice: NO_PRICE,
  disclosedQty: 0,
} as const;

/** A placement without an answer at 0 ms, after look-ups at these times that did not find it. */
function after(times: readonly number[]): CopyOrder['actual'] {
  let order: CopyOrder = {
    slice: 0,
    generation: 0,
    clientOrderId: clientOrderId(linkId(1), venueOrderId('1'), 0, 0),
    side: 'BUY',
    earlier: [],
    inFlight: null,
    notBeforeMs: 0,
    refusals: 0,
    failure: null,
    actual: { state: 'unknown', sinceMs: 0, absentReads: 0, terms: TERMS },
  };
  for (const at of times) {
    if (order.actual.state === 'closed') break;
    order = lookedUp(
      { ...order, inFlight: { kind: 'lookup', sinceMs: at, terms: TERMS, chase: 0 } },
      'absent',
      RULE,
      at + 50,
    );
  }
  return order.actual;
}

describe('a placement without an answer is proved absent', () => {
  it.each([
    { when: 'by four look-ups over the window', times: [500, 4_000, 8_000, 10_500], is: 'closed' },
    { when: 'not by four look-ups within it', times: [500, 1_000, 1_500, 2_000], is: 'unknown' },
    { when: 'not by one look-up long after', times: [60_000], is: 'unknown' },
    {
      when: 'not by look-ups before and after the machine slept',
      times: [500, 1_000, 300_500, 301_000],
      is: 'unknown',
    },
    { when: 'by four over the window after it slept', times: [500, 300_500, 304_000, 308_000, 310_500], is: 'closed' },
  ])('$when', ({ times, is }) => {
    expect(after(times).state).toBe(is);
  });
});
