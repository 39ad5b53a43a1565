import { signOf } from '@dhancopy/domain/order';
import type { OrderReport } from '@dhancopy/domain/order';
import type { Turn } from '../decision.ts';
import { assetFor } from '../leader/position.ts';
import { remembered } from '../position/recent-fills.ts';
import type { Recent } from '../position/recent-fills.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { explain, noteFill, ownOf, positionsIn, putOwn, today } from './own-book.ts';
import type { HandTrade, OwnUnits } from './own-units.ts';
import { attribute, SAME_MOMENT_MS, sumOf, timeOf } from './attribution.ts';
import { noticeOwnPosition } from './own-position-opened.ts';

type Trade = Pick<HandTrade, 'units' | 'tsMs' | 'reason' | 'price'>;

/** New fills of an order without our mark. @returns the positions that it changed */
export function countHandTrade(turn: Turn, report: OrderReport): PositionKey[] {
  const { accountId, venueOrderId, product, filledQty, avgPxRupees, tsEventMs } = report;
  if (filledQty === 0) return [];
  const own = ownOf(turn.state, accountId, assetFor(report.instrumentId, product, turn.ctx), product);
  const filled = signOf(report.side) * filledQty;
  const units = filled - (own.counted[venueOrderId]?.units ?? 0);
  if (units === 0) return [];
  const counted = { ...own.counted, [venueOrderId]: { units: filled, dayMs: today(turn), tsMs: tsEventMs } };
  noteFill(turn, accountId, own.asset, own.product);
  const next = { ...ownOf(turn.state, accountId, own.asset, own.product), counted };
  putOwn(turn, next);
  // The first read of the account holds it, also where its row comes later. Broker times are whole seconds: a trade in the second
  // of the read counts as made after it, for copied units that may be gone must not be sold.
  if (next.units === null || (tsEventMs !== null && tsEventMs + 999 < next.beganMs)) return [];
  const news = units - explain(turn, accountId, own.asset, product, units, tsEventMs);
  if (news === 0) return [];
  const now = ownOf(turn.state, accountId, own.asset, product);
  const price = avgPxRupees === null ? null : Math.round(avgPxRupees * 100);
  return takeHandTrade(turn, now, { units: news, tsMs: tsEventMs, reason: 'CLOSED_BY_HAND', price });
}

/** A trade that no order of ours made. @returns the positions of which it released units */
export function takeHandTrade(turn: Turn, own: OwnUnits, trade: Trade): PositionKey[] {
  const { nowMs } = turn.ctx;
  const positions = positionsIn(turn.state, own.accountId, own.asset, own.product);
  const known: readonly Recent[] = [...own.recent, ...positions.flatMap(({ recentFills }) => recentFills)];
  const hand: HandTrade = {
    ...trade,
    // By this machine's clock it might come after a fill that is heard of later.
    ...(trade.tsMs === null && { afterMs: Math.max(0, ...known.map(timeOf)) }),
    heardMs: nowMs,
    heard: turn.state.heard++,
    released: [],
    opened: Math.abs(trade.units),
  };
  const recent = remembered(own.recent, hand);
  putOwn(turn, { ...own, units: (own.units ?? 0) + trade.units, recent, suspicion: null });
  const released = attribute(turn, own, false);
  const account = ownOf(turn.state, own.accountId, own.asset, own.product);
  const after = account.recent.find(({ heard }) => heard === hand.heard);
  if (after && after.opened > 0) {
    const now = positionsIn(turn.state, own.accountId, own.asset, own.product);
    warnOfOpening(turn, account, now, Math.sign(trade.units), after.opened, trade.tsMs);
  }
  return released;
}

/** He closed what our exit had just closed: now he has a position of his own that he may not want. */
function warnOfOpening(
  turn: Turn,
  own: OwnUnits,
  positions: readonly CopyPosition[],
  sign: number,
  units: number,
  tsMs: number | null,
): void {
  // What a read found was done at some time since our exit: the fills that are remembered are those that no read agreed with yet.
  const isTogether = (fill: { readonly tsMs: number | null; readonly heardMs: number }): boolean =>
    tsMs === null || Math.abs((fill.tsMs ?? fill.heardMs) - tsMs) <= SAME_MOMENT_MS;
  const exited = positions.find((position) =>
    exitsOf(position, own.recent).some((fill) => sign * fill.units > 0 && isTogether(fill)),
  );
  if (exited) noticeOwnPosition(turn, exited, units);
}

/** The remembered fills of ours that closed copied units: an entry on the same side is no reason to warn. */
function exitsOf({ key, held, recentFills }: CopyPosition, hands: readonly HandTrade[]): Recent[] {
  const released = hands.flatMap((hand) => hand.released.filter((part) => part.key === key));
  let before = recentFills.reduce((sum, { units }) => sum - units, held + sumOf(released));
  return recentFills.filter(({ units }) => {
    const isExit = before * units < 0;
    before += units;
    return isExit;
  });
}
