import type { MirrorId } from '../../domain/ids.ts';
import { signOf } from '../../domain/order.ts';
import { sizeEntry, sizeExit } from '../sizing/share.ts';
import { cutOf, netFilledOf } from './mirror.ts';
import type { LeaderPart, Mirror } from './mirror.ts';

/**
 * What the link is to hold, worked out from the leader's fills in the order in which they happened and from nothing else: an
 * entry adds its share, an exit takes the same fraction as the leader's. How far the copies have come changes no size, so it
 * does not matter how late they are. A copy that has ended counts with what it really filled.
 * Source: docs/decisions/0007-the-plan.md.
 */
export interface Plan {
  /** Signed units that the mirrors of the group started from. */
  readonly base: number;
  readonly steps: readonly Step[];
  /** Signed units held when all of the leader's fills so far are copied. */
  readonly target: number;
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

/** @param copied - what the link holds by the fills of its copies, signed units */
export function planOf(mirrors: readonly Mirror[], copied: number): Plan {
  let base = copied;
  const parts: { readonly mirror: Mirror; readonly part: LeaderPart }[] = [];
  /** Units of ended copies that no part has accounted for yet. */
  const left = new Map<MirrorId, number>();
  const entered = new Map<MirrorId, number>();
  for (const mirror of mirrors) {
    const done = doneBy(mirror);
    const isEnded = mirror.outcome !== null;
    // What an ended copy filled without a fill of the leader has no place in the row: it counts as there from the start.
    if (isEnded && mirror.parts.length === 0) continue;
    base -= signOf(mirror.side) * done;
    if (isEnded) left.set(mirror.id, done);
    for (const part of mirror.parts) parts.push({ mirror, part });
  }
  parts.sort((a, b) => a.part.seq - b.part.seq);

  let target = base;
  const steps: Step[] = [];
  for (const { mirror, part } of parts) {
    const before = target;
    const sign = signOf(mirror.side);
    const sofar = entered.get(mirror.id) ?? 0;
    entered.set(mirror.id, sofar + part.entry);
    let exit = 0;
    let entry = 0;
    if (mirror.share) {
      exit = sizeExit(Math.max(0, -sign * target), part.exit, part.held, mirror.share.lotSize);
      // What the leader had meant as an exit is not followed as an entry, see wantedOf.
      const meant = (entered: number): number => Math.min(entered, mirror.entryIntent);
      entry = sizeEntry(mirror.share, meant(sofar + part.entry)) - sizeEntry(mirror.share, meant(sofar));
    }
    const units = left.get(mirror.id);
    if (units !== undefined) {
      const isLast = mirror.parts.at(-1) === part;
      exit = Math.min(exit, units);
      entry = isLast ? units - exit : Math.min(entry, units - exit);
      left.set(mirror.id, units - exit - entry);
    }
    target += sign * (exit + entry);
    steps.push({ mirror, part, exit, entry, before });
  }
  return { base, steps, target };
}

/** Units that the leader's fills ask of a mirror, up to a place in the row. */
export function dueOf({ steps }: Plan, { id }: Mirror, upTo = Infinity): number {
  let due = 0;
  for (const step of steps) {
    if (step.part.seq > upTo) break;
    if (step.mirror.id === id) due += step.exit + step.entry;
  }
  return due;
}

/** The place of the leader's last fill of an order; -1 before the first. */
export function lastSeq({ parts }: Mirror): number {
  return parts.at(-1)?.seq ?? -1;
}

/**
 * Units that an exit may have at the broker: what is really there at its place in the row. What comes later in the row is not
 * its to sell, and what earlier orders of its side are to sell yet is theirs.
 * @param copied - what the link holds, signed units
 * @param isOpen - the leader's order may close more yet: its place is the end of the row
 */
export function heldFor(
  plan: Plan,
  mirror: Mirror,
  mirrors: readonly Mirror[],
  copied: number,
  isOpen: boolean,
): number {
  const upTo = isOpen ? Infinity : (mirror.parts.findLast(({ exit }) => exit > 0)?.seq ?? -1);
  let held = copied - signOf(mirror.side) * netFilledOf(mirror);
  for (const other of mirrors) {
    if (other.id === mirror.id || (other.outcome !== null && other.parts.length === 0)) continue;
    const net = netFilledOf(other);
    const due = dueOf(plan, other, upTo);
    const ahead = Math.max(0, doneBy(other) - dueOf(plan, other));
    const sold = Math.max(0, due - other.takenBack - cutOf(other)) + ahead;
    held += signOf(other.side) * ((other.side === mirror.side ? sold : Math.min(net, due)) - net);
  }
  return Math.max(0, -signOf(mirror.side) * held);
}

/** Units that a mirror has done of what is due: filled, cut before it filled, or taken back instead of sold. */
export function doneBy(mirror: Mirror): number {
  return netFilledOf(mirror) + cutOf(mirror) + mirror.takenBack;
}

/** Units that the leader has filled up to a place in the row and the copy, still being worked, has not. */
export function lagOf(plan: Plan, mirror: Mirror, upTo = Infinity): number {
  return mirror.outcome === null ? Math.max(0, dueOf(plan, mirror, upTo) - doneBy(mirror)) : 0;
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

function firstSeq({ parts }: Mirror): number {
  return parts[0]?.seq ?? -1;
}
