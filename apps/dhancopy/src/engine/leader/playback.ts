import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import type { TradeRead } from '../events.ts';

interface Step {
  readonly report: OrderReport;
  readonly atMs: number;
  /** Within one second trades come first, by their number; what no trade shows comes after. */
  readonly trade: TradeRead | null;
}

/**
 * The news of an order book as single steps in the order in which they happened: one for each trade, and one for each order
 * that changed otherwise. The broker's times have whole seconds; within one, the exchange's trade numbers decide.
 *
 * An order that is new and filled only after a later one was placed is first reported as it was placed, so that it counts as the
 * earlier of the two.
 * @param filledBefore - units of an order that were known to be filled; null for an order not known at all
 */
export function playback(
  reports: readonly OrderReport[],
  trades: readonly TradeRead[],
  filledBefore: (report: OrderReport) => number | null,
): OrderReport[] {
  const tradesOf = Map.groupBy(trades.toSorted(byTrade), (trade) => trade.venueOrderId);
  const steps = reports.flatMap((report) =>
    stepsOf(report, tradesOf.get(report.venueOrderId) ?? [], filledBefore(report)),
  );
  steps.sort((a, b) => a.atMs - b.atMs || byTradeFirst(a, b));
  return withPlacements(steps, filledBefore);
}

function stepsOf(report: OrderReport, trades: readonly TradeRead[], filledBefore: number | null): Step[] {
  const steps: Step[] = [];
  const known = filledBefore ?? 0;
  const last = report.tsEventMs ?? 0;
  let filled = 0;
  for (const trade of trades) {
    filled = Math.min(report.filledQty, filled + trade.quantity);
    if (filled <= known) continue;
    const isWhole = filled === report.filledQty && report.status === 'FILLED';
    const atMs = trade.tsEventMs ?? last;
    steps.push({
      report: isWhole ? report : { ...report, filledQty: filled, status: 'PARTIALLY_FILLED', tsEventMs: atMs },
      atMs,
      trade,
    });
    if (filled === report.filledQty) break;
  }
  if (steps.at(-1)?.report !== report) steps.push({ report, atMs: last, trade: null });
  return steps;
}

function withPlacements(steps: readonly Step[], filledBefore: (report: OrderReport) => number | null): OrderReport[] {
  const reports: OrderReport[] = [];
  const fresh = new Map<VenueOrderId, OrderReport>();
  for (const { report } of steps) {
    if (report.status !== 'REJECTED' && filledBefore(report) === null) fresh.set(report.venueOrderId, report);
  }
  for (const { report } of steps) {
    if (fresh.delete(report.venueOrderId)) {
      const earlier = [...fresh.values()].filter(
        (each) => each.instrumentId === report.instrumentId && isPlacedBefore(each, report),
      );
      for (const each of earlier.sort((a, b) => (isPlacedBefore(a, b) ? -1 : 1))) {
        fresh.delete(each.venueOrderId);
        reports.push({ ...each, filledQty: 0, avgPxRupees: null, status: 'ACCEPTED', tsEventMs: null });
      }
    }
    reports.push(report);
  }
  return reports;
}

/** The broker numbers orders as they come; numbers of another form say nothing. */
function isPlacedBefore(a: OrderReport, b: OrderReport): boolean {
  return a.venueOrderId.length === b.venueOrderId.length && a.venueOrderId < b.venueOrderId;
}

function byTradeFirst(a: Step, b: Step): number {
  if (a.trade && b.trade) return byTrade(a.trade, b.trade);
  return Number(a.trade === null) - Number(b.trade === null);
}

/** Trade numbers are digits without a fixed length. */
export function byTrade(a: TradeRead, b: TradeRead): number {
  return (
    (a.tsEventMs ?? 0) - (b.tsEventMs ?? 0) ||
    a.tradeId.length - b.tradeId.length ||
    (a.tradeId < b.tradeId ? -1 : Number(a.tradeId > b.tradeId))
  );
}
