import type { CopyOn } from '../../domain/link.ts';
import { isFinal, signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { sizeEntry, sizeExit } from '../sizing/share.ts';
import type { Share } from '../sizing/share.ts';
import { leaderFilledOf, netFilledOf, workedQtyOf } from './mirror.ts';
import type { LeaderPart, Mirror } from './mirror.ts';
import { gapOf, heldFor, isLastExit, takenBackOf } from './plan.ts';
import type { Plan } from './plan.ts';

export interface Wanted {
  /** Units meant to close what was copied, and to open; see {@link Mirror.desired}. */
  readonly exitQty: number;
  readonly entryQty: number;
  /** Units that may rest or fill now: an exit never exceeds what is really held. */
  readonly quantity: number;
  /** Leader units by which this order closes his position, and by which it opens. */
  readonly leaderExit: number;
  readonly leaderEntry: number;
  /** Units that need not be traded as an exit and as an entry, see {@link Plan.takenBack}. */
  readonly spared: number;
  readonly lettingGo: number;
}

export interface Holdings {
  /** The leader's netted position in the instrument and product, fills of this order included. Signed units. */
  readonly leaderPosition: number;
  readonly plan: Plan;
}

/** The leader quantity to mirror: all of an open order, what has filled of one that ended. */
export function leaderQtyOf(leader: OrderReport, copyOn: CopyOn): number {
  return copyOn === 'fill' || isFinal(leader.status) ? leader.filledQty : leader.quantity;
}

/**
 * How many units the follower should have of this order, split into closing and opening.
 *
 * What the leader's fills ask is in the plan. The rest of his order closes what he holds now, and opens beyond, so a flip is
 * both. Two resting exits are alternatives, each for the whole, because neither counts before it fills.
 * Source: docs/decisions/0005-exits-and-take-back.md.
 */
export function wantedOf(mirror: Mirror, leader: OrderReport, copyOn: CopyOn, share: Share, at: Holdings): Wanted {
  const rest = restOf(mirror, leaderQtyOf(leader, copyOn), at.leaderPosition);
  const leaderExit = mirror.parts.reduce((sum, part) => sum + part.exit, rest.exit);
  const leaderEntry = mirror.parts.reduce((sum, part) => sum + part.entry, rest.entry);

  const takenBack = takenBackOf(at.plan, mirror);
  const closing = Math.max(0, exitOf(mirror, rest, share, at.plan) - mirror.spared - takenBack.exit);
  // An order that the leader meant as an exit and that became an entry (its twin has filled) keeps what rests, and never grows.
  const meant = sizeEntry(share, Math.min(leaderEntry, mirror.entryIntent));
  const resting = Math.max(0, workedQtyOf(mirror) - closing);
  const entryQty = Math.max(
    0,
    Math.min(sizeEntry(share, leaderEntry), Math.max(meant, resting)) - mirror.letGo - takenBack.entry,
  );
  const gap = gapOf(at.plan, mirror);
  const residue =
    gap !== null && at.leaderPosition === 0 && isLastExit(at.plan, mirror) ? residueOf(mirror, at.plan) : 0;
  const exitQty = Math.max(closing, residue - entryQty);
  const held = exitQty > 0 ? heldFor(at.plan, mirror, rest.exit > 0) : 0;
  const missing = gap === null ? 0 : netFilledOf(mirror) + Math.max(0, signOf(mirror.side) * gap);
  return {
    exitQty,
    entryQty,
    quantity: Math.min(exitQty, Math.max(held, missing, residue - entryQty)) + entryQty,
    leaderExit,
    leaderEntry,
    spared: mirror.spared + takenBack.exit,
    lettingGo: takenBack.entry,
  };
}

/** Units that the last exit has to trade in all for the link to be flat: whatever went otherwise before, flat means flat. */
function residueOf(mirror: Mirror, { copied }: Plan): number {
  return netFilledOf(mirror) + Math.max(0, -signOf(mirror.side) * copied);
}

/** What the rest of an open order would do to the leader's position if it filled now. */
function restOf(mirror: Mirror, leaderQty: number, leaderPosition: number): Omit<LeaderPart, 'seq'> {
  const held = Math.max(0, -signOf(mirror.side) * leaderPosition);
  const rest = Math.max(0, leaderQty - leaderFilledOf(mirror));
  const exit = Math.min(rest, held);
  return { exit, held, entry: rest - exit };
}

/** The exit that the fills and the rest ask for: one fraction where nothing came between, so that it does not wobble while it fills. */
function exitOf(mirror: Mirror, rest: Omit<LeaderPart, 'seq'>, share: Share, { steps, target }: Plan): number {
  const sign = signOf(mirror.side);
  const own = steps.filter((step) => step.mirror.id === mirror.id);
  const due = own.reduce((sum, step) => sum + step.exit, 0);
  const last = steps.at(-1);
  if (rest.exit > 0 && last?.mirror.id === mirror.id && last.part.exit > 0) {
    const { part, before, exit } = last;
    const whole = sizeExit(Math.max(0, -sign * before), part.exit + rest.exit, part.held, share.lotSize);
    return due - exit + whole;
  }
  return due + sizeExit(Math.max(0, -sign * target), rest.exit, rest.held, share.lotSize);
}

/**
 * Takes the leader's new fills into account: what opposes his position before them has closed it.
 * @param seq - the next place in the row of his fills
 * @param isNewest - none of his other orders in the instrument has filled since this one's last part
 */
export function withLeaderFills(
  mirror: Mirror,
  leader: OrderReport,
  leaderPosition: number,
  seq: number,
  isNewest: boolean,
): Mirror {
  const units = leader.filledQty - leaderFilledOf(mirror);
  if (units <= 0) return mirror;
  const sign = signOf(leader.side);
  const held = Math.max(0, -sign * (leaderPosition - sign * units));
  const exit = Math.min(units, held);
  const part: LeaderPart = { seq, exit, held, entry: units - exit };
  const last = mirror.parts.at(-1);
  const widens = last !== undefined && last.entry > 0 && part.exit > 0;
  if (!last || !isNewest || widens) return { ...mirror, parts: [...mirror.parts, part] };
  const joined: LeaderPart = {
    seq: last.seq,
    exit: last.exit + part.exit,
    held: Math.max(last.held, last.exit + part.held),
    entry: last.entry + part.entry,
  };
  return { ...mirror, parts: [...mirror.parts.slice(0, -1), joined] };
}

/**
 * Takes the leader's decision on the quantity into account: how far the order is meant to open a position. Later fills of
 * other orders do not change what he meant.
 */
export function withLeaderQty(mirror: Mirror, leader: OrderReport, leaderPosition: number): Mirror {
  const quantity = isFinal(leader.status) ? leader.filledQty : leader.quantity;
  const rest = restOf(mirror, quantity, leaderPosition);
  const leaderEntry = mirror.parts.reduce((sum, part) => sum + part.entry, rest.entry);
  return { ...mirror, leaderQty: leader.quantity, entryIntent: Math.max(mirror.entryIntent, leaderEntry) };
}
