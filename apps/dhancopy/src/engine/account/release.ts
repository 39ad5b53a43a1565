import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import { putCopy, putPosition } from '../position/books.ts';
import { aheadOf } from '../position/allotment.ts';
import { copiedQtyOf } from '../position/copy.ts';
import type { ReleasedAhead } from '../position/copy.ts';
import { ended } from '../position/ended.ts';
import { lotSizeOf } from '../position/lots.ts';
import { sizedOf } from '../position/lines.ts';
import { isLeaderFill } from '../position/log.ts';
import type { LogEntry } from '../position/log.ts';
import { activeIn, pictureNow } from '../position/picture-now.ts';
import { dueOf, targetOf } from '../position/target.ts';
import { sealTrades } from './own-book.ts';
import type { ReleaseReason } from './release-reason.ts';
import { nameOf } from '../instrument-name.ts';

const WORDS: Readonly<Record<ReleaseReason, string>> = {
  CLOSED_BY_HAND: 'the follower, or the broker for the follower, closed them',
  DETACHED: 'the follower took over their order',
  SQUARED_OFF: 'the broker closed them at the end of the day',
  EXPIRED: 'the contract expired',
  GONE_OVERNIGHT: 'they were gone at the first read of the day',
  CORPORATE_ACTION: 'a split or bonus changed their number',
  LINK_REMOVED: 'the link was removed',
  NOT_IN_ACCOUNT: 'the account does not hold them',
};

/**
 * Copied units leave `held` and the target together. Where an exit of ours still owes units, the target keeps the same
 * fraction of what is left: it does not matter which of the two came first.
 * @param units - at most what is held, positive
 */
export function release(
  turn: Turn,
  position: CopyPosition,
  units: number,
  reason: ReleaseReason,
  price: number | null,
): void {
  const side = Math.sign(position.held);
  const held = Math.abs(position.held);
  const gone = Math.min(units, held);
  if (gone <= 0) return;
  const aimed = aimedOn(turn, position, side);
  const lowered = aimed - aimedAfter(turn, position, aimed, held, gone);
  leave(turn, position, { side, units: gone, lowered, reason, price });
}

/** Units that should be held on a side by now, with what copies have filled ahead of the leader. */
export function aimedOn(turn: Turn, position: CopyPosition, side: number): number {
  return Math.max(0, side * (position.held + pictureNow(turn, position).allotment.open));
}

/** Units that should be held once so many of those held are gone: the same fraction where an exit owes units, in whole lots. */
export function aimedAfter(turn: Turn, position: CopyPosition, aimed: number, held: number, gone: number): number {
  const lot = lotSizeOf(position, [], turn.ctx);
  return aimed >= held ? aimed - gone : Math.floor((aimed * (held - gone)) / held / lot) * lot;
}

interface Leaving {
  /** 1 for units held long, -1 for short ones. */
  readonly side: number;
  /** Negative where units that were released are held after all. */
  readonly units: number;
  /** Units by which what should be held goes down. */
  readonly lowered: number;
  readonly reason: ReleaseReason;
  /** Paise; null when unknown. */
  readonly price: number | null;
}

/** Units leave a position, or come back to it, and what should be held with them. */
export function leave(
  turn: Turn,
  position: CopyPosition,
  { side, units: gone, lowered, reason, price }: Leaving,
): void {
  const { key, followerId } = position;
  putPosition(turn, { ...position, held: position.held - side * gone, released: true });
  if (lowered > 0) lowerTarget(turn, key, lowered, side);
  if (lowered < 0) raiseTarget(turn, key, side * -lowered);
  if (gone === 0) return;
  turn.decision.releases.push({ key, followerId, reason, units: side * gone, price, atMs: turn.ctx.nowMs });
  if (gone > 0) noticeRelease(turn, position, gone, reason, price);
}

/** @param price - paise; null when unknown */
export function noticeRelease(
  turn: Turn,
  { instrumentId, followerId }: CopyPosition,
  units: number,
  reason: ReleaseReason,
  price: number | null,
): void {
  const worth = price === null ? '' : ` (${formatRupees((units * price) / 100)})`;
  turn.decision.notices.push({
    severity: reason === 'EXPIRED' ? 'INFO' : 'WARNING',
    code: 'RELEASED',
    text: `${formatCount(units)} copied units of ${nameOf(turn, instrumentId)}${worth} were released: ${WORDS[reason]}. The leader's exits will not trade them`,
    accountId: followerId,
    venueOrderId: null,
  });
}

/**
 * Lowers what should be held: the target first, then what copies of open leader orders have filled ahead of it.
 * @returns false when there was not so much to lower
 */
export function lowerTarget(turn: Turn, key: PositionKey, units: number, side?: number): boolean {
  const position = turn.state.positions.get(key);
  if (!position || units <= 0) return true;
  const { target, worked } = pictureNow(turn, position);
  const sign = side ?? (Math.sign(position.held) || Math.sign(target.target));
  const fromTarget = Math.min(units, Math.max(0, sign * target.target));
  if (fromTarget > 0)
    putPosition(turn, { ...position, log: [...position.log, { moved: 'released', units: fromTarget }] });
  let left = units - fromTarget;
  for (const { copy, line } of worked.toReversed()) {
    if (!line.mayFill || (sign !== 0 && line.sign !== sign)) continue;
    const part = Math.min(left, aheadOf(line));
    if (part <= 0) continue;
    left -= part;
    putCopy(turn, {
      ...copy,
      writtenOff: copy.writtenOff - part,
      releasedAhead: withReleased(copy.releasedAhead, line.due.entry, part),
    });
  }
  return left === 0;
}

function withReleased(before: readonly ReleasedAhead[], after: number, units: number): readonly ReleasedAhead[] {
  const last = before.at(-1);
  if (last?.after !== after) return [...before, { after, units }];
  return [...before.slice(0, -1), { after, units: last.units + units }];
}

/**
 * What was released after all was not: it is held again where it was taken out, so that exits which came after take their part of it.
 * @param units - signed
 */
function raiseTarget(turn: Turn, key: PositionKey, units: number): void {
  const position = turn.state.positions.get(key);
  if (!position) return;
  const sized = new Map(activeIn(turn.state, position).map((copy) => [copy.id, sizedOf(copy, position)]));
  let left = Math.abs(units);
  const log: LogEntry[] = [...position.log];
  for (let at = log.length - 1; at >= 0 && left > 0; at -= 1) {
    const entry = log[at];
    if (!entry || isLeaderFill(entry) || entry.moved !== 'released') continue;
    const { target } = targetOf(position.base, position.run, log.slice(0, at), sized);
    if (target * units <= 0) continue;
    const part = Math.min(left, Math.abs(entry.units));
    log[at] = { moved: 'released', units: Math.abs(entry.units) - part };
    left -= part;
  }
  const kept = log.filter((entry) => isLeaderFill(entry) || entry.units !== 0);
  if (left > 0) kept.push({ moved: 'kept', units: Math.sign(units) * left });
  putPosition(turn, { ...position, log: kept });
}

/** Shares units out over positions of one direction, in proportion to what each holds and in whole lots. */
export function shares<Holder extends { readonly position: CopyPosition; readonly held: number }>(
  turn: Turn,
  holders: readonly Holder[],
  units: number,
): { readonly holder: Holder; readonly units: number }[] {
  const parts: { holder: Holder; units: number }[] = [];
  let pool = holders.reduce((sum, { held }) => sum + Math.abs(held), 0);
  let left = Math.min(units, pool);
  for (const holder of holders) {
    const held = Math.abs(holder.held);
    const lot = lotSizeOf(holder.position, [], turn.ctx);
    const fair = Math.round((left * held) / pool / lot) * lot;
    // The others can take what is left at most.
    const part = Math.min(held, left, Math.max(fair, left - (pool - held)));
    pool -= held;
    left -= part;
    if (part > 0) parts.push({ holder, units: part });
  }
  return parts;
}

/** Ends a position whole: nothing is held or owed any more. */
export function endPosition(turn: Turn, position: CopyPosition, reason: ReleaseReason): void {
  const { target } = pictureNow(turn, position);
  release(turn, position, Math.abs(position.held), reason, position.price);
  const now = turn.state.positions.get(position.key) ?? position;
  const without = now.correction === null ? now : ended(now, now.correction);
  putPosition(turn, { ...without, base: 0, run: null, log: [], recentFills: [] });
  sealTrades(turn, position);
  for (const id of now.active) {
    const copy = turn.state.copies.get(id);
    if (!copy) continue;
    const { exit, entry, leaderEntry } = dueOf(target, id);
    const folded = { leaderEntry, exit, entry };
    putCopy(turn, { ...copy, folded, writtenOff: exit + entry - copiedQtyOf(copy) });
  }
}
