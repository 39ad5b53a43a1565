import { backOffMs } from '@dhancopy/domain/back-off';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport, OrderTerms } from '@dhancopy/domain/order';
import type { WriteOutcome } from '@dhancopy/domain/request';
import { placedOf } from './copy-order.ts';
import type { CopyOrder, InFlight, OpenOrder } from './copy-order.ts';

/** Back-off after a refusal that a retry may cure, and between look-ups, ms: doubled each time up to the last. */
const RETRY_MS = [250, 500, 1_000, 2_000, 5_000] as const;
/** A cancel that does not hold is sent again after this at most, ms. */
const RETRY_MOST_MS = RETRY_MS[0] * 64;
/** Look-ups of one proof are never further apart than this and the window, ms. */
const PAUSE_MS = 5_000;

/** A modification is given this long to show in the book before its absence means that it did not take, ms. */
const TERMS_SETTLE_MS = 1_500;

export interface AbsenceRule {
  /** A placement without an answer counts as never placed after this long, ms … */
  readonly windowMs: number;
  /** … and this many look-ups that the broker answered with "no such order". */
  readonly reads: number;
}

/**
 * What the broker said about the order itself, by frame or by read.
 * @param seenMs - when it was so: a read shows what was when it was asked for
 */
export function observe(copy: CopyOrder, report: OrderReport, nowMs: number, seenMs = nowMs): CopyOrder {
  const { actual } = copy;
  if (actual.state === 'closed') return observeClosed(copy, actual, report);
  const known: OpenOrder = actual.state === 'open' ? upToDate(actual, report, nowMs) : opened(copy, report, nowMs);
  const filledQty = Math.max(known.filledQty, report.filledQty);
  if (isFinal(report.status)) {
    return {
      ...copy,
      inFlight: null,
      refusals: 0,
      notBeforeMs: 0,
      actual: {
        state: 'closed',
        venueOrderId: report.venueOrderId,
        how: report.status,
        byUs:
          known.cancelSent || copy.inFlight?.kind === 'cancel' || (actual.state === 'open' && actual.isOlder === true),
        timeInForce: known.terms.timeInForce,
        filledQty,
        text: report.text,
      },
    };
  }
  const next: OpenOrder = { ...known, filledQty, status: report.status ?? known.status };
  const judged = judgeTerms(next, copy.inFlight !== null, report, seenMs);
  return { ...copy, inFlight: shown(copy.inFlight, known, report, seenMs), actual: confirmed(judged, report, seenMs) };
}

/** What an older copy of the database says of an order is out of date: the broker's terms are what we last asked for. */
function upToDate(open: OpenOrder, report: OrderReport, nowMs: number): OpenOrder {
  const { isOlder, ...rest } = open;
  if (isOlder !== true) return open;
  return matches(open.terms, report)
    ? rest
    : { ...rest, terms: termsOf(report), termsSinceMs: nowMs, earlierTerms: [] };
}

/** For a process that starts on an older copy of the database. */
export function outOfDate(order: CopyOrder): CopyOrder {
  return order.actual.state === 'open' ? { ...order, actual: { ...order.actual, isOlder: true } } : order;
}

/** An order that ended may still grow fills that were on their way. */
function observeClosed(
  copy: CopyOrder,
  actual: Extract<CopyOrder['actual'], { state: 'closed' }>,
  report: OrderReport,
): CopyOrder {
  // Refused or absent by all that was said, and there it is: the order lives (or lived) after all.
  const revived =
    actual.how === 'REFUSED' || actual.how === 'ABSENT' || (actual.how === 'DAY_ENDED' && !isFinal(report.status));
  if (revived) {
    const copied: CopyOrder = { ...copy, failure: null, actual: { state: 'none' } };
    return observe(copied, report, report.tsEventMs ?? 0);
  }
  if (report.filledQty <= actual.filledQty) return copy;
  return { ...copy, actual: { ...actual, filledQty: report.filledQty } };
}

function opened(copy: CopyOrder, report: OrderReport, nowMs: number): OpenOrder {
  const sent = copy.actual.state === 'unknown' ? copy.actual.terms : (copy.inFlight?.terms ?? termsOf(report));
  return {
    state: 'open',
    venueOrderId: report.venueOrderId,
    terms: sent,
    termsSinceMs: nowMs,
    earlierTerms: [],
    status: report.status,
    filledQty: report.filledQty,
    modifications: 0,
    chased: copy.inFlight?.chase ?? 0,
    cancelSent: false,
    suspect: false,
  };
}

/**
 * Compares the broker's terms with those we last asked for. A difference in a frame only raises suspicion; a read decides:
 * the terms before one of our modifications mean that it did not take, anything else is the follower's own edit.
 */
function judgeTerms(open: OpenOrder, busy: boolean, report: OrderReport, seenMs: number): OpenOrder {
  if (busy || matches(open.terms, report)) return open.suspect && !busy ? { ...open, suspect: false } : open;
  if (seenMs - open.termsSinceMs < TERMS_SETTLE_MS) return open;
  if (report.source === 'STREAM') return { ...open, suspect: true };
  const before = open.earlierTerms.find((terms) => matches(terms, report));
  if (!before) return { ...open, suspect: false, terms: termsOf(report), earlierTerms: [] };
  // A modification that has not taken by now may take later: it is still ours.
  const earlierTerms = earlierOf({ ...open, earlierTerms: open.earlierTerms.filter((terms) => terms !== before) });
  return { ...open, suspect: false, terms: before, earlierTerms };
}

/** A report that shows the quantity asked for: the broker has no more of it than that. */
function confirmed(open: OpenOrder, report: OrderReport, seenMs: number): OpenOrder {
  if (!open.unconfirmed || report.quantity !== open.terms.quantity) return open;
  if (!isProof(report, open.earlierTerms, seenMs, open.unconfirmed.sinceMs)) return open;
  return withoutDoubt(open);
}

/** A report is often faster than the answer. */
function shown(inFlight: InFlight | null, open: OpenOrder, report: OrderReport, seenMs: number): InFlight | null {
  if (inFlight?.kind !== 'modify' || inFlight.terms?.quantity !== report.quantity) return inFlight;
  return isProof(report, open.earlierTerms, seenMs, inFlight.sinceMs) ? { ...inFlight, isShown: true } : inFlight;
}

/** The order had this quantity before: then a frame may be an old one, and only a read that was asked for later proves it. */
function isProof(
  { quantity, source }: OrderReport,
  before: readonly OrderTerms[],
  seenMs: number,
  sinceMs: number,
): boolean {
  if (before.every((terms) => terms.quantity !== quantity)) return true;
  return source !== 'STREAM' && seenMs > sinceMs;
}

function withoutDoubt(open: OpenOrder): OpenOrder {
  const { unconfirmed: _, ...rest } = open;
  return rest;
}

/** The order once it was asked to become `terms`, and may not have become that yet. */
function asked(open: OpenOrder, { terms, isShown, sinceMs }: InFlight): OpenOrder {
  if (terms === null) return open;
  const quantity = isShown ? 0 : Math.max(open.terms.quantity, open.unconfirmed?.quantity ?? 0);
  const next = { ...withoutDoubt(open), terms, earlierTerms: earlierOf(open) };
  return quantity > terms.quantity ? { ...next, unconfirmed: { quantity, sinceMs } } : next;
}

/** True when a read shows terms that neither we asked for nor had before: the follower edited the copy himself. */
export function isEditedByHand(copy: CopyOrder, report: OrderReport, seenMs: number): boolean {
  const { actual } = copy;
  if (actual.state !== 'open' || copy.inFlight || report.source === 'STREAM' || isFinal(report.status)) return false;
  if (actual.isOlder === true) return false;
  if (seenMs - actual.termsSinceMs < TERMS_SETTLE_MS || matches(actual.terms, report)) return false;
  return actual.earlierTerms.every((terms) => !matches(terms, report));
}

/**
 * True when an order has filled whole with a quantity that nobody here has asked for: the follower changed it, and it filled before a read
 * showed that.
 */
export function isFilledOtherwise(copy: CopyOrder, report: OrderReport): boolean {
  if (report.status !== 'FILLED') return false;
  const { actual, inFlight } = copy;
  if (actual.state === 'open' && actual.isOlder === true) return false;
  const known = actual.state === 'open' || actual.state === 'unknown' ? [actual.terms] : [];
  const earlier = actual.state === 'open' ? actual.earlierTerms : [];
  const asked = [...known, ...earlier, ...(inFlight?.terms ? [inFlight.terms] : [])];
  return asked.length > 0 && asked.every(({ quantity }) => quantity !== report.quantity);
}

/**
 * True when the report shows what was sent. Market orders come back as protected limits, so only their quantity is compared;
 * disclosed quantity and validity are left out because the wire omits or defaults them.
 */
function matches(sent: OrderTerms, report: OrderTerms): boolean {
  if (sent.quantity !== report.quantity) return false;
  if (sent.orderType === 'MARKET') return true;
  // A stop that has triggered may be shown as the limit order it became.
  if (sent.orderType === 'STOP_LIMIT' && report.orderType === 'LIMIT') return sent.price === report.price;
  return (
    sent.orderType === report.orderType && sent.price === report.price && sent.triggerPrice === report.triggerPrice
  );
}

/** The broker's answer to a placement. */
export function placed(copy: CopyOrder, outcome: WriteOutcome, nowMs: number): CopyOrder {
  const sent = copy.inFlight?.kind === 'place' ? copy.inFlight : null;
  const idle: CopyOrder = { ...copy, inFlight: sent ? null : copy.inFlight };
  // A frame was faster than the answer and already says what became of it.
  if (copy.actual.state !== 'none' || !sent?.terms) return idle;
  switch (outcome.kind) {
    case 'accepted':
      return {
        ...idle,
        refusals: 0,
        actual: {
          state: 'open',
          venueOrderId: outcome.venueOrderId,
          terms: sent.terms,
          termsSinceMs: nowMs,
          earlierTerms: [],
          status: 'SUBMITTED',
          filledQty: 0,
          modifications: 0,
          chased: sent.chase,
          cancelSent: false,
          suspect: false,
        },
      };
    case 'unknown':
      return {
        ...idle,
        notBeforeMs: nowMs + RETRY_MS[0],
        actual: { state: 'unknown', sinceMs: nowMs, absentReads: 0, terms: sent.terms },
      };
    case 'refused':
      if (outcome.refusal !== 'ORDER') return { ...backOff(idle, nowMs), refusedWith: outcome.text };
      return {
        ...idle,
        actual: {
          state: 'closed',
          venueOrderId: null,
          how: 'REFUSED',
          byUs: false,
          timeInForce: sent.terms.timeInForce,
          filledQty: 0,
          text: outcome.text,
        },
      };
  }
}

/** The broker's answer to a modification or a cancel. A refusal often means that the order has just ended: it is looked up. */
export function changed(copy: CopyOrder, outcome: WriteOutcome, nowMs: number): CopyOrder {
  const sent = copy.inFlight;
  const idle: CopyOrder = { ...copy, inFlight: null, refusedWith: undefined };
  const { actual } = copy;
  if (actual.state !== 'open' || !sent || sent.kind === 'lookup') return idle;
  if (outcome.kind === 'refused' && outcome.refusal !== 'ORDER')
    return { ...backOff(idle, nowMs), refusedWith: outcome.text };
  if (outcome.kind === 'accepted') {
    if (sent.kind === 'cancel') return { ...idle, actual: { ...actual, cancelSent: true, termsSinceMs: nowMs } };
    return {
      ...idle,
      refusals: 0,
      actual: {
        ...asked(actual, sent),
        termsSinceMs: nowMs,
        modifications: actual.modifications + 1,
        chased: sent.chase,
      },
    };
  }
  // Unknown: it may have taken. Refused: the broker's picture differs from ours. Either way the order is read.
  return {
    ...idle,
    refusals: copy.refusals + 1,
    actual: {
      ...(outcome.kind === 'unknown' ? asked(actual, sent) : actual),
      suspect: true,
      cancelSent: actual.cancelSent || (sent.kind === 'cancel' && outcome.kind === 'unknown'),
      modifications: actual.modifications + (sent.kind === 'modify' ? 1 : 0),
    },
  };
}

/** So many modifications in a row may have been lost. */
const EARLIER_MAX = 8;

function earlierOf({ terms, earlierTerms }: OpenOrder): OrderTerms[] {
  return [terms, ...earlierTerms].slice(0, EARLIER_MAX);
}

/** An order of an earlier day that no book shows: it has ended, and what the account holds says what it filled. */
export function missing(copy: CopyOrder): CopyOrder {
  const { actual } = copy;
  if (actual.state !== 'open' && actual.state !== 'unknown') return copy;
  const filledQty = actual.state === 'open' ? actual.filledQty : 0;
  return {
    ...copy,
    inFlight: null,
    actual: {
      state: 'closed',
      venueOrderId: actual.state === 'open' ? actual.venueOrderId : null,
      how: 'DAY_ENDED',
      byUs: false,
      timeInForce: actual.terms.timeInForce,
      filledQty,
      text: "none of the broker's books shows the order any longer",
      unsettledQty: Math.max(0, placedOf(copy) - filledQty),
    },
  };
}

/** A command whose answer was lost with the process, or with the day: what it did is not known. */
export function interrupted(order: CopyOrder, nowMs: number): CopyOrder {
  const { inFlight, actual } = order;
  if (!inFlight) return order;
  if (inFlight.kind === 'place' && actual.state === 'none' && inFlight.terms) {
    const { sinceMs, terms } = inFlight;
    return { ...order, inFlight: null, actual: { state: 'unknown', sinceMs, absentReads: 0, terms } };
  }
  if (actual.state !== 'open') return { ...order, inFlight: null };
  return changed(order, { kind: 'unknown', text: 'the answer was lost' }, nowMs);
}

/** True when "no such order", asked for at this time, would prove that the placement never took. */
export function wouldProveAbsence(copy: CopyOrder, rule: AbsenceRule, askedMs: number): boolean {
  const { actual } = copy;
  if (actual.state !== 'unknown') return false;
  // From the first look-up on: a machine that slept may send a request when it wakes.
  const { reads, sinceMs } = absenceBefore(actual, rule, askedMs);
  return reads + 1 >= rule.reads && askedMs - (sinceMs ?? askedMs) >= rule.windowMs;
}

/** Look-ups that one asked for now goes on from. After a long pause they start again: the machine may have slept. */
function absenceBefore(
  { absentReads, absentSinceMs, absentLastMs }: Extract<CopyOrder['actual'], { state: 'unknown' }>,
  rule: AbsenceRule,
  askedMs: number,
): { readonly reads: number; readonly sinceMs: number | undefined } {
  const hasPaused = absentLastMs !== undefined && askedMs - absentLastMs > rule.windowMs + PAUSE_MS;
  return hasPaused ? { reads: 0, sinceMs: undefined } : { reads: absentReads, sinceMs: absentSinceMs };
}

export type LookupResult = 'found' | 'absent' | 'failed';

/** The end of a look-up, after what it found has been observed. */
export function lookedUp(copy: CopyOrder, result: LookupResult, rule: AbsenceRule, nowMs: number): CopyOrder {
  const idle: CopyOrder = { ...copy, inFlight: copy.inFlight?.kind === 'lookup' ? null : copy.inFlight };
  const { actual } = idle;
  if (actual.state === 'open') {
    if (result !== 'found') return { ...idle, notBeforeMs: nowMs + RETRY_MS[2] };
    // Still open after a cancel that was taken: the cancel did not hold.
    const refusals = actual.cancelSent ? idle.refusals + 1 : idle.refusals;
    return {
      ...idle,
      refusals,
      notBeforeMs: refusals === 0 ? 0 : nowMs + backOffMs(RETRY_MS[0], refusals + 1, RETRY_MOST_MS),
      actual: { ...actual, suspect: false, cancelSent: false, termsSinceMs: nowMs },
    };
  }
  if (actual.state !== 'unknown') return idle;
  const askedMs = copy.inFlight?.kind === 'lookup' ? copy.inFlight.sinceMs : nowMs;
  const before = absenceBefore(actual, rule, askedMs);
  const absentReads = before.reads + (result === 'absent' ? 1 : 0);
  const waitMs = RETRY_MS[Math.min(absentReads, RETRY_MS.length - 1)] ?? RETRY_MS[0];
  const isProved = result === 'absent' && wouldProveAbsence(copy, rule, askedMs);
  if (!isProved) {
    const absentSinceMs = before.sinceMs ?? (result === 'absent' ? askedMs : undefined);
    const provedMs = (absentSinceMs ?? nowMs) + rule.windowMs;
    const notBeforeMs = Math.min(nowMs + waitMs, Math.max(nowMs + RETRY_MS[0], provedMs));
    if (absentSinceMs === undefined) return { ...idle, notBeforeMs };
    const absentLastMs = result === 'absent' ? askedMs : (actual.absentLastMs ?? askedMs);
    return { ...idle, notBeforeMs, actual: { ...actual, absentReads, absentSinceMs, absentLastMs } };
  }
  return {
    ...idle,
    notBeforeMs: 0,
    actual: {
      state: 'closed',
      venueOrderId: null,
      how: 'ABSENT',
      byUs: false,
      timeInForce: actual.terms.timeInForce,
      filledQty: 0,
      text: `looked up ${absentReads} times over ${Math.round((nowMs - actual.sinceMs) / 100) / 10} s`,
    },
  };
}

function backOff(copy: CopyOrder, nowMs: number): CopyOrder {
  const waitMs = RETRY_MS[Math.min(copy.refusals + 2, RETRY_MS.length - 1)] ?? RETRY_MS[0];
  return { ...copy, notBeforeMs: nowMs + waitMs };
}

function termsOf(report: OrderReport): OrderTerms {
  const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = report;
  return { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty };
}
