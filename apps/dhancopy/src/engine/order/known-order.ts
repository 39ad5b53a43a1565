import { isFinal, sameTerms } from '@dhancopy/domain/order';
import type { OrderFacts, OrderReport, OrderStatus, OrderTerms } from '@dhancopy/domain/order';

/** Everything the broker reported about one order, folded into one picture. */
export interface KnownOrder {
  /** The picture: quantities only grow, a final status stays. */
  readonly report: OrderReport;
  readonly firstSeenMs: number;
  /** When the last frame of the stream arrived, ms; a book read that began before it does not overrule it. */
  readonly lastFrameMs: number;
  /** When the last read that showed the order was asked for, ms; 0 before the first. */
  readonly lastReadMs: number;
  /** When the filled quantity last grew: the broker's time if it gave one, ours otherwise. */
  readonly lastFillMs: number | null;
  /** How many times the terms were seen to change. */
  readonly revision: number;
  /** Its terms are of a frame that reports a modification: another frame of the same second that reports none is older. */
  readonly isAmended?: boolean;
}

export interface Fold {
  readonly order: KnownOrder;
  /** Units filled that were not known before. */
  readonly newlyFilled: number;
  readonly isNew: boolean;
  readonly termsChanged: boolean;
  readonly statusChanged: boolean;
  /** The report is not understood: the broker must be asked again. */
  readonly doubt: string | null;
  /** Its terms contradict others of the same time: only a read shows which are right. */
  readonly contested: string | null;
}

/** The report said something that was not known. */
export function isNews({ isNew, newlyFilled, termsChanged, statusChanged }: Fold): boolean {
  return isNew || newlyFilled > 0 || termsChanged || statusChanged;
}

export interface Arrival {
  readonly receivedMs: number;
  /** When the read that brought the report was sent; null for a frame. */
  readonly askedMs: number | null;
  /** Broker's time less ours, ms; 0 when left out. */
  readonly brokerAheadMs?: number;
}

/**
 * Folds a report into what is known of the order. Applying a report twice, or an older one late, changes nothing.
 *
 * Frames carry whole seconds and no sequence, so they are ordered by filled quantity and rank of status, not by time.
 * Source: the order stream has no replay and may repeat and reorder (observed wire, March 2025 to September 2026).
 */
export function foldReport(known: KnownOrder | undefined, report: OrderReport, at: Arrival): Fold {
  if (!known) {
    const doubt = doubtOf(report);
    const status = statusOf(undefined, report, report.filledQty, report.quantity);
    const order: KnownOrder = {
      report: { ...report, status },
      firstSeenMs: at.receivedMs,
      lastFrameMs: at.askedMs === null ? at.receivedMs : 0,
      lastReadMs: at.askedMs ?? 0,
      lastFillMs: report.filledQty > 0 ? fillTime(report, at) : null,
      revision: 0,
      isAmended: report.isModification,
    };
    return {
      order,
      newlyFilled: report.filledQty,
      isNew: true,
      termsChanged: false,
      statusChanged: true,
      doubt,
      contested: null,
    };
  }

  const before = known.report;
  const filledQty = Math.max(before.filledQty, report.filledQty);
  const newlyFilled = filledQty - before.filledQty;
  const { adopted: reported, contested } = termsOf(known, report, at);
  // However stale the terms are, what has filled was ordered.
  const adopted: OrderTerms = reported.quantity >= filledQty ? reported : { ...reported, quantity: filledQty };
  const status = statusOf(before, report, filledQty, adopted.quantity);
  const termsChanged = !sameTerms(before, adopted);
  const statusChanged = status !== before.status;
  const later = report.tsEventMs !== null && (before.tsEventMs === null || report.tsEventMs >= before.tsEventMs);

  const order: KnownOrder = {
    report: {
      ...before,
      ...adopted,
      clientOrderId: before.clientOrderId ?? report.clientOrderId,
      parentVenueOrderId: before.parentVenueOrderId ?? report.parentVenueOrderId,
      isSuperOrder: before.isSuperOrder || report.isSuperOrder,
      amoTime: before.amoTime ?? report.amoTime,
      placedMs: before.placedMs ?? report.placedMs ?? null,
      exchangeOrderId: report.exchangeOrderId ?? before.exchangeOrderId,
      tradingSymbol: report.tradingSymbol || before.tradingSymbol,
      lastPrice: report.lastPrice ?? before.lastPrice,
      avgPxRupees:
        newlyFilled > 0 || report.filledQty === filledQty
          ? (report.avgPxRupees ?? before.avgPxRupees)
          : before.avgPxRupees,
      text: report.text || before.text,
      statusText: statusChanged || later ? report.statusText : before.statusText,
      isModification: report.isModification,
      tsEventMs: later ? report.tsEventMs : before.tsEventMs,
      source: report.source,
      ...(report.facts && { facts: foldFacts(before.facts, report.facts) }),
      filledQty,
      status,
    },
    firstSeenMs: known.firstSeenMs,
    lastFrameMs: at.askedMs === null ? at.receivedMs : known.lastFrameMs,
    lastReadMs: at.askedMs ?? known.lastReadMs,
    lastFillMs: newlyFilled > 0 ? fillTime(report, at) : known.lastFillMs,
    revision: known.revision + (termsChanged ? 1 : 0),
    isAmended: report.isModification || (!termsChanged && known.isAmended === true),
  };
  return {
    order,
    newlyFilled,
    isNew: false,
    termsChanged,
    statusChanged,
    doubt: doubtOf(report),
    contested,
  };
}

/** What one source does not say, another has said before. */
function foldFacts(before: OrderFacts | undefined, { exchangeTimeMs, algoId, omsErrorCode }: OrderFacts): OrderFacts {
  return {
    exchangeTimeMs: exchangeTimeMs ?? before?.exchangeTimeMs ?? null,
    algoId: algoId ?? before?.algoId ?? null,
    omsErrorCode: omsErrorCode ?? before?.omsErrorCode ?? null,
  };
}

/** An order that is looked at again although nothing new is reported of it. */
export function withoutNews(order: KnownOrder): Fold {
  return {
    order,
    newlyFilled: 0,
    isNew: false,
    termsChanged: false,
    statusChanged: false,
    doubt: null,
    contested: null,
  };
}

/** By the broker's clock, in whole seconds: the fill may have been at the end of its second, but not after we heard of it. */
export function fillTime(report: OrderReport, { receivedMs, brokerAheadMs = 0 }: Arrival): number {
  const heardMs = receivedMs + brokerAheadMs;
  return report.tsEventMs === null ? heardMs : Math.min(heardMs, report.tsEventMs + 999);
}

/** Terms to believe now, and whether the broker should be asked which are right. */
function termsOf(
  known: KnownOrder,
  report: OrderReport,
  at: Arrival,
): { adopted: OrderTerms; contested: string | null } {
  const before = known.report;
  const adopted = pickTerms(report);
  // A market order of the API is stored as a protected limit: the book's LIMIT is the same order, not a modification.
  const isProtectedMarket = before.orderType === 'MARKET' && at.askedMs !== null && report.orderType === 'LIMIT';
  if (isProtectedMarket) return { adopted: { ...pickTerms(before), quantity: report.quantity }, contested: null };
  if (sameTerms(before, adopted)) return { adopted, contested: null };
  if (at.askedMs !== null) {
    return at.askedMs > known.lastFrameMs
      ? { adopted, contested: null }
      : { adopted: pickTerms(before), contested: 'a frame arrived while the book was being read' };
  }
  if (isFinal(before.status)) return { adopted: pickTerms(before), contested: null };
  if (before.tsEventMs !== null && report.tsEventMs !== null) {
    if (report.tsEventMs < before.tsEventMs) return { adopted: pickTerms(before), contested: null };
    if (report.tsEventMs === before.tsEventMs) {
      // What a read showed, or a modification, is rather the newer state; the next read decides.
      const stale = !report.isModification && (known.isAmended === true || known.lastReadMs > known.lastFrameMs);
      return { adopted: stale ? pickTerms(before) : adopted, contested: 'two different states within one second' };
    }
  }
  return { adopted, contested: null };
}

function pickTerms(terms: OrderTerms): OrderTerms {
  const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = terms;
  return { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty };
}

function doubtOf(report: OrderReport): string | null {
  if (report.status === null) return `unknown status ${JSON.stringify(report.statusText)}`;
  if (report.status === 'FILLED' && report.filledQty < report.quantity) return 'filled, but not for the whole quantity';
  return null;
}

const RANK: Readonly<Record<OrderStatus, number>> = {
  SUBMITTED: 0,
  ACCEPTED: 1,
  PARTIALLY_FILLED: 2,
  REJECTED: 3,
  EXPIRED: 3,
  CANCELED: 3,
  FILLED: 4,
};

/** The status after a report. Quantities decide before words do. */
function statusOf(
  before: OrderReport | undefined,
  report: OrderReport,
  filledQty: number,
  quantity: number,
): OrderStatus | null {
  // Fills of one report and the quantity of another prove nothing: the order may have been modified between them.
  if (report.quantity > 0 && report.filledQty >= report.quantity) return 'FILLED';
  if (report.status === 'FILLED' && quantity > 0 && filledQty >= quantity) return 'FILLED';
  const known = before?.status ?? null;
  if (isFinal(known)) return known;
  // "Traded" without the quantities to prove it stays open until the book has been read.
  const shown = report.status === 'FILLED' ? 'PARTIALLY_FILLED' : report.status;
  const higher = shown === null || (known !== null && RANK[known] > RANK[shown]) ? known : shown;
  if (isFinal(higher)) return higher;
  return filledQty > 0 ? 'PARTIALLY_FILLED' : higher;
}
