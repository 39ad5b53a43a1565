import type { CopyOn } from '../../domain/link.ts';
import { isFinal, signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { scaleDown, ratio } from '../../domain/ratio.ts';
import { sizeEntry, sizeExit } from '../sizing/share.ts';
import type { Share } from '../sizing/share.ts';
import { cutOf, filledOf, mayBeLive, netFilledOf } from './mirror.ts';
import type { Mirror } from './mirror.ts';

/** A mirror beside the leader order it follows. */
export interface Pair {
  readonly mirror: Mirror;
  readonly leader: OrderReport;
  readonly copyOn: CopyOn;
}

export interface Wanted {
  /** Units meant to close what was copied, and to open; see {@link Mirror.desired}. */
  readonly exitQty: number;
  readonly entryQty: number;
  /** Units that may rest or fill now: an exit never exceeds what is really held. */
  readonly quantity: number;
  /** Leader units by which this order closes his position, of how many, and by which it opens. */
  readonly leaderExit: number;
  readonly leaderHeld: number;
  readonly leaderEntry: number;
}

export interface Holdings {
  /** The leader's netted position in the instrument and product, fills of this order included. Signed units. */
  readonly leaderPosition: number;
  /** What the link has copied, fills of this copy included. Signed units. */
  readonly copied: number;
}

/** The leader quantity to mirror: all of an open order, what has filled of one that ended. */
export function leaderQtyOf(leader: OrderReport, copyOn: CopyOn): number {
  return copyOn === 'fill' || isFinal(leader.status) ? leader.filledQty : leader.quantity;
}

/**
 * How many units the follower should have of this order, split into closing and opening.
 *
 * A leader fill keeps the role it had when it happened; the rest of his order closes what he holds now, and opens beyond,
 * so a flip is both. Two resting exits are alternatives, each for the whole, because neither counts before it fills.
 * An exit gives up the same fraction of what the link holds, or is about to hold, as the leader gives up of his.
 * Source: docs/decisions/0005-exits-and-take-back.md.
 */
export function wantedOf({ mirror, leader, copyOn }: Pair, share: Share, at: Holdings, all: readonly Pair[]): Wanted {
  const sign = signOf(mirror.side);
  const { roles } = mirror;
  const { leaderExit, leaderHeld, leaderEntry } = roles ?? rolesNow(mirror, leaderQtyOf(leader, copyOn), sign, at);
  const others = roles ? all.filter((pair) => pair.mirror.seq < roles.beforeSeq) : all;

  const copied = at.copied - mirror.laterFilled;
  // What other exits owe already is theirs to sell.
  const owed = others.reduce((sum, pair) => sum + (pair.mirror.side === mirror.side ? lagOf(pair) : 0), 0);
  const heldNow = Math.max(0, -sign * copied - owed) + mirror.exitFilled;
  const stillToCome = others.reduce((sum, pair) => sum + signOf(pair.mirror.side) * dueGap(pair), 0);
  const heldSoon = Math.max(0, -sign * (copied + stillToCome)) + mirror.exitFilled + mirror.takenBack;

  const fraction = sizeExit(heldSoon, leaderExit, leaderHeld, share.lotSize);
  const exitQty = Math.max(0, Math.min(fraction, roles?.exitQty ?? fraction) - mirror.takenBack);
  // An order that the leader meant as an exit and that became an entry (its twin has filled) keeps what rests, and never grows.
  const meant = sizeEntry(share, Math.min(leaderEntry, mirror.entryIntent));
  const resting = Math.max(0, workedQtyOf(mirror) - exitQty);
  const entryQty = Math.max(0, Math.min(sizeEntry(share, leaderEntry), Math.max(meant, resting)) - cutOf(mirror));
  const quantity = Math.min(exitQty, heldNow) + entryQty;
  return { exitQty, entryQty, quantity, leaderExit, leaderHeld, leaderEntry };
}

/** The roles of an order that is still open: those of its fills, and for its rest what the leader holds now. */
function rolesNow(
  mirror: Mirror,
  leaderQty: number,
  sign: 1 | -1,
  at: Holdings,
): { leaderExit: number; leaderHeld: number; leaderEntry: number } {
  const held = Math.max(0, -sign * at.leaderPosition);
  const rest = Math.max(0, leaderQty - mirror.leaderFilled);
  const leaderExit = mirror.leaderExitFilled + Math.min(rest, held);
  return { leaderExit, leaderHeld: mirror.leaderExitFilled + held, leaderEntry: leaderQty - leaderExit };
}

/** Takes the leader's new fills into account: what opposes his position before them has closed it. */
export function withLeaderFills(mirror: Mirror, leader: OrderReport, leaderPosition: number): Mirror {
  const units = leader.filledQty - mirror.leaderFilled;
  if (units <= 0) return mirror;
  const sign = signOf(leader.side);
  const before = leaderPosition - sign * units;
  const closed = Math.min(units, Math.max(0, -sign * before));
  return { ...mirror, leaderFilled: leader.filledQty, leaderExitFilled: mirror.leaderExitFilled + closed };
}

/**
 * Takes the leader's decision on the quantity into account: how far the order is meant to open a position. Later fills of
 * other orders do not change what he meant.
 */
export function withLeaderQty(mirror: Mirror, leader: OrderReport, leaderPosition: number): Mirror {
  const quantity = isFinal(leader.status) ? leader.filledQty : leader.quantity;
  const { leaderEntry } = rolesNow(mirror, quantity, signOf(leader.side), { leaderPosition, copied: 0 });
  return { ...mirror, leaderQty: leader.quantity, entryIntent: Math.max(mirror.entryIntent, leaderEntry) };
}

/** Units that the leader has filled and the copy, still being worked, has not: they are on their way. */
export function lagOf(pair: Pair): number {
  return Math.max(0, dueGap(pair));
}

/**
 * Units due by the leader's fills minus units copied: positive when the copy is behind, negative when it is ahead. What a copy
 * filled ahead belongs to the part of the leader's order that still rests, which his position does not show yet.
 */
function dueGap({ mirror, leader, copyOn }: Pair): number {
  if (mirror.outcome !== null) return 0;
  const leaderQty = leaderQtyOf(leader, copyOn);
  if (leaderQty <= 0) return 0;
  const total = mirror.desired.exitQty + mirror.desired.entryQty;
  const due =
    leader.filledQty >= leaderQty
      ? total
      : scaleDown(total + cutOf(mirror), ratio(leader.filledQty, leaderQty)) - cutOf(mirror);
  return due - netFilledOf(mirror);
}

/** Units at the broker, filled or resting, over all orders of the copy. */
function workedQtyOf(mirror: Mirror): number {
  let sum = 0;
  for (const copy of mirror.copies) {
    if (copy.side !== mirror.side) continue;
    const { actual } = copy;
    if (actual.state === 'open' || actual.state === 'unknown') sum += copy.earlierFilledQty + actual.terms.quantity;
    else if (mayBeLive(copy)) sum += copy.earlierFilledQty + (copy.inFlight?.terms?.quantity ?? 0);
    else sum += filledOf(copy);
  }
  return sum;
}
