import { isNight, tradingDay } from '@dhancopy/domain/trading-day';
import { mirrorId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import { isDelivery } from '@dhancopy/domain/product';
import { signOf } from '@dhancopy/domain/order';
import type { Turn } from '../decision.ts';
import type { EngineEvent } from '../events.ts';
import { loweredOf, releasedSince } from '../account/attribution.ts';
import { ownOf, today } from '../account/own-book.ts';
import { positionsFollowing, putPosition } from '../position/books.ts';
import type { CopyPosition } from '../position/copy-position.ts';
import type { LogEntry } from '../position/log.ts';
import { assetFor, leaderPositionIn } from './position.ts';
import type { LeaderMove } from './position.ts';

type LeaderBookRead = Extract<EngineEvent, { type: 'LeaderBookRead' }>;

/** What explains the leader's position once the first read of a process is played. Signed units. */
interface Expected {
  readonly asset: CopyPosition['asset'];
  readonly product: CopyPosition['leaderProduct'];
  readonly before: number;
  readonly explained: Set<number>;
}

/**
 * What the leader should hold after the first read of a process, by what was known when the last one ended and by the orders of the
 * read. What he traded on an earlier day while nobody looked is in no book any more: only this difference shows it.
 */
export function expectedAfter(turn: Turn, event: LeaderBookRead): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const position of positionsFollowing(turn.state, event.accountId)) {
    const { linkId, asset, leaderProduct: product, leaderSeen, held } = position;
    if (leaderSeen === undefined || held === 0) continue;
    const key = `${asset}|${product}`;
    const before = leaderSeen + unheardOf(turn, event, position, linkId);
    const known = expected.get(key) ?? { asset, product, before, explained: new Set() };
    // A link may be younger than an order of the day that was counted for the others.
    known.explained
      .add(leaderSeen)
      .add(before)
      .add(leaderSeen + unheardOf(turn, event, position, null));
    expected.set(key, known);
  }
  return expected;
}

/** Units of the read's orders that filled since; of the link's copies alone, or of all. */
function unheardOf(
  { state, ctx }: Turn,
  { reports }: LeaderBookRead,
  position: CopyPosition,
  link: LinkId | null,
): number {
  return reports.reduce((sum, report) => {
    const isSame = report.product === position.leaderProduct;
    if (!isSame || assetFor(report.instrumentId, report.product, ctx) !== position.asset) return sum;
    const copy = state.copies.get(mirrorId(position.linkId, report.venueOrderId));
    if (!copy && link !== null) return sum;
    return sum + signOf(report.side) * Math.max(0, report.filledQty - (copy?.leaderFilled ?? 0));
  }, 0);
}

/** @returns what the leader holds otherwise than anything explains, each contract and product once */
export function missedMoves(
  { state, ctx }: Turn,
  { accountId }: LeaderBookRead,
  expected: ReadonlyMap<string, Expected>,
): LeaderMove[] {
  const dayMs = tradingDay(ctx.nowMs);
  const noted = positionsFollowing(state, accountId).filter(({ night }) => night?.dayMs === dayMs);
  return [...expected.values()].flatMap(({ asset, product, before, explained }) => {
    const after = leaderPositionIn(state, accountId, asset, product);
    // What the night changed was reported with the read itself.
    const isNoted = noted.some((position) => position.asset === asset && position.leaderProduct === product);
    return explained.has(after) || isNoted ? [] : [{ asset, product, before, after }];
  });
}

/**
 * Notes what the leader held before and after the night, his trades since then left out. Where that differs, it is a split or bonus if
 * the follower's account shows the same, see `takeAccountRead`. To be called before these trades are played.
 */
export function noteNight(turn: Turn, accountId: AccountId): void {
  const dayMs = today(turn);
  // A process that starts in the night is shown what the next day will begin with.
  const isEarly = isNight(turn.ctx.nowMs);
  for (const position of positionsFollowing(turn.state, accountId)) {
    const { asset, leaderProduct, leaderNet, leaderSeen: before = leaderNet, leaderReadDayMs = -1, night } = position;
    // No night lies between two reads of one day: a process that starts again does not know all that he traded.
    if (!isEarly && leaderReadDayMs >= dayMs) continue;
    const after = leaderPositionIn(turn.state, accountId, asset, leaderProduct);
    if (before <= 0 || after <= 0 || after === before || night?.dayMs === dayMs || !isDelivery(leaderProduct)) continue;
    const own = ownOf(turn.state, position.followerId, asset, position.product);
    const lowered = loweredOf(releasedSince(own, position.key, dayMs));
    const mark: LogEntry = { moved: 'scaled', units: 1, of: 1 };
    putPosition(turn, { ...position, log: [...position.log, mark], night: { dayMs, isEarly, before, after, lowered } });
  }
}

/** What a complete read showed, for the next process. */
export function noteSeen(turn: Turn, event: LeaderBookRead): void {
  const dayMs = today(turn);
  for (const position of positionsFollowing(turn.state, event.accountId)) {
    const { leaderId, asset, leaderProduct, leaderSeen, leaderReadDayMs } = position;
    const now = leaderPositionIn(turn.state, leaderId, asset, leaderProduct);
    if (now === leaderSeen && dayMs === leaderReadDayMs) continue;
    putPosition(turn, { ...position, leaderSeen: now, leaderReadDayMs: dayMs });
  }
}
