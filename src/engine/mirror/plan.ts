import type { MirrorId } from '../../domain/ids.ts';
import { signOf } from '../../domain/order.ts';
import { sizeEntry, sizeExit } from '../sizing/share.ts';
import { copiedQtyOf, doneBy, leaderFilledOf, mayBeLive, netFilledOf, workedQtyOf } from './mirror.ts';
import type { LeaderPart, Mirror } from './mirror.ts';

/**
 * What the link is to hold, worked out from the leader's fills in the order in which they happened and from nothing else: an
 * entry adds its share, an exit takes the same fraction as the leader's. How far the copies have come changes no size, so it
 * does not matter how late they are. A copy that has ended counts with what it really did.
 * Source: docs/decisions/0007-the-plan.md.
 */
export interface Plan {
  /** What the link holds by the fills of its copies, signed units. */
  readonly copied: number;
  readonly mirrors: readonly Mirror[];
  /** Mirrors whose leader order may fill further. */
  readonly resting: ReadonlySet<MirrorId>;
  readonly steps: readonly Step[];
  /** Signed units held when all of the leader's fills so far are copied. */
  readonly target: number;
  /**
   * Units that are neither to be bought nor sold, because the leader was out before the entry copy had filled. Worked out anew
   * each time, so an entry that fills after all gives the exit its units back; fixed only when the entry has ended.
   */
  readonly takenBack: readonly TakenBack[];
}

export interface TakenBack {
  readonly entry: MirrorId;
  readonly exit: MirrorId;
  readonly quantity: number;
}

interface Step {
  readonly mirror: Mirror;
  readonly part: LeaderPart;
  /** Units that this part asks of the copy, on the side of its order. */
  readonly exit: number;
  readonly entry: number;
  /** Signed units before it. */
  readonly before: number;
}

/**
 * @param copied - what the link holds by the fills of its copies, signed units
 * @param resting - mirrors whose leader order may fill further
 */
export function planOf(mirrors: readonly Mirror[], copied: number, resting: ReadonlySet<MirrorId>): Plan {
  let base = copied;
  const parts: { readonly mirror: Mirror; readonly part: LeaderPart }[] = [];
  /** Units of ended copies that no part has accounted for yet. */
  const left = new Map<MirrorId, number>();
  for (const mirror of mirrors) {
    const isEnded = mirror.outcome !== null;
    // What an ended copy filled without a fill of the leader has no place in the row: it counts as there from the start.
    if (isEnded && mirror.parts.length === 0) continue;
    base -= signOf(mirror.side) * doneBy(mirror);
    if (isEnded) left.set(mirror.id, doneBy(mirror));
    for (const part of mirror.parts) parts.push({ mirror, part });
  }
  parts.sort((a, b) => a.part.seq - b.part.seq);

  let target = base;
  const entered = new Map<MirrorId, number>();
  const steps: Step[] = [];
  for (const { mirror, part } of parts) {
    const before = target;
    const sofar = entered.get(mirror.id) ?? 0;
    entered.set(mirror.id, sofar + part.entry);
    let { exit, entry } = asks(mirror, part, sofar, target);
    const units = left.get(mirror.id);
    if (units !== undefined) {
      const isLast = mirror.parts.at(-1) === part;
      exit = Math.min(exit, units);
      entry = isLast ? units - exit : Math.min(entry, units - exit);
      left.set(mirror.id, units - exit - entry);
    }
    target += signOf(mirror.side) * (exit + entry);
    steps.push({ mirror, part, exit, entry, before });
  }
  const bare: Plan = { copied, mirrors, resting, steps, target, takenBack: [] };
  return { ...bare, takenBack: takeBack(bare) };
}

/** What a part of the leader's order asks of a copy, when the link is to hold `target` units before it. */
function asks(
  { share, side, entryIntent }: Mirror,
  part: LeaderPart,
  sofar: number,
  target: number,
): { readonly exit: number; readonly entry: number } {
  if (!share) return { exit: 0, entry: 0 };
  const exit = sizeExit(Math.max(0, -signOf(side) * target), part.exit, part.held, share.lotSize);
  // What the leader had meant as an exit is not followed as an entry, see wantedOf.
  const entered = (quantity: number): number => sizeEntry(share, Math.min(quantity, entryIntent));
  return { exit, entry: entered(sofar + part.entry) - entered(sofar) };
}

/**
 * An exit takes back entries before it in the row that have not filled, the newest first, before it sells anything. What it has
 * at the broker already stays there.
 */
function takeBack(bare: Plan): readonly TakenBack[] {
  const takenBack: TakenBack[] = [];
  const plan: Plan = { ...bare, takenBack };
  const open = bare.mirrors.filter(({ outcome }) => outcome === null);
  for (const exit of exitsOf(plan)) {
    const upTo = lastExitSeq(exit);
    // While the leader's order is open its copy at the broker may stand for the part that has not filled.
    const isDone = leaderFilledOf(exit) >= exit.leaderQty;
    let owed = owedBy(plan, exit, isDone ? workedQtyOf(exit) : netFilledOf(exit));
    for (const entry of open.toReversed()) {
      if (owed <= 0) break;
      if (entry.side === exit.side) continue;
      // What a flip has filled may have been its entry: only what is left of that for certain can be taken back.
      const already = takenBackOf(plan, entry);
      const unfilled = dueOf(plan, entry, 'entry', upTo) - netFilledOf(entry) - entry.letGo - already.entry;
      const left = dueOf(plan, entry) - doneBy(entry) - already.exit - already.entry;
      const quantity = Math.min(owed, unfilled, left);
      if (quantity <= 0) continue;
      owed -= quantity;
      takenBack.push({ entry: entry.id, exit: exit.id, quantity });
    }
  }
  return takenBack;
}

/**
 * What was taken back with a mirror when it ended: as it stands by now, and where an exit has gone to the broker since, what the
 * entry was letting go of falls to those that still owe.
 */
export function sparedBy(plan: Plan, ended: Mirror): readonly TakenBack[] {
  const spared = plan.takenBack.filter(({ entry, exit }) => entry === ended.id || exit === ended.id);
  let left = ended.lettingGo - takenBackOf(plan, ended).entry;
  for (const exit of exitsOf(plan)) {
    if (exit.side === ended.side || dueOf(plan, ended, 'entry', lastExitSeq(exit)) === 0) continue;
    const owed = owedBy(plan, exit, netFilledOf(exit)) - takenBackOf(plan, exit).exit;
    const quantity = Math.min(left, owed);
    if (quantity <= 0) continue;
    left -= quantity;
    spared.push({ entry: ended.id, exit: exit.id, quantity });
  }
  return spared;
}

/** Open exits in the order of the row. */
function exitsOf({ mirrors }: Plan): Mirror[] {
  const exits = mirrors.filter((mirror) => mirror.outcome === null && lastExitSeq(mirror) >= 0);
  return exits.sort((a, b) => lastExitSeq(a) - lastExitSeq(b));
}

/** Units that an exit is to sell by the leader's fills beside those that are taken care of. */
function owedBy(plan: Plan, exit: Mirror, takenCareOf: number): number {
  const due = dueOf(plan, exit) - takenCareOf - takenBackOf(plan, exit).entry;
  return Math.min(dueOf(plan, exit, 'exit'), due) - exit.spared;
}

/** Units that the leader's fills ask of a mirror, or of its exit or entry alone, up to a place in the row. */
export function dueOf(
  { steps }: Plan,
  { id }: Mirror,
  what: 'all' | 'exit' | 'entry' = 'all',
  upTo = Infinity,
): number {
  let due = 0;
  for (const { mirror, part, exit, entry } of steps) {
    if (part.seq > upTo) break;
    if (mirror.id === id) due += (what === 'entry' ? 0 : exit) + (what === 'exit' ? 0 : entry);
  }
  return due;
}

/** Units that a mirror need not trade, as an exit and as an entry; a flip can be both. */
export function takenBackOf({ takenBack }: Plan, { id }: Mirror): { readonly exit: number; readonly entry: number } {
  let exit = 0;
  let entry = 0;
  for (const each of takenBack) {
    if (each.exit === id) exit += each.quantity;
    if (each.entry === id) entry += each.quantity;
  }
  return { exit, entry };
}

/**
 * Units that an exit may have at the broker: what is really there at its place in the row. What comes later in the row is not
 * its to sell, and what earlier orders of its side are to sell yet is theirs.
 * @param isOpen - the leader's order may close more yet: its place is the end of the row
 */
export function heldFor(plan: Plan, mirror: Mirror, isOpen: boolean): number {
  const upTo = isOpen ? Infinity : lastExitSeq(mirror);
  let held = plan.copied - signOf(mirror.side) * netFilledOf(mirror);
  for (const other of plan.mirrors) {
    if (other.id === mirror.id || (other.outcome !== null && other.parts.length === 0)) continue;
    const filled = netFilledOf(other);
    const due = dueOf(plan, other, 'all', upTo);
    const { exit, entry } = takenBackOf(plan, other);
    const owed = Math.max(0, due - other.spared - other.letGo - exit - entry) + aheadOf(plan, other);
    // Orders that rest are alternatives of each other; one at the market is as good as filled.
    const toSell = other.desired.orderType === 'MARKET' ? Math.max(owed, workedQtyOf(other)) : owed;
    held += signOf(other.side) * ((other.side === mirror.side ? toSell : Math.min(filled, due)) - filled);
  }
  return Math.max(0, -signOf(mirror.side) * held);
}

/**
 * What is missing to the target, signed units, when no order of the group is at the broker or to be sent; null while one is.
 * Then it does not matter any more whose units are whose: an exit that waits may trade towards the target. Copies of orders that
 * rest at the leader too do not count, as long as they have filled as far as his.
 * @param except - a mirror that may be at work
 */
export function gapOf(plan: Plan, except?: Mirror): number | null {
  const isStill = plan.mirrors.every((mirror) => {
    if (mirror.outcome !== null || mirror.id === except?.id) return true;
    if (plan.resting.has(mirror.id)) return aheadOf(plan, mirror) === 0 && lagOf(plan, mirror) === 0;
    if (copiedQtyOf(mirror) < mirror.desired.quantity) return false;
    return !hasSurplus(mirror) && mirror.copies.every((copy) => copy.inFlight === null && !mayBeLive(copy));
  });
  return isStill ? plan.target - plan.copied : null;
}

/** True for the exit after which the leader has not filled anything more. */
export function isLastExit({ steps }: Plan, { id }: Mirror): boolean {
  const last = steps.at(-1);
  return last?.mirror.id === id && last.part.exit > 0 && last.part.entry === 0;
}

/** True for an entry that has filled too much and has not given it back yet. */
function hasSurplus(mirror: Mirror): boolean {
  return mirror.entryIntent > 0 && netFilledOf(mirror) > mirror.desired.exitQty + mirror.desired.entryQty;
}

/** Units that a mirror has done beyond what the leader's fills ask of it. */
export function aheadOf(plan: Plan, mirror: Mirror): number {
  return Math.max(0, netFilledOf(mirror) - Math.max(0, dueOf(plan, mirror) - mirror.spared - mirror.letGo));
}

/** Units that the leader has filled and the copy, still being worked, has not. */
export function lagOf(plan: Plan, mirror: Mirror): number {
  return mirror.outcome === null ? Math.max(0, dueOf(plan, mirror) - doneBy(mirror)) : 0;
}

/**
 * The mirrors at the head of the row that have ended and that nothing still open comes before: they are part of the base now.
 * Mirrors that the leader has not filled have no place in the row.
 * @param isEnded - ended for good
 */
export function settledOf(mirrors: readonly Mirror[], isEnded: (mirror: Mirror) => boolean): Mirror[] {
  const unplaced = mirrors.filter((mirror) => mirror.parts.length === 0 && isEnded(mirror));
  const placed = mirrors.filter((mirror) => mirror.parts.length > 0).sort((a, b) => firstSeq(a) - firstSeq(b));
  let settled: Mirror[] = [];
  const run: Mirror[] = [];
  let reach = -1;
  for (const mirror of placed) {
    if (firstSeq(mirror) > reach) settled = [...run];
    if (!isEnded(mirror)) return [...unplaced, ...settled];
    run.push(mirror);
    reach = Math.max(reach, lastSeq(mirror));
  }
  return [...unplaced, ...run];
}

/** The place of the leader's last fill of an order; -1 before the first. */
export function lastSeq({ parts }: Mirror): number {
  return parts.at(-1)?.seq ?? -1;
}

function lastExitSeq({ parts }: Mirror): number {
  return parts.findLast(({ exit }) => exit > 0)?.seq ?? -1;
}

function firstSeq({ parts }: Mirror): number {
  return parts[0]?.seq ?? -1;
}
