import { describe, expect, it } from 'vitest';
import { venueOrderId } from '@dhancopy/domain/ids';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import type { OrderReport, OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import { bareReport } from '../testing/bare-report.ts';
import { workingOf } from './copy-order.ts';
import type { CopyOrder, OpenOrder } from './copy-order.ts';
import { changed, isEditedByHand, observe } from './observe.ts';

const NOW = 1_000_000;

function termsAt(price: number): OrderTerms {
  return {
    orderType: 'LIMIT',
    timeInForce: 'DAY',
    quantity: 50,
    price: paise(price),
    triggerPrice: NO_PRICE,
    disclosedQty: 0,
  };
}

const RESTING: CopyOrder = {
  slice: 0,
  generation: 0,
  clientOrderId: 'dc_1_x_00' as ClientOrderId,
  side: 'BUY',
  actual: {
    state: 'open',
    venueOrderId: venueOrderId('1'),
    terms: termsAt(160_000),
    termsSinceMs: NOW - 60_000,
    earlierTerms: [],
    status: 'ACCEPTED',
    filledQty: 0,
    modifications: 0,
    chased: 0,
    cancelSent: false,
    suspect: false,
  },
  inFlight: null,
  earlier: [],
  refusals: 0,
  notBeforeMs: 0,
  failure: null,
};

/** A modification to this price that got no answer. */
function modifiedWithoutAnswer(order: CopyOrder, price: number): CopyOrder {
  const inFlight = { kind: 'modify', sinceMs: NOW, terms: termsAt(price), chase: 0 } as const;
  return changed({ ...order, inFlight }, { kind: 'unknown', text: 'no answer' }, NOW);
}

function readAt(price: number): OrderReport {
  return bareReport({ ...termsAt(price), clientOrderId: RESTING.clientOrderId, source: 'BOOK' });
}

it.each([
  { shows: 160_000, when: 'neither of two modifications without an answer took' },
  { shows: 160_100, when: 'only the first of them took' },
  { shows: 160_200, when: 'the second took' },
])('a read of an order is not taken for an edit by hand where $when', ({ shows }) => {
  const order = modifiedWithoutAnswer(modifiedWithoutAnswer(RESTING, 160_100), 160_200);
  const report = readAt(shows);
  expect(isEditedByHand(order, report, NOW + 2_000)).toBe(false);
  expect(observe(order, report, NOW + 2_000).actual).toMatchObject({ terms: termsAt(shows), suspect: false });
});

it('a modification that took after a read had shown the price before it is still ours', () => {
  const order = modifiedWithoutAnswer(RESTING, 160_100);
  const reverted = observe(order, readAt(160_000), NOW + 2_000);
  expect(reverted.actual).toMatchObject({ terms: termsAt(160_000) });
  expect(isEditedByHand(reverted, readAt(160_100), NOW + 5_000)).toBe(false);
});

it('a read that was asked for before a modification was accepted says nothing of it, however late it comes', () => {
  const inFlight = { kind: 'modify', sinceMs: NOW, terms: termsAt(160_100), chase: 0 } as const;
  const order = changed({ ...RESTING, inFlight }, { kind: 'accepted', venueOrderId: venueOrderId('1') }, NOW);
  const late = observe(order, readAt(160_000), NOW + 5_000, NOW - 10);
  expect(late.actual).toMatchObject({ terms: termsAt(160_100), suspect: false });
  expect(isEditedByHand(order, readAt(155_000), NOW - 10)).toBe(false);
});

it('a price that was never asked for is an edit by hand', () => {
  const order = modifiedWithoutAnswer(RESTING, 160_100);
  expect(isEditedByHand(order, readAt(159_000), NOW + 2_000)).toBe(true);
});

function open({ actual }: CopyOrder): OpenOrder {
  if (actual.state !== 'open') throw new Error(`expected an open order, found ${actual.state}`);
  return actual;
}

describe('a modification from 50 to 5 units', () => {
  const fewer = { ...termsAt(160_000), quantity: 5 };
  const inFlight = { kind: 'modify', sinceMs: NOW, terms: fewer, chase: 0 } as const;
  const frame = (quantity: number): OrderReport =>
    bareReport({ ...fewer, quantity, clientOrderId: RESTING.clientOrderId, source: 'STREAM' });

  it.each([
    { kind: 'unknown', text: 'no answer' },
    { kind: 'accepted', venueOrderId: venueOrderId('1') },
  ] as const)('counts when a report shows it, not when its answer is $kind: all 50 may fill until then', (outcome) => {
    const modified = changed({ ...RESTING, inFlight }, outcome, NOW);
    expect(workingOf(modified)).toBe(50);
    expect(workingOf(observe(modified, frame(50), NOW + 1))).toBe(50);
    expect(workingOf(observe(modified, frame(5), NOW + 2))).toBe(5);
  });

  it('counts with its answer when a report was faster', () => {
    const seen = observe({ ...RESTING, inFlight }, frame(5), NOW);
    expect(workingOf(seen)).toBe(50);
    expect(workingOf(changed(seen, { kind: 'accepted', venueOrderId: venueOrderId('1') }, NOW))).toBe(5);
  });

  it('is not proved by a frame where the order had 5 before: only by a later read', () => {
    const had5: CopyOrder = { ...RESTING, actual: { ...open(RESTING), earlierTerms: [fewer] } };
    const modified = changed({ ...had5, inFlight }, { kind: 'accepted', venueOrderId: venueOrderId('1') }, NOW);
    const read: OrderReport = { ...frame(5), source: 'BOOK' };
    expect(workingOf(observe(modified, frame(5), NOW + 1))).toBe(50);
    expect(workingOf(observe(modified, read, NOW + 1, NOW - 1))).toBe(50);
    expect(workingOf(observe(modified, read, NOW + 1, NOW + 1))).toBe(5);
    expect(observe({ ...had5, inFlight }, frame(5), NOW).inFlight).toEqual(inFlight);
  });

  it('does not count when the broker refuses it', () => {
    const outcome = { kind: 'refused', refusal: 'ORDER', text: 'not modifiable' } as const;
    expect(workingOf(changed({ ...RESTING, inFlight }, outcome, NOW))).toBe(50);
  });
});

it('a modification to more units counts when it is sent', () => {
  const inFlight = { kind: 'modify', sinceMs: NOW, terms: { ...termsAt(160_000), quantity: 80 }, chase: 0 } as const;
  expect(workingOf({ ...RESTING, inFlight })).toBe(80);
  expect(workingOf(changed({ ...RESTING, inFlight }, { kind: 'refused', refusal: 'ORDER', text: '' }, NOW))).toBe(50);
});
