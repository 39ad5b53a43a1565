import { isDelivery } from '@dhancopy/domain/product';
import { paise } from '@dhancopy/domain/price';
import { formatCount } from '@dhancopy/domain/rupees';
import type { Turn } from '../decision.ts';
import { leaderPositionIn, heldBefore } from '../leader/position.ts';
import { putPosition } from '../position/books.ts';
import type { CopyPosition, Night, PositionKey } from '../position/copy-position.ts';
import { isLeaderFill } from '../position/log.ts';
import type { LogEntry, Scaled } from '../position/log.ts';
import { scaledBy } from '../position/target.ts';
import { attribute, isOfDay, releasedSince, sumOf } from './attribution.ts';
import { heldIn, putOwn } from './own-book.ts';
import type { OwnUnits } from './own-units.ts';
import { leave } from './release.ts';
import { nameOf } from '../instrument-name.ts';

const DAY_MS = 86_400_000;

/** How many units have become how many. */
type Factor = Pick<Scaled, 'units' | 'of'>;

/**
 * A split or bonus changes leader and follower alike: what is held, what should be held and what is his own are scaled. Compared is what
 * both had before they traded in the new day, so that the trades since are judged by the scaled units.
 * @param day - units that the account traded today, signed
 * @returns null when the follower's units of before the day did not change by the leader's factor
 */
export function scale(
  turn: Turn,
  own: OwnUnits,
  positions: readonly CopyPosition[],
  day: number,
): PositionKey[] | null {
  if (!isDelivery(own.product) || own.delivered === null || own.units === null) return null;
  const expected = own.units + heldIn(positions) - day;
  const actual = own.delivered.units;
  const held = positions.flatMap((position) => {
    const closed = sumOf(releasedSince(own, position.key, own.dayMs));
    // Before our fills and his trades of the day.
    const before = position.held - filledOn(position, own.dayMs) + closed;
    return before === 0 ? [] : [{ position, before, closed }];
  });
  const changes = held.map(({ position }) => leaderNight(turn, position, own.dayMs));
  if (expected <= 0 || changes.every(({ before, after }) => before === after)) return null;
  const factor = factorOf([...changes, { before: expected, after: actual }]);
  if (!factor) return null;
  let left = actual - expected;
  for (const { position, before, closed } of held) {
    const after = scaledBy(factor, before);
    left -= after - before + closed;
    if (closed > 0)
      leave(turn, position, { side: 1, units: -closed, lowered: 0, reason: 'CLOSED_BY_HAND', price: null });
    const { key, followerId, instrumentId } = position;
    const known = turn.state.positions.get(key) ?? position;
    putPosition(turn, scaledPosition(turn, known, factor, after - before));
    const text = `a split or bonus changed ${formatCount(before)} copied units of ${nameOf(turn, instrumentId)} to ${formatCount(after)}, in the same way as for the leader`;
    turn.decision.notices.push({
      severity: 'INFO',
      code: 'CORPORATE_ACTION',
      text,
      accountId: followerId,
      venueOrderId: null,
    });
    turn.decision.releases.push({
      key,
      followerId,
      reason: 'CORPORATE_ACTION',
      units: before - after,
      price: null,
      atMs: turn.ctx.nowMs,
    });
  }
  // What he traded by hand since then was of the scaled units: it is judged anew.
  const recent = own.recent
    .filter(({ tsMs }) => isOfDay(tsMs, own.dayMs))
    .map((hand) => ({ ...hand, released: [], opened: Math.abs(hand.units) }));
  const scaled: OwnUnits = { ...own, units: own.units + left, suspicion: null, recent };
  putOwn(turn, scaled);
  return [...held.map(({ position }) => position.key), ...attribute(turn, scaled, false)];
}

type Change = Pick<Night, 'before' | 'after'>;

/**
 * What the night did to the leader's units. One who held nothing says neither yes nor no; one who held little may have the same number
 * after it, and money for the rest.
 */
function leaderNight(turn: Turn, { night, leaderId, asset, leaderProduct }: CopyPosition, dayMs: number): Change {
  const isOfNight = night?.dayMs === dayMs || (night?.isEarly === true && night.dayMs + DAY_MS === dayMs);
  if (night && isOfNight) return night;
  const units = heldBefore(turn, leaderId, asset, leaderProduct, dayMs);
  return { before: units, after: units };
}

/** Splits and bonuses are of small numbers: 1 for 10, 3 for 2. */
const OF_MAX = 10;

/** The one factor that explains what every account has now; null when there is none. Each gets whole units, and money for the rest. */
function factorOf(changes: readonly Change[]): Factor | null {
  const { before, after } = changes.find((change) => change.before !== change.after) ?? { before: 0, after: 0 };
  for (let of = 1; before > 0 && of <= OF_MAX; of += 1) {
    for (let units = Math.ceil((after * of) / before); units * before < (after + 1) * of; units += 1) {
      const factor = { units, of };
      if (units !== of && changes.every((each) => scaledBy(factor, each.before) === each.after)) return factor;
    }
  }
  return null;
}

/** Signed units that our orders filled on a day, as far as they are remembered. */
function filledOn({ recentFills }: CopyPosition, dayMs: number): number {
  return recentFills.reduce((sum, { tsMs, units }) => sum + (isOfDay(tsMs, dayMs) ? units : 0), 0);
}

/** @param more - units that are held now and were not before */
function scaledPosition({ state }: Turn, position: CopyPosition, factor: Factor, more: number): CopyPosition {
  const { leaderId, asset, leaderProduct, night, price, log, recentFills } = position;
  const scaled: Scaled = { moved: 'scaled', ...factor };
  // Without its mark, which was folded or is of an earlier version, all of the log came after the night.
  const at = log.findLastIndex((entry) => !isLeaderFill(entry) && entry.moved === 'scaled');
  const kept: LogEntry[] = night?.lowered ? [{ moved: 'kept', units: night.lowered }] : [];
  const leaderNet = leaderPositionIn(state, leaderId, asset, leaderProduct);
  const dayMs = night?.dayMs ?? 0;
  const isOld = position.dayMs < dayMs;
  return {
    ...position,
    log: [...log.slice(0, Math.max(0, at)), ...kept, scaled, ...log.slice(at + 1).filter(isNoRelease)],
    held: position.held + more,
    recentFills: recentFills.filter(({ tsMs }) => isOfDay(tsMs, dayMs)),
    leaderNet,
    leaderSeen: leaderNet,
    night: undefined,
    doubt: null,
    price: price !== null && isOld && factor.units > 0 ? paise(Math.round((price * factor.of) / factor.units)) : price,
  };
}

function isNoRelease(entry: LogEntry): boolean {
  return isLeaderFill(entry) || entry.moved !== 'released';
}
