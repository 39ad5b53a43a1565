import type { MirrorId } from '@dhancopy/domain/ids';
import type { CopyOn } from '@dhancopy/domain/link';
import { signOf } from '@dhancopy/domain/order';
import { ownOf } from '../account/own-book.ts';
import { leaderPositionIn } from '../leader/position.ts';
import type { KnownOrder } from '../order/known-order.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';
import { allot } from './allotment.ts';
import type { Allotment, Leaves, Line } from './allotment.ts';
import type { Copy } from './copy.ts';
import { doneOf, workingQtyOf } from './copy.ts';
import type { CopyPosition } from './copy-position.ts';
import { mayFill, restOf } from './leader-order.ts';
import { dueOf, entryOf, moreExit, targetOf } from './target.ts';
import type { Due, Sized, Target } from './target.ts';

/** A copy with what this pass knows of it. */
export interface Worked {
  readonly copy: Copy;
  /** Null when the leader's order is not known to this process yet. */
  readonly leader: KnownOrder | null;
  readonly sized: Sized;
  readonly line: Line;
  readonly leaves: Leaves;
}

/** A position worked out: what each of its copies should have, and what is left to correct. */
export interface Picture {
  readonly position: CopyPosition;
  readonly target: Target;
  readonly worked: readonly Worked[];
  readonly allotment: Allotment;
}

type Draft = Omit<Worked, 'leaves'>;

/**
 * Steps 1 and 2 over all active copies of a position.
 * @param last - the same position earlier in the same event: what it found of a copy that has not changed since is taken from it
 */
export function pictureOf(
  state: EngineState,
  position: CopyPosition,
  copies: readonly Copy[],
  copyOn: CopyOn,
  lotSize: number,
  last: Picture | null = null,
): Picture {
  const { target, drafts } =
    (last && draftedAgain(state, position, copies, copyOn, last)) ?? drafted(state, position, copies, copyOn);
  const lines = drafts.map(({ line }) => line);
  const working = correctionWorking(position);
  const allotment = allot(target.target, position.held, lines, lotSize, working, unsureOf(state, position));
  const worked = drafts.map(({ copy, leader, sized, line }) => {
    return { copy, leader, sized, line, leaves: allotment.leaves.get(copy.id) ?? NO_LEAVES };
  });
  return { position, target, worked, allotment };
}

const NO_LEAVES: Leaves = { quantity: 0, entry: 0 };

interface Drafted {
  readonly target: Target;
  readonly drafts: readonly Draft[];
}

function drafted(state: EngineState, position: CopyPosition, copies: readonly Copy[], copyOn: CopyOn): Drafted {
  const sized = new Map<MirrorId, Sized>(copies.map((copy) => [copy.id, sizedOf(copy, position)]));
  const target = targetOf(position.base, position.run, position.log, sized);
  const leaderHas = leaderPositionIn(state, position.leaderId, position.asset, position.leaderProduct);
  const drafts = copies.map((copy) => {
    const leader = state.orders.get(orderKey(copy.leaderId, copy.leaderOrderId)) ?? null;
    const its = sized.get(copy.id) ?? sizedOf(copy, position);
    return { copy, leader, sized: its, line: lineOf(copy, leader, its, target, leaderHas, copyOn) };
  });
  return { target, drafts };
}

/**
 * What a copy has at the broker changes no size, and within one event nothing of the leader changes: the target stays, and so do the
 * lines of all copies that are the same.
 * @returns null where the target may have changed
 */
function draftedAgain(
  state: EngineState,
  position: CopyPosition,
  copies: readonly Copy[],
  copyOn: CopyOn,
  { position: before, worked, target }: Picture,
): Drafted | null {
  const isSame =
    position.base === before.base &&
    position.run === before.run &&
    position.log === before.log &&
    position.flats === before.flats &&
    copies.length === worked.length &&
    copies.every((copy, at) => worked[at] !== undefined && isSizedAlike(copy, worked[at].copy));
  if (!isSame) return null;
  const leaderHas = leaderPositionIn(state, position.leaderId, position.asset, position.leaderProduct);
  const drafts = worked.map((each, at) => {
    const copy = copies[at] ?? each.copy;
    if (copy === each.copy) return each;
    const { leader, sized } = each;
    return { copy, leader, sized, line: lineOf(copy, leader, sized, target, leaderHas, copyOn) };
  });
  return { target, drafts };
}

/** All that {@link sizedOf} reads is the same. */
function isSizedAlike(a: Copy, b: Copy): boolean {
  if (a === b) return true;
  return (
    a.id === b.id &&
    a.share === b.share &&
    a.slices === b.slices &&
    a.entryMost === b.entryMost &&
    a.releasedAhead === b.releasedAhead &&
    a.folded === b.folded &&
    (a.detached === null) === (b.detached === null)
  );
}

export function sizedOf(copy: Copy, { flats = 0 }: CopyPosition): Sized {
  const { side, share, slices, releasedAhead } = copy;
  const isThere = (copy.folded.flats ?? 0) === flats;
  const folded = isThere ? copy.folded : { ...copy.folded, left: 0 };
  return { sign: signOf(side), share, slices, entryMost: mostOf(copy), releasedAhead, folded };
}

/** Entry units that the copy is to open at most; null while nothing of it is given up. What the follower took over is not copied. */
export function mostOf({ detached, entryMost }: Copy): number | null {
  return detached ? 0 : entryMost;
}

function lineOf(
  copy: Copy,
  leader: KnownOrder | null,
  sized: Sized,
  target: Target,
  leaderHas: number,
  copyOn: CopyOn,
): Line {
  const due = dueOf(target, copy.id);
  if (leader === null) return unreadLine(copy, sized.sign, due);
  const { report } = leader;
  const opens = copy.detached === null && mayFill(report, copyOn);
  const leaderRest = restOf(report, sized.sign, leaderHas);
  const rest = opens ? followerRest(copy, sized, target, leaderRest) : NO_REST;
  return {
    id: copy.id,
    sign: sized.sign,
    mayFill: opens,
    isEntry: leaderRest.exit === 0 && copy.leaderOpened === copy.leaderFilled,
    isMarket: report.orderType === 'MARKET',
    due,
    rest,
    // What a detached copy filled is the follower's own, and what it did not fill he keeps.
    done: copy.detached ? due.exit + due.entry : doneOf(copy),
    working: workingLeft(copy),
    isUnread: false,
    canGrow: copy.share !== null && copy.detached === null && copy.orders.every(({ failure }) => failure === null),
  };
}

/** The leader's order was not read since the start: what the copy has at the broker stays as it is. */
function unreadLine(copy: Copy, sign: 1 | -1, due: Due): Line {
  const working = workingLeft(copy);
  const done = copy.detached ? due.exit + due.entry : doneOf(copy);
  const rest = { exit: 0, entry: working + Math.max(0, done - due.exit - due.entry) };
  return {
    id: copy.id,
    sign,
    mayFill: true,
    isMarket: false,
    isEntry: copy.intent > 0,
    due,
    rest,
    done,
    working,
    canGrow: false,
    isUnread: true,
  };
}

/** Units at the broker, less those of orders that the follower has in his own hands. */
function workingLeft(copy: Copy): number {
  if (copy.detached === null) return workingQtyOf(copy);
  return workingQtyOf({ orders: copy.orders.filter(({ failure }) => failure === null) });
}

const NO_REST = { exit: 0, entry: 0 };

/**
 * Units for the rest of an open order. What the leader meant as an exit and what would open a position by now (its twin has filled)
 * keeps what rests and never grows; should it fill, the fill is followed.
 */
function followerRest(
  copy: Copy,
  sized: Sized,
  target: Target,
  rest: { readonly exit: number; readonly of: number; readonly entry: number },
): Line['rest'] {
  const due = dueOf(target, copy.id);
  const entered = due.entry;
  const leaderEntered = due.leaderEntry;
  const all = Math.max(0, entryOf(sized, leaderEntered + rest.entry) - entered);
  const meant = Math.max(0, entryOf(sized, Math.min(leaderEntered + rest.entry, copy.intent)) - entered);
  const exit = moreExit(target, sized, rest.exit, rest.of);
  const resting = Math.max(0, doneOf(copy) + workingQtyOf(copy) - due.exit - due.entry - exit);
  return { exit, entry: Math.min(all, Math.max(meant, resting)) };
}

/** Units that one read of the account did not show; the next read settles it. */
function unsureOf(state: EngineState, { followerId, asset, product, held }: CopyPosition): number {
  const difference = ownOf(state, followerId, asset, product).suspicion?.difference ?? 0;
  return difference * held < 0 ? Math.abs(difference) : 0;
}

function correctionWorking({ correction }: CopyPosition): number {
  if (!correction) return 0;
  return signOf(correction.side) * workingQtyOf(correction);
}
