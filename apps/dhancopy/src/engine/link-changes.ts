import type { LinkId } from '@dhancopy/domain/ids';
import { addOwn, sealTrades, today } from './account/own-book.ts';
import { lowerTarget, release } from './account/release.ts';
import type { Turn } from './decision.ts';
import type { EngineEvent } from './events.ts';
import { isUnderWay } from './order/copy-order.ts';
import type { CopyOrder } from './order/copy-order.ts';
import { putCopy, putPosition } from './position/books.ts';
import { keyOf } from './position/copy.ts';
import type { Copy } from './position/copy.ts';
import { emptyPosition } from './position/create.ts';
import { ended } from './position/ended.ts';
import type { PositionKey } from './position/copy-position.ts';
import type { Worked } from './position/lines.ts';
import { pictureNow } from './position/picture-now.ts';

/** A link is gone: what it holds is the follower's own from now on, and what rests for it is cancelled. */
export function dropLink(turn: Turn, link: LinkId): void {
  const { state, decision } = turn;
  for (const key of [...(state.positionsByLink.get(link) ?? [])]) {
    const position = state.positions.get(key);
    if (!position) continue;
    const copies = position.active.flatMap((id) => state.copies.get(id) ?? []);
    const orders = [...copies.flatMap((copy) => copy.orders), ...(position.correction?.orders ?? [])];
    for (const copy of copies) endWithLink(turn, copy);
    for (const { actual } of orders) {
      if (actual.state !== 'open') continue;
      const { followerId: accountId } = position;
      decision.commands.push({ type: 'cancelGhost', accountId, venueOrderId: actual.venueOrderId });
    }
    handBack(turn, key);
    const now = state.positions.get(key) ?? position;
    const without = now.correction === null ? now : ended(now, now.correction);
    putPosition(turn, { ...without, base: 0, run: null, log: [], active: [] });
    state.wakes.delete(key);
  }
}

/** Nothing works on a copy of a link that is gone: as soon as no order of it may fill, that is its end. */
function endWithLink(turn: Turn, copy: Copy): void {
  if (copy.outcome !== null || copy.orders.some(isUnderWay)) return;
  const outcome = { reason: 'LINK_REMOVED', detail: '', atMs: turn.ctx.nowMs } as const;
  putCopy(turn, { ...copy, waiting: null, outcome });
}

/**
 * News of an order of a copy whose link is gone: one that turned up late is cancelled, and what it filled is the follower's own.
 * @param order - the one with news
 */
export function afterLink(turn: Turn, copy: Copy, { actual }: CopyOrder): void {
  endWithLink(turn, copy);
  const key = keyOf(copy);
  const position = turn.state.positions.get(key);
  if (!position) return;
  if (actual.state === 'open') {
    const { followerId: accountId } = position;
    turn.decision.commands.push({ type: 'cancelGhost', accountId, venueOrderId: actual.venueOrderId });
  }
  handBack(turn, key);
  const now = turn.state.positions.get(key) ?? position;
  if (now.active.length > 0) putPosition(turn, { ...now, active: [] });
}

/** What a link that is gone holds is the follower's own. */
export function handBack(turn: Turn, key: PositionKey): void {
  const position = turn.state.positions.get(key);
  if (!position || position.held === 0) return;
  addOwn(turn, position.followerId, position.asset, position.product, position.held);
  release(turn, position, Math.abs(position.held), 'LINK_REMOVED', position.price);
  sealTrades(turn, position);
}

/** A new link takes over what an earlier one between the same accounts held, and what is the follower's own since. */
export function adoptPositions(
  turn: Turn,
  { linkId, positions }: Extract<EngineEvent, { type: 'PositionsAdopted' }>,
): PositionKey[] {
  const link = turn.state.links.get(linkId);
  if (!link) return [];
  return positions.map((row) => {
    const dayMs = today(turn);
    const expiredFromMs = turn.ctx.instrument(row.instrumentId)?.expiredFromMs ?? null;
    const fresh = emptyPosition(link, row.asset, row.leaderProduct, row.product, row, expiredFromMs, dayMs, null);
    const known = turn.state.positions.get(fresh.key) ?? fresh;
    putPosition(turn, { ...known, base: known.base + row.netQty, held: known.held + row.netQty });
    sealTrades(turn, known);
    addOwn(turn, link.followerId, row.asset, row.product, -row.netQty);
    return fresh.key;
  });
}

/**
 * The target of every position of a link becomes zero: what it holds is closed at the market, and what rests to open is cancelled. It
 * may be asked again, for what has filled meanwhile.
 */
export function closePositions(turn: Turn, link: LinkId): PositionKey[] {
  const keys = [...(turn.state.positionsByLink.get(link) ?? [])];
  for (const key of keys) {
    const position = turn.state.positions.get(key);
    if (!position) continue;
    const worked = (): readonly Worked[] => pictureNow(turn, turn.state.positions.get(key) ?? position).worked;
    lowerToZero(turn, key);
    for (const each of worked()) giveUpEntry(turn, each);
    lowerToZero(turn, key);
    for (const each of worked()) writeOff(turn, each);
  }
  return keys;
}

/** Also what copies have filled ahead of leader orders that may still fill: it is not expected to be held any more. */
function lowerToZero(turn: Turn, key: PositionKey): void {
  for (const side of [1, -1]) lowerTarget(turn, key, Infinity, side);
}

/** What of an entry has not filled stays unfilled, whatever its leader order does. */
function giveUpEntry(turn: Turn, { copy, line }: Worked): void {
  if (copy.share === null || copy.detached !== null || line.due.entry + line.rest.entry === 0) return;
  const entryMost = Math.max(0, line.done - line.due.exit - line.rest.exit);
  if (copy.entryMost !== null && copy.entryMost <= entryMost) return;
  if (entryMost >= line.due.entry + line.rest.entry) return;
  putCopy(turn, { ...copy, entryMost, givenUp: { reason: 'FLATTENED', detail: '' } });
}

/** What a copy owes is closed with everything else: its order does not wait for units to come in. */
function writeOff(turn: Turn, { copy, line }: Worked): void {
  const owed = line.due.exit + line.due.entry - line.done;
  if (copy.share === null || copy.detached !== null || owed <= 0) return;
  putCopy(turn, { ...copy, writtenOff: copy.writtenOff + owed });
}
