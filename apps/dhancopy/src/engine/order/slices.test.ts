import { describe, expect, it } from 'vitest';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { venueOrderId } from '@dhancopy/domain/ids';
import type { OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { CopyOrder } from './copy-order.ts';
import { filledOf } from './copy-order.ts';
import { sliceMax, sliceTargets, SLICES_MAX } from './slices.ts';

/** A slice by its units at the broker that have not filled, or by what became of it. */
type Slice =
  | number
  | { readonly working: number; readonly filled: number }
  | { readonly done: number }
  /** Cancelled by the follower, or ended otherwise than filled or by us. */
  | { readonly broken: number }
  | { readonly unanswered: number }
  | 'not sent'
  | 'failed';

function termsOf(quantity: number): OrderTerms {
  return {
    orderType: 'LIMIT',
    timeInForce: 'DAY',
    quantity,
    price: paise(160_000),
    triggerPrice: NO_PRICE,
    disclosedQty: 0,
  };
}

function orderOf(slice: Slice, at: number): CopyOrder {
  const bare: CopyOrder = {
    slice: at,
    generation: 0,
    clientOrderId: `dc_1_x_${at.toString(36)}0` as ClientOrderId,
    side: 'BUY',
    actual: { state: 'none' },
    inFlight: null,
    earlier: [],
    refusals: 0,
    notBeforeMs: 0,
    failure: null,
  };
  if (slice === 'not sent') return bare;
  if (slice === 'failed') return { ...bare, failure: { reason: 'REJECTED', detail: '' } };
  if (typeof slice === 'number') return orderOf({ working: slice, filled: 0 }, at);
  if ('unanswered' in slice) {
    return { ...bare, actual: { state: 'unknown', sinceMs: 0, absentReads: 0, terms: termsOf(slice.unanswered) } };
  }
  if ('done' in slice) {
    const ended = { how: 'FILLED', byUs: false, timeInForce: 'DAY', text: '' } as const;
    return {
      ...bare,
      actual: { state: 'closed', venueOrderId: venueOrderId('1'), ...ended, filledQty: slice.done },
    };
  }
  if ('broken' in slice) {
    const ended = { how: 'CANCELED', byUs: false, timeInForce: 'DAY', text: '' } as const;
    return { ...bare, actual: { state: 'closed', venueOrderId: venueOrderId('1'), ...ended, filledQty: slice.broken } };
  }
  return {
    ...bare,
    actual: {
      state: 'open',
      venueOrderId: venueOrderId('1'),
      terms: termsOf(slice.working + slice.filled),
      termsSinceMs: 0,
      earlierTerms: [],
      status: 'ACCEPTED',
      filledQty: slice.filled,
      modifications: 0,
      chased: 0,
      cancelSent: false,
      suspect: false,
    },
  };
}

/** Units that each slice should have at the broker, unfilled. */
function partsOf(slices: readonly Slice[], leaves: number, max: number): number[] {
  const orders = slices.map(orderOf);
  const targets = sliceTargets(orders, leaves, max);
  return [...targets].map(([slice, units]) => {
    const order = orders[slice];
    return units - (order ? filledOf(order) : 0);
  });
}

describe('units of a copy are shared out over its orders', () => {
  it.each<{ when: string; slices: readonly Slice[]; leaves: number; max: number; parts: readonly number[] }>([
    { when: 'new: 4,000 in full orders and a rest', slices: [], leaves: 4_000, max: 1_800, parts: [1_800, 1_800, 400] },
    { when: 'new, and below the largest order', slices: [], leaves: 400, max: 1_800, parts: [400] },
    { when: 'nothing asked, nothing there', slices: [], leaves: 0, max: 1_800, parts: [] },
    {
      when: 'in step: nothing changes',
      slices: [1_800, 400],
      leaves: 2_200,
      max: 1_800,
      parts: [1_800, 400],
    },
    {
      when: 'one is filled, the follower cancelled the other: what is open stays with that one',
      slices: [{ done: 150 }, { broken: 0 }],
      leaves: 150,
      max: 150,
      parts: [0, 150],
    },
    {
      when: 'nor does one that rests, or that is not sent yet, make up for it',
      slices: [{ working: 100, filled: 0 }, 'not sent', { broken: 20 }],
      leaves: 230,
      max: 150,
      parts: [100, 0, 130],
    },
    {
      when: 'growing: the last is filled up first, then a new one',
      slices: [1_800, 400],
      leaves: 4_000,
      max: 1_800,
      parts: [1_800, 1_800, 400],
    },
    {
      when: 'growing within the room of what rests needs no order more',
      slices: [1_000, 400],
      leaves: 2_000,
      max: 1_800,
      parts: [1_600, 400],
    },
    {
      when: 'shrinking: from the one with the most unfilled units',
      slices: [{ working: 300, filled: 1_500 }, 1_800, 400],
      leaves: 1_000,
      max: 1_800,
      parts: [300, 300, 400],
    },
    {
      when: 'shrinking by more than the largest has',
      slices: [1_800, 1_800, 400],
      leaves: 1_500,
      max: 1_800,
      parts: [0, 1_100, 400],
    },
    {
      when: 'the third slice filled first and the leader reduces: what rests shrinks, whatever its number',
      slices: [1_800, 1_800, { done: 400 }],
      leaves: 2_000,
      max: 1_800,
      parts: [200, 1_800, 0],
    },
    {
      when: 'taken back whole',
      slices: [{ working: 300, filled: 1_500 }, 1_800],
      leaves: 0,
      max: 1_800,
      parts: [0, 0],
    },
    {
      when: 'one is done and more is asked: it gets a further round',
      slices: [{ done: 1_800 }, 1_800],
      leaves: 3_600,
      max: 1_800,
      parts: [1_800, 1_800],
    },
    {
      when: 'one was never sent: it is used before the one that is done',
      slices: [{ done: 1_800 }, 'not sent'],
      leaves: 1_000,
      max: 1_800,
      parts: [0, 1_000],
    },
    {
      when: 'what a failed one would have had goes to another',
      slices: [1_800, 'failed'],
      leaves: 2_200,
      max: 1_800,
      parts: [1_800, 0, 400],
    },
    {
      when: 'an order without an answer counts as resting',
      slices: [{ unanswered: 1_800 }],
      leaves: 2_200,
      max: 1_800,
      parts: [1_800, 400],
    },
  ])('$when', ({ slices, leaves, max, parts }) => {
    expect(partsOf(slices, leaves, max)).toEqual(parts);
  });
});

describe('the freeze quantity changes', () => {
  it.each<{ when: string; slices: readonly Slice[]; leaves: number; max: number; parts: readonly number[] }>([
    {
      when: 'it is halved: what rests stays, what is new is below it',
      slices: [1_800],
      leaves: 3_600,
      max: 900,
      parts: [1_800, 900, 900],
    },
    {
      when: 'it is doubled: what rests grows, and no order is added',
      slices: [1_800, 1_800],
      leaves: 7_200,
      max: 3_600,
      parts: [3_600, 3_600],
    },
    {
      when: 'it is halved and the leader reduces: what rests shrinks',
      slices: [1_800],
      leaves: 1_200,
      max: 900,
      parts: [1_200],
    },
  ])('$when', ({ slices, leaves, max, parts }) => {
    expect(partsOf(slices, leaves, max)).toEqual(parts);
  });
});

describe('1. the parts add up to what is asked, or to what so many orders can carry', () => {
  const full = Array.from({ length: SLICES_MAX }, () => 1_800);

  it('31 orders are needed: 30 go at once', () => {
    expect(partsOf([], 31 * 1_800, 1_800)).toEqual(full);
  });

  it('one of 30 has filled: it goes again for what is left', () => {
    const slices: Slice[] = [{ done: 1_800 }, ...full.slice(1)];
    expect(partsOf(slices, 30 * 1_800, 1_800)).toEqual(full);
  });

  it('30 rest and more is asked: nothing is dropped and nothing is too large, the rest follows', () => {
    expect(partsOf(full, 40 * 1_800, 1_800)).toEqual(full);
  });

  it('rounds until 100 orders of 1,800 are through', () => {
    let slices: Slice[] = [];
    let left = 100 * 1_800;
    let rounds = 0;
    while (left > 0 && rounds < 10) {
      const sent = partsOf(slices, left, 1_800);
      slices = sent.map((units, at) => {
        const before = slices[at];
        const filled = typeof before === 'object' && 'done' in before ? before.done : 0;
        return { done: filled + units };
      });
      left -= sent.reduce((sum, units) => sum + units, 0);
      rounds += 1;
    }
    expect({ left, rounds, orders: slices.length }).toEqual({ left: 0, rounds: 4, orders: 30 });
  });
});

describe('2. no order is placed above the largest, what it has filled included', () => {
  it.each<{ when: string; slices: readonly Slice[]; leaves: number; parts: readonly number[] }>([
    {
      when: '1,000 of 1,800 filled: it cannot grow, a new one is needed',
      slices: [{ working: 800, filled: 1_000 }],
      leaves: 2_000,
      parts: [800, 1_200],
    },
    {
      when: '1,000 of 1,500 filled: it grows by 300',
      slices: [{ working: 500, filled: 1_000 }],
      leaves: 2_000,
      parts: [800, 1_200],
    },
  ])('$when', ({ slices, leaves, parts }) => {
    expect(partsOf(slices, leaves, 1_800)).toEqual(parts);
  });
});

describe('the largest order that the exchange takes, in whole lots', () => {
  it.each([
    { freezeQty: 1_800, lotSize: 75, largest: 1_800 },
    { freezeQty: 1_800, lotSize: 65, largest: 1_755 },
    { freezeQty: 1_800, lotSize: 1, largest: 1_800 },
    { freezeQty: null, lotSize: 75, largest: Number.MAX_SAFE_INTEGER },
    { freezeQty: 50, lotSize: 75, largest: Number.MAX_SAFE_INTEGER },
  ])('freeze quantity $freezeQty, lot $lotSize: $largest', ({ freezeQty, lotSize, largest }) => {
    expect(sliceMax({ freezeQty, lotSize })).toBe(largest);
  });
});

it('an order that a modification without an answer asked to be smaller than it has filled keeps the room that is left', () => {
  const order = orderOf({ working: 3, filled: 37 }, 0);
  if (order.actual.state !== 'open') throw new Error('it is not open');
  // It was placed with 40; a modification to 12 is unknown, and 37 have filled.
  const asked: CopyOrder = { ...order, actual: { ...order.actual, terms: termsOf(12) } };
  const targets = sliceTargets([asked], 28, 40);
  expect(targets.get(0)).toBe(40);
  expect([...targets.values()].reduce((sum, units) => sum + units, 0)).toBe(37 + 28);
});
