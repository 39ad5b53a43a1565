import type { MirrorId } from '@dhancopy/domain/ids';
import { sizeEntry, sizeExit } from '../sizing/share.ts';
import type { Share } from '../sizing/share.ts';
import type { Folded, ReleasedAhead } from './copy.ts';
import { isLeaderFill } from './log.ts';
import type { ExitRun, LeaderFill, LogEntry, Moved, Scaled } from './log.ts';

/**
 * Step 1: what a link should hold, by the leader's fills in their order and nothing else.
 *
 * 1. How far the copies have come changes no size.
 * 2. An exit takes the fraction that the leader gave up of his position; all of it when he is out.
 * 3. Entries are sized on the running total of an order, in whole lots. Units given up lower the target, and later exits with it.
 */
export interface Target {
  /** Signed units. */
  readonly target: number;
  /** Units that the fills ask of each copy, those that were folded included; a copy of which nothing has filled is missing. */
  readonly due: ReadonlyMap<MirrorId, Due>;
  /** Units that a copy opened and that the target may still have: exits since have taken their fraction, and a flat all of them. */
  readonly left: ReadonlyMap<MirrorId, number>;
  /** How often the target came to zero, or to the other side. */
  readonly flats: number;
  /** The exit that the newest fills belong to; the next fill of the same order widens it. */
  readonly run: ExitRun | null;
}

export interface Due {
  readonly exit: number;
  readonly entry: number;
  /** Leader units that opened. */
  readonly leaderEntry: number;
}

const NOTHING_DUE: Due = { exit: 0, entry: 0, leaderEntry: 0 };

export function dueOf({ due }: Pick<Target, 'due'>, id: MirrorId): Due {
  return due.get(id) ?? NOTHING_DUE;
}

/** What of a copy decides about sizes. */
export interface Sized {
  readonly sign: 1 | -1;
  readonly share: Share | null;
  /** Leader orders that his app cut from one belong together: the first of them, and the leader units before this one. */
  readonly slices: { readonly of: MirrorId; readonly before: number };
  readonly entryMost: number | null;
  readonly releasedAhead: readonly ReleasedAhead[];
  readonly folded: Folded;
}

interface Running {
  leaderEntry: number;
  exit: number;
  entry: number;
}

/** @param carried - the exit that the newest folded fills belong to */
export function targetOf(
  base: number,
  carried: ExitRun | null,
  log: readonly LogEntry[],
  copies: ReadonlyMap<MirrorId, Sized>,
): Target {
  let target = base;
  let run = carried;
  const due = new Map<MirrorId, Running>();
  const left = new Map<MirrorId, number>();
  for (const [id, { folded }] of copies) {
    const { leaderEntry, exit, entry } = folded;
    if (leaderEntry > 0 || exit > 0 || entry > 0) due.set(id, { leaderEntry, exit, entry });
    if (entry > 0) left.set(id, folded.left ?? entry);
  }
  let flats = 0;
  const shrink = (before: number): void => {
    if (before !== 0 && Math.sign(target) !== Math.sign(before)) flats += 1;
    for (const [id, units] of left) {
      const now = leftAfter(units, before, target);
      if (now === 0) left.delete(id);
      else left.set(id, now);
    }
  };

  for (const entry of log) {
    const before = target;
    if (!isLeaderFill(entry)) {
      target = movedBy(entry, target);
      if (entry.moved === 'scaled') for (const [id, units] of left) left.set(id, scaledBy(entry, units));
      else shrink(before);
      run = null;
      continue;
    }
    const copy = copies.get(entry.copy);
    if (!copy?.share) continue;
    const sums = due.get(entry.copy) ?? { leaderEntry: 0, exit: 0, entry: 0 };
    due.set(entry.copy, sums);
    if (entry.exit > 0) {
      run = widened(run, entry, copy.slices.of, target);
      const whole = sizeExit(Math.max(0, -copy.sign * run.before), run.exit, run.held, copy.share.lotSize);
      const units = Math.max(0, whole - run.taken);
      run = { ...run, taken: run.taken + units };
      sums.exit += units;
      target += copy.sign * units;
      shrink(before);
    }
    if (entry.entry > 0) {
      run = null;
      sums.leaderEntry += entry.entry;
      // What was folded before it was given up is taken back below.
      const units = Math.max(0, entryOf(copy, sums.leaderEntry) - sums.entry);
      sums.entry += units;
      target += copy.sign * units;
      left.set(entry.copy, Math.max(0, (left.get(entry.copy) ?? 0) + units));
    }
  }
  // Given up after its fills were folded: what the target still has of it goes, in whole lots, and nothing that another copy opened
  // since.
  for (const [id, copy] of copies) {
    const sums = due.get(id);
    if (!sums || copy.entryMost === null || sums.entry <= copy.entryMost) continue;
    const lot = copy.share?.lotSize ?? 1;
    const its = Math.floor((left.get(id) ?? 0) / lot) * lot;
    const over = Math.min(sums.entry - copy.entryMost, its, Math.max(0, copy.sign * target));
    sums.entry = copy.entryMost;
    target -= copy.sign * over;
    left.set(id, its - over);
  }
  return { target, due, left, flats, run };
}

/** Units that a copy opens when the leader has opened so many with the order. */
export function entryOf(
  { share, slices, entryMost, releasedAhead }: Omit<Sized, 'sign' | 'folded'>,
  leaderEntry: number,
): number {
  if (!share) return 0;
  const whole = sizeEntry(share, slices.before + leaderEntry) - sizeEntry(share, slices.before);
  let units = whole;
  for (const { after, units: gone } of releasedAhead) if (units > after) units = Math.max(after, units - gone);
  return entryMost === null ? units : Math.min(units, entryMost);
}

/** Units of an exit of so many leader units more, on top of what the newest fills ask. */
export function moreExit(target: Target, copy: Sized, exit: number, held: number): number {
  if (!copy.share || exit <= 0) return 0;
  const run = widened(target.run, { exit, of: held }, copy.slices.of, target.target);
  const whole = sizeExit(Math.max(0, -copy.sign * run.before), run.exit, run.held, copy.share.lotSize);
  return Math.max(0, whole - run.taken);
}

/** One fraction where nothing came between, so that it does not wobble while the order fills. */
function widened(
  run: ExitRun | null,
  fill: Pick<LeaderFill, 'exit' | 'of'>,
  slicesOf: MirrorId,
  target: number,
): ExitRun {
  if (run?.of !== slicesOf) return { of: slicesOf, before: target, exit: fill.exit, held: fill.of, taken: 0 };
  return { ...run, exit: run.exit + fill.exit, held: Math.max(run.held, run.exit + fill.of) };
}

/** Of units that were opened, those that are left when the target has moved. In whole units, up. */
function leftAfter(units: number, before: number, after: number): number {
  if (after === 0 || Math.sign(after) !== Math.sign(before)) return 0;
  return Math.abs(after) >= Math.abs(before) ? units : Math.ceil((units * after) / before);
}

function movedBy(entry: Moved | Scaled, target: number): number {
  if (entry.moved === 'scaled') return scaledBy(entry, target);
  return entry.moved === 'kept' ? target + entry.units : towardsZero(target, entry.units);
}

/** Fractions of a unit are nobody's copy. @param units - signed */
export function scaledBy({ units: to, of }: Pick<Scaled, 'units' | 'of'>, units: number): number {
  return Math.sign(units) * Math.floor((Math.abs(units) * to) / of);
}

function towardsZero(target: number, units: number): number {
  return Math.sign(target) * Math.max(0, Math.abs(target) - Math.abs(units));
}
