import type { Link } from '@dhancopy/domain/link';
import type { MirrorId } from '@dhancopy/domain/ids';
import { addOwn } from '../account/own-book.ts';
import { lowerTarget, noticeRelease } from '../account/release.ts';
import type { Turn } from '../decision.ts';
import type { Breach } from '../risk/limits.ts';
import { putCopy, putPosition } from './books.ts';
import { isGivenUpForGood, workingQtyOf } from './copy.ts';
import type { Copy } from './copy.ts';
import type { CopyPosition, PositionKey } from './copy-position.ts';
import { entryBlock, isLifted } from './entry-gate.ts';
import { orderKey } from '../state.ts';
import { isFinal, signOf } from '@dhancopy/domain/order';
import { activeIn, pictureNow } from './picture-now.ts';
import type { Picture, Worked } from './lines.ts';

/** Giving up an entry lowers the target, and with it what other copies may do: it settles in a few rounds. */
const ROUNDS_MAX = 12;

export interface Decided {
  readonly position: CopyPosition;
  readonly picture: Picture;
  /** Entry units that are held back for now, and why. */
  readonly waits: ReadonlyMap<MirrorId, { readonly units: number; readonly why: string }>;
}

/**
 * Works a position out, until no entry is stopped any more by what may not be. Nothing is sent.
 * @param last - what was found earlier in the same event
 */
export function decidePosition(turn: Turn, key: PositionKey, link: Link, last: Picture | null = null): Decided | null {
  const start = turn.state.positions.get(key);
  if (!start) return null;
  let copies = activeIn(turn.state, start).map((copy) => prepared(turn, copy));
  const waits = new Map<MirrorId, { units: number; why: string }>();
  let before = last;
  for (let round = 1; ; round += 1) {
    const picture = pictureNow(turn, start, copies, before);
    before = picture;
    waits.clear();
    const next = picture.worked.map((worked) => atGate(turn, start, link, worked, waits));
    const isChanged = next.some((copy, at) => copy !== picture.worked[at]?.copy);
    if (isChanged && round < ROUNDS_MAX) {
      copies = next;
      continue;
    }
    return { ...settled(turn, start, picture, next), waits };
  }
}

/** Keeps what was decided, and hands over to the follower what a detached copy leaves. */
function settled(
  turn: Turn,
  start: CopyPosition,
  picture: Picture,
  copies: readonly Copy[],
): { position: CopyPosition; picture: Picture } {
  for (const copy of copies) {
    const before = turn.state.copies.get(copy.id);
    if (!before || !sameCaps(before, copy)) putCopy(turn, copy);
  }
  const handed = handOver(turn, start, picture);
  if (handed === null) return { position: start, picture };
  return { position: handed, picture: pictureNow(turn, handed) };
}

/** A failed or lifted entry is judged again from what there is. */
function prepared({ state }: Turn, copy: Copy): Copy {
  if (copy.givenUp === null || copy.share === null || copy.detached || isGivenUpForGood(copy)) return copy;
  const leader = state.orders.get(orderKey(copy.leaderId, copy.leaderOrderId))?.report;
  const isOpen = leader !== undefined && !isFinal(leader.status);
  const hasFailed = copy.orders.some((order) => order.failure !== null);
  if (hasFailed || !isOpen || !(isLifted(copy.givenUp) || workingQtyOf(copy) > 0)) return copy;
  return { ...copy, entryMost: null, givenUp: null };
}

function atGate(
  turn: Turn,
  position: CopyPosition,
  link: Link,
  worked: Worked,
  waits: Map<MirrorId, { units: number; why: string }>,
): Copy {
  const { copy, line, leaves, leader } = worked;
  if (copy.share === null || copy.detached || leader === null) return copy;
  const exit = line.due.exit + line.rest.exit;
  const opened = line.done - exit;
  // What filled after it was given up was bought. Of an order that is left out, nothing that opens was placed: it closed, if not for its
  // own leader order then for another.
  const isLeftOut = copy.givenUp?.reason === 'BEFORE_LINK';
  if (copy.entryMost !== null && opened > copy.entryMost && !isLeftOut) return { ...copy, entryMost: opened };
  const entryQty = line.due.entry + line.rest.entry;
  if (!line.canGrow) {
    const failure = copy.orders.find((order) => order.failure !== null)?.failure;
    const missing = exit + entryQty - line.done - line.working;
    if (!failure || missing <= 0 || entryQty === 0) return copy;
    const most = Math.max(0, entryQty - missing);
    return copy.entryMost === most ? copy : { ...copy, entryMost: most, givenUp: failure };
  }
  const entryWorking = Math.max(0, line.working - (leaves.quantity - leaves.entry));
  const growth = Math.max(0, leaves.entry - entryWorking);
  if (entryQty === 0) return copy;
  const block = entryBlock(turn, position, link, worked, entryQty, growth);
  if (block === null) return copy;
  if (block.kind === 'wait') {
    waits.set(copy.id, { units: block.units ?? growth, why: block.why });
    return copy;
  }
  // Of a flip, what closes comes first.
  const bare = Math.max(0, line.done + (block.keepsWorking ? line.working : 0) - exit);
  const most = block.breach ? Math.max(bare, Math.min(entryQty, copy.desired.entryQty)) : bare;
  if (copy.entryMost !== null && copy.entryMost <= most) return copy;
  return { ...noteBreach(turn, copy, block.breach), entryMost: most, givenUp: block.refusal };
}

/** A limit is reported once for each order that it stops. */
function noteBreach(turn: Turn, copy: Copy, breach: Breach | null): Copy {
  if (breach === null || copy.breached.includes(breach.type)) return copy;
  const { followerId: accountId, leaderOrderId, instrumentId } = copy;
  turn.decision.violations.push({ accountId, breach, leaderOrderId, instrumentId });
  return { ...copy, breached: [...copy.breached, breach.type] };
}

/**
 * Units of detached copies become the follower's own: what they had filled, as far as the leader's exits have not taken it since, and
 * what their exits owe. What an exit had closed ahead of the leader stays closed.
 */
function handOver(turn: Turn, position: CopyPosition, picture: Picture): CopyPosition | null {
  let next = position;
  let lowered = 0;
  for (const { copy, line } of picture.worked) {
    const { detached } = copy;
    if (!detached) continue;
    const closes = line.sign * next.held < 0;
    // Also what was meant to open closed something, where other orders have turned the position round since.
    const isNew = !detached.isHandedOver && (copy.intent === 0 || closes);
    const ahead = isNew ? Math.max(0, detached.copied - line.due.exit - line.due.entry) : 0;
    lowered += line.sign * ahead;
    const owed = line.due.exit - Math.min(detached.copied, line.due.exit) - detached.exit;
    const exit = closes ? Math.min(Math.max(0, owed), Math.abs(next.held)) : 0;
    const entry =
      detached.isHandedOver || closes
        ? 0
        : Math.min(detached.copied, Math.abs(next.held), dropBy(turn, position, picture, copy));
    const units = line.sign * (exit - entry);
    if (detached.isHandedOver && units === 0) continue;
    next = { ...next, held: next.held + units };
    const copied = detached.copied - ahead;
    putCopy(turn, { ...copy, detached: { ...detached, copied, isHandedOver: true, exit: detached.exit + exit } });
    addOwn(turn, position.followerId, position.asset, position.product, -units);
  }
  if (next === position) return null;
  const units = position.held - next.held;
  if (units !== 0) {
    const { key, followerId, price } = position;
    turn.decision.releases.push({ key, followerId, reason: 'DETACHED', units, price, atMs: turn.ctx.nowMs });
    noticeRelease(turn, position, Math.abs(units), 'DETACHED', price);
  }
  putPosition(turn, next);
  if (lowered !== 0) lowerTarget(turn, position.key, Math.abs(lowered), -Math.sign(lowered));
  return turn.state.positions.get(position.key) ?? next;
}

/** Units by which the follower is expected to hold less because the copy is detached. */
function dropBy(turn: Turn, position: CopyPosition, { worked, allotment }: Picture, copy: Copy): number {
  const attached = worked.map((each) => (each.copy.id === copy.id ? { ...each.copy, detached: null } : each.copy));
  const before = pictureNow(turn, position, attached).allotment.open;
  return Math.max(0, signOf(copy.side) * (before - allotment.open));
}

function sameCaps(a: Copy, b: Copy): boolean {
  return (
    a.entryMost === b.entryMost &&
    a.givenUp?.reason === b.givenUp?.reason &&
    a.givenUp?.detail === b.givenUp?.detail &&
    a.breached === b.breached
  );
}
