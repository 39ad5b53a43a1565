import { sameTerms } from '@dhancopy/domain/order';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { earlierFilledOf, filledOf } from './copy-order.ts';
import type { ClosedOrder, CopyOrder, OpenOrder } from './copy-order.ts';

/** What one copy order should be. */
export interface Want {
  /** Total units of this slice over all its generations. */
  readonly quantity: number;
  readonly terms: OrderTerms;
  /** A counter: a higher one asks for the same terms again, so that the broker prices the remainder again. */
  readonly chase: number;
  /** What to do when the order ended with units missing: exits go on at the market, entries stop with a reason. */
  readonly goOn: boolean;
  /** The leader's order is still open, or filled so lately that an entry is still to be copied. */
  readonly inTime: boolean;
}

export type Action =
  | { readonly do: 'nothing' }
  | { readonly do: 'wait'; readonly untilMs: number; readonly why: string }
  | { readonly do: 'place'; readonly terms: OrderTerms; readonly nextGeneration: boolean }
  | { readonly do: 'modify'; readonly terms: OrderTerms }
  | { readonly do: 'cancel' }
  | { readonly do: 'lookup' }
  | { readonly do: 'fail'; readonly reason: ReasonCode; readonly detail: string };

/** The broker allows 25 modifications of one order; from here on it is cancelled and placed again. Source: https://dhanhq.co/docs/v2/orders/ */
export const MODIFICATIONS_MAX = 20;

/** Refusals of changes in a row after which the operator is warned, and an exit is cancelled and placed again where it cannot be changed. */
export const REFUSALS_MAX = 4;

/** An order that the broker has taken and not yet passed on is looked up after this long, ms: its frame may be lost. */
const SUBMITTED_LOOKUP_MS = 1_000;

const NOTHING: Action = { do: 'nothing' };

function waitWords({ refusedWith = '' }: CopyOrder): string {
  return refusedWith !== ''
    ? `waiting before the next try, because the broker refused: ${refusedWith}`
    : 'waiting before the next try';
}

/**
 * The one next action for one copy order, from what it should be, what it is and what is on its way.
 * Every race (a modification before the placement is answered, a cancel before that, a timeout in between) is the same
 * case here: the wish moved while a command was in flight. It runs again on every change and on a timer.
 */
export function reconcile(copy: CopyOrder, want: Want, nowMs: number): Action {
  if (copy.failure || copy.inFlight) return NOTHING;
  if (nowMs < copy.notBeforeMs) return { do: 'wait', untilMs: copy.notBeforeMs, why: waitWords(copy) };
  const { actual } = copy;
  const missing = want.quantity - filledOf(copy);
  switch (actual.state) {
    case 'unknown':
      return { do: 'lookup' };
    case 'none':
      return missing > 0 ? place(copy, want, false) : NOTHING;
    case 'closed':
      return missing > 0 ? afterEnd(copy, actual, want) : NOTHING;
    case 'open':
      return keepInStep(copy, actual, want, missing, nowMs);
  }
}

function place(copy: CopyOrder, want: Want, nextGeneration: boolean): Action {
  const earlier = nextGeneration ? filledOf(copy) : earlierFilledOf(copy);
  return { do: 'place', nextGeneration, terms: { ...want.terms, quantity: want.quantity - earlier } };
}

/** The order is gone with units missing. A new one is placed only where the old one is known to be dead. */
function afterEnd(copy: CopyOrder, actual: ClosedOrder, want: Want): Action {
  const detail = actual.text;
  switch (actual.how) {
    case 'FILLED':
      return place(copy, want, true);
    case 'CANCELED':
      if (actual.byUs) return place(copy, want, true);
      if (actual.timeInForce !== 'IOC') return { do: 'fail', reason: 'FOLLOWER_DETACHED', detail };
      return want.goOn ? place(copy, want, true) : { do: 'fail', reason: 'IOC_REST', detail };
    case 'ABSENT':
      return want.goOn || want.inTime ? place(copy, want, true) : { do: 'fail', reason: 'ABSENT', detail };
    case 'DAY_ENDED':
      return { do: 'fail', reason: 'DAY_ENDED', detail };
    case 'EXPIRED':
      return { do: 'fail', reason: 'COPY_EXPIRED', detail };
    case 'REJECTED':
      return { do: 'fail', reason: 'REJECTED', detail };
    case 'REFUSED':
      return { do: 'fail', reason: 'REFUSED', detail };
  }
}

function keepInStep(copy: CopyOrder, actual: OpenOrder, want: Want, missing: number, nowMs: number): Action {
  if (actual.suspect) return { do: 'lookup' };
  const terms: OrderTerms = { ...want.terms, quantity: want.quantity - earlierFilledOf(copy) };
  const chase = want.chase > actual.chased;
  const isInStep = missing > 0 && sameTerms(actual.terms, terms) && !chase && !actual.cancelSent;
  if (isInStep && actual.status !== null && actual.status !== 'SUBMITTED') return NOTHING;
  if (actual.status === null || actual.status === 'SUBMITTED' || actual.cancelSent) {
    const untilMs = actual.termsSinceMs + SUBMITTED_LOOKUP_MS;
    if (nowMs >= untilMs) return { do: 'lookup' };
    const why = actual.cancelSent
      ? 'its cancellation is not confirmed yet'
      : 'the broker has not passed the order to the exchange yet';
    return { do: 'wait', untilMs, why };
  }
  // In turn: a cancellation may be refused as well, and then a change may be taken.
  const cannotChange = want.goOn && copy.refusals >= REFUSALS_MAX && copy.refusals % 2 === 0;
  if (missing <= 0 || cannotChange || actual.modifications >= MODIFICATIONS_MAX) return { do: 'cancel' };
  return { do: 'modify', terms };
}
