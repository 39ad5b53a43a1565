import { isReason, REASONS } from '@dhancopy/domain/reason';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { copiedQtyOf, venueOrderOf } from '../engine/readings.ts';
import type { Copy } from '../engine/readings.ts';
import type { MappingChanges, NewMapping } from '../store/copies/mappings.ts';

/** When each step of a copy happened, epoch µs. */
export interface Timing {
  leaderSeenUs: number;
  decidedUs: number | null;
  /** Of the request that the broker accepted; while there is none, of the last one. */
  sentUs: number | null;
  answeredUs: number | null;
  /** The broker has accepted a request: its times stay. */
  isAccepted: boolean;
  firstFillUs: number | null;
  doneUs: number | null;
}

/** Reasons of copies that were tried and failed; the others were never tried. */
const FAILURES: ReadonlySet<ReasonCode> = new Set(['REJECTED', 'REFUSED', 'ABSENT', 'COPY_EXPIRED', 'DAY_ENDED']);

export function isFailure(reason: ReasonCode): boolean {
  return FAILURES.has(reason);
}

/** The seed's four words. A skip is a row too: `cancelled`, with the reason. */
export function mappingStatus(copy: Copy): NewMapping['status'] {
  const { outcome } = copy;
  const filled = copiedQtyOf(copy);
  if (outcome) {
    if (filled > 0) return 'placed';
    return isFailure(outcome.reason) ? 'failed' : 'cancelled';
  }
  return copy.orders.some((order) => order.actual.state === 'open' || filled > 0) ? 'placed' : 'pending';
}

/** The reason in words; null for a copy without any problem. */
export function mappingWords(copy: Copy): string | null {
  const { outcome, waiting } = copy;
  // What halts a copy is a reason too, and the engine gives its code.
  if (!outcome) return waiting !== null && isReason(waiting) ? REASONS[waiting] : waiting;
  if (outcome.reason === 'FILLED') return null;
  const words = REASONS[outcome.reason];
  return outcome.detail ? `${words} (${outcome.detail})` : words;
}

/** What of a mapping row changes with its copy, the copy itself left out. */
export type ChangedMapping = Omit<MappingChanges, 'state'> &
  Pick<NewMapping, 'leader_quantity' | 'follower_quantity' | 'status'>;

/** What of a mapping row follows from the copy. */
export function mappingChanges(copy: Copy): Omit<ChangedMapping, 'leader_quantity'> {
  const main = copy.orders[0];
  return {
    follower_order_id: main ? venueOrderOf(main) : null,
    follower_quantity: Math.max(copy.desired.exitQty + copy.desired.entryQty, copiedQtyOf(copy)),
    status: mappingStatus(copy),
    error_message: mappingWords(copy),
    correlation_id: main?.clientOrderId ?? null,
    reason_code: copy.outcome?.reason ?? null,
    generation: main?.generation ?? 0,
    is_open: copy.outcome ? 0 : 1,
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

/** `capital_ratio` of the row: the factor that sized the copy, as a number. */
export function ratioOf(copy: Copy): number | null {
  if (!copy.share) return null;
  return copy.share.factors.reduce((product, { num, den }) => product * (num / den), 1);
}
