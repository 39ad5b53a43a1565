import { expect, it } from 'vitest';
import type { OrderReport } from '@dhancopy/domain/order';
import { bareReport } from '../testing/bare-report.ts';
import { foldReport } from './known-order.ts';
import type { Fold, KnownOrder } from './known-order.ts';

const SECOND_MS = 1_748_835_905_000;

/** Folds reports of one second, a millisecond apart. */
function after(...reports: { report: OrderReport; isRead?: boolean }[]): Fold {
  let known: KnownOrder | undefined;
  let last: Fold | undefined;
  reports.forEach(({ report, isRead = false }, index) => {
    const atMs = SECOND_MS + index;
    last = foldReport(known, report, { receivedMs: atMs, askedMs: isRead ? atMs : null });
    known = last.order;
  });
  if (!last) throw new Error('no report');
  return last;
}

function report(quantity: number, status: 'SUBMITTED' | 'ACCEPTED', isModification = false): OrderReport {
  return bareReport({ quantity, status, isModification, tsEventMs: SECOND_MS });
}

it('frames from before a modification may follow it, as many as there are: its quantity stays until a read decides', () => {
  const modified = { report: report(42, 'ACCEPTED', true) };
  const [submitted, accepted] = [{ report: report(64, 'SUBMITTED') }, { report: report(64, 'ACCEPTED') }];
  for (const fold of [after(modified, submitted), after(modified, submitted, accepted)]) {
    expect(fold.order.report.quantity).toBe(42);
    expect(fold.contested).not.toBeNull();
  }
  expect(after(modified, submitted, { report: report(7, 'ACCEPTED'), isRead: true }).order.report.quantity).toBe(7);
});

it('a frame of the second that a read showed does not overrule it, unless it reports a modification', () => {
  const read = { report: report(7, 'ACCEPTED'), isRead: true };
  expect(after(read, { report: report(64, 'ACCEPTED') })).toMatchObject({
    order: { report: { quantity: 7 } },
    contested: 'two different states within one second',
  });
  expect(after(read, { report: report(9, 'ACCEPTED', true) }).order.report.quantity).toBe(9);
});

it('a frame of a later second counts', () => {
  const later = { ...report(64, 'ACCEPTED'), tsEventMs: SECOND_MS + 1_000 };
  expect(after({ report: report(42, 'ACCEPTED', true) }, { report: later })).toMatchObject({
    order: { report: { quantity: 64 } },
    contested: null,
  });
});
