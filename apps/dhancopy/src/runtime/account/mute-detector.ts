import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { foldReport } from '../../engine/index.ts';
import type { KnownOrder } from '../../engine/index.ts';

/** If the book shows a change that the stream has not reported within this time, the stream is mute, ms. */
const MUTE_AFTER_MS = 2_000;
/** A frame and a book row within this time count as simultaneous, ms. */
const SAME_MOMENT_MS = 300;

/**
 * Proof of life of an order stream: the stream must have reported what the order book shows. Silence on a quiet account is
 * normal, so nothing else is taken for a sign of death.
 */
export class MuteDetector {
  /** Orders that the book showed changed before the stream did, and since when. */
  readonly #missed = new Map<VenueOrderId, number>();
  readonly #reported = new Map<VenueOrderId, number>();

  /** The stream reported an order. */
  reported(order: VenueOrderId, atMs: number): void {
    this.#missed.delete(order);
    this.#reported.set(order, atMs);
  }

  /** A new connection: what the one before missed proves nothing about it. */
  reset(): void {
    this.#missed.clear();
  }

  /**
   * Compares a book with what is known.
   * @param isBehind - a report is not decided on yet: what is known is older than what was heard
   * @returns `agrees` when the stream has reported everything; otherwise the orders that it has missed for too long, if any: they prove it mute
   * unless its socket still holds what was not read
   */
  compare(
    book: readonly OrderReport[],
    known: (order: VenueOrderId) => KnownOrder | undefined,
    askedMs: number,
    nowMs: number,
    isBehind = false,
  ): { readonly agrees: boolean; readonly overdue: readonly VenueOrderId[] } {
    if (!isBehind) {
      for (const [order, reportedMs] of this.#reported)
        if (reportedMs < askedMs - MUTE_AFTER_MS) this.#reported.delete(order);
    }
    for (const report of book) {
      const { venueOrderId: order } = report;
      const before = known(order);
      const fold = foldReport(before, report, { receivedMs: nowMs, askedMs });
      // A word that we do not know is no silence: the book has another word for the same state.
      const isStatusKnown = before?.report.status !== null;
      const isNews = fold.isNew || fold.newlyFilled > 0 || (fold.statusChanged && isStatusKnown);
      const reportedMs = this.#reported.get(order);
      const isReported = reportedMs !== undefined && (isBehind || reportedMs >= askedMs - SAME_MOMENT_MS);
      if (isNews && !isReported && !this.#missed.has(order)) this.#missed.set(order, askedMs);
    }
    return { agrees: this.#missed.size === 0, overdue: this.overdue(nowMs) };
  }

  /** The orders that the stream has missed for too long. */
  overdue(nowMs: number): readonly VenueOrderId[] {
    return [...this.#missed].filter(([, sinceMs]) => nowMs - sinceMs > MUTE_AFTER_MS).map(([order]) => order);
  }
}
