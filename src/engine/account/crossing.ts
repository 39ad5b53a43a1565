import type { Turn } from '../decision.ts';
import { putPosition } from '../position/books.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { addOwn, ownOf, putOwn } from './own-book.ts';
import type { HandTrade } from './own-units.ts';
import { noticeOwnPosition } from './own-position-opened.ts';
import { release } from './release.ts';

/**
 * A fill of ours that was heard of after a trade of the follower's, though by the exchange's time it was first.
 *
 * 1. Our exit: his trade released nothing then, and is a new position of his own.
 * 2. Our entry: his trade against it did not open a position of his own, it closed copied units.
 * @param tsMs - the broker's time of our fill
 */
export function settleCrossing(turn: Turn, key: PositionKey, tsMs: number | null): void {
  const position = turn.state.positions.get(key);
  const last = position?.recentFills.at(-1);
  if (!position || !last || tsMs === null || position.held === 0) return;
  const sign = Math.sign(position.held);
  if (sign !== Math.sign(last.units)) return;
  const own = ownOf(turn.state, position.followerId, position.asset, position.product);
  const later = own.recent.filter((trade) => trade.tsMs !== null && trade.tsMs > tsMs);
  if (later.length === 0) return;
  const size = Math.min(Math.abs(position.held), Math.abs(last.units));
  const undone = undoReleases(turn, position, later, sign, size);
  if (undone < size) closeByHand(turn, key, later, sign, size - undone);
}

/** Units that later trades of his released although our exit had closed them: those trades opened a position of his own. */
function undoReleases(
  turn: Turn,
  position: CopyPosition,
  later: readonly HandTrade[],
  sign: number,
  most: number,
): number {
  const { key, followerId, asset, product } = position;
  const released = later.flatMap((trade) => trade.released).filter((part) => part.key === key && part.units * sign < 0);
  const units = Math.min(
    most,
    released.reduce((sum, part) => sum + Math.abs(part.units), 0),
  );
  if (units === 0) return 0;
  const own = ownOf(turn.state, followerId, asset, product);
  putOwn(turn, { ...own, recent: own.recent.filter((trade) => !later.includes(trade)) });
  putPosition(turn, { ...position, held: position.held - sign * units });
  addOwn(turn, followerId, asset, product, sign * units);
  noticeOwnPosition(turn, position, units);
  return units;
}

/** Units that later trades of his opened as his own, though copied units were there to be closed. */
function closeByHand(turn: Turn, key: PositionKey, later: readonly HandTrade[], sign: number, most: number): void {
  const position = turn.state.positions.get(key);
  if (!position) return;
  const { followerId, asset, product } = position;
  const own = ownOf(turn.state, followerId, asset, product);
  const against = later.filter((trade) => trade.units * sign < 0);
  const opened = against.reduce((sum, trade) => sum + trade.opened, 0);
  const units = Math.min(most, opened, Math.max(0, -sign * (own.units ?? 0)));
  if (units === 0) return;
  let left = units;
  const recent = own.recent.map((trade) => {
    if (!against.includes(trade) || left === 0) return trade;
    const part = Math.min(left, trade.opened);
    left -= part;
    return { ...trade, opened: trade.opened - part, released: [...trade.released, { key, units: sign * part }] };
  });
  putOwn(turn, { ...own, recent, units: (own.units ?? 0) + sign * units });
  release(turn, position, units, 'CLOSED_BY_HAND', position.price);
}
