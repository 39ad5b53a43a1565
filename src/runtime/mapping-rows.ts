import { REASONS } from '../domain/reason.ts';
import type { ReasonCode } from '../domain/reason.ts';
import { copiedQtyOf } from '../engine/mirror/mirror.ts';
import type { CopyOrder, Mirror } from '../engine/mirror/mirror.ts';
import type { MappingChanges, NewMapping } from '../store/mappings.ts';

/** When each step of a copy happened, epoch µs. */
export interface Timing {
  leaderSeenUs: number;
  decidedUs: number | null;
  sentUs: number | null;
  answeredUs: number | null;
  firstFillUs: number | null;
  doneUs: number | null;
}

/** Reasons that mean that something was tried and did not work, beside those that mean that it was left alone. */
const FAILURES: ReadonlySet<ReasonCode> = new Set(['REJECTED', 'REFUSED', 'ABSENT', 'COPY_EXPIRED', 'TOO_MANY_SLICES']);

/** The seed's four words. A skip is a row too: `cancelled`, with the reason. */
export function mappingStatus(mirror: Mirror): NewMapping['status'] {
  const { outcome } = mirror;
  const filled = copiedQtyOf(mirror);
  if (outcome) {
    if (filled > 0) return 'placed';
    return FAILURES.has(outcome.reason) ? 'failed' : 'cancelled';
  }
  return mirror.copies.some((copy) => copy.actual.state === 'open' || filled > 0) ? 'placed' : 'pending';
}

/** Why, in words a person understands; null for what simply went through. */
export function mappingWords(mirror: Mirror): string | null {
  const { outcome, waiting } = mirror;
  if (!outcome) return waiting;
  if (outcome.reason === 'FILLED') return null;
  const words = REASONS[outcome.reason];
  return outcome.detail ? `${words} (${outcome.detail})` : words;
}

export function followerOrderId(copy: CopyOrder | undefined): string | null {
  if (!copy) return null;
  const { actual } = copy;
  return actual.state === 'open' || actual.state === 'closed' ? actual.venueOrderId : null;
}

/** What of a mapping row changes with its copy, the mirror itself left out. */
export type ChangedMapping = Omit<MappingChanges, 'state'> &
  Pick<NewMapping, 'leader_quantity' | 'follower_quantity' | 'status'>;

/** What of a mapping row follows from the mirror. */
export function mappingChanges(mirror: Mirror): Omit<ChangedMapping, 'leader_quantity'> {
  const main = mirror.copies[0];
  return {
    follower_order_id: followerOrderId(main),
    follower_quantity: Math.max(mirror.desired.exitQty + mirror.desired.entryQty, copiedQtyOf(mirror)),
    status: mappingStatus(mirror),
    error_message: mappingWords(mirror),
    correlation_id: main?.clientOrderId ?? null,
    reason_code: mirror.outcome?.reason ?? null,
    generation: main?.generation ?? 0,
    is_open: mirror.outcome ? 0 : 1,
  };
}

/** The times of a copy, as the row keeps them. */
export function timingColumns(timing: Timing): MappingChanges {
  return {
    leader_seen_us: timing.leaderSeenUs,
    decided_us: timing.decidedUs,
    sent_us: timing.sentUs,
    answered_us: timing.answeredUs,
    first_fill_us: timing.firstFillUs,
    done_us: timing.doneUs,
  };
}

/** `capital_ratio` of the row: the factor that sized the copy, as a number for people. */
export function ratioOf(mirror: Mirror): number | null {
  if (!mirror.share) return null;
  return mirror.share.factors.reduce((product, { num, den }) => product * (num / den), 1);
}
