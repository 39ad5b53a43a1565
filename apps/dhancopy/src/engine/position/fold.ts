import type { MirrorId } from '@dhancopy/domain/ids';
import { isFinal } from '@dhancopy/domain/order';
import { isUnderWay } from '../order/copy-order.ts';
import type { Copy } from './copy.ts';
import { isLeaderFill } from './log.ts';
import type { CopyPosition } from './copy-position.ts';
import type { LogEntry } from './log.ts';
import { countedAhead, restUnits } from './allotment.ts';
import { isForWantOfData } from './create.ts';
import { mostOf, sizedOf } from './lines.ts';
import type { Picture, Worked } from './lines.ts';
import { dueOf, targetOf } from './target.ts';
import type { Target } from './target.ts';

/** Entries kept at most; beyond, the oldest is folded though its copy has not filled that far: what it owes stays owed. */
const LOG_MAX = 64;

export interface Folded {
  readonly position: CopyPosition;
  readonly copies: readonly Copy[];
}

/**
 * Adds what can change nothing any more to `base`, so that an event costs what may still change and not the day's history.
 *
 * 1. A fill is folded when its copy has filled that far; all of them when the position is calm (no gap, nothing to trade).
 * 2. An exit that may still widen carries its fraction along (`run`): it is of what was held before it.
 * 3. A fill whose place among the leader's other fills is not certain yet is not folded.
 * 4. A copy leaves the active ones when its leader order is final, it has an outcome, no fill of it is left in the log, what it did
 *    not trade is written off, and what was given up of it is out of the base. Facts that come later bring it back.
 */
export function folded(position: CopyPosition, { worked, allotment, target }: Picture): Folded {
  const { open, gap, isSettling } = allotment;
  // A copy that lags behind an order which rests at the leader keeps what it owes; what works for the rest of his order does not lag.
  const lags = worked.some(({ line }) => line.mayFill && line.working > restUnits(line) && dueLeaves(line) > 0);
  const isCalm = open === 0 && gap === 0 && !isSettling && !lags && position.correction === null;
  const uncertain = position.log.findIndex(
    (entry, at) => isLeaderFill(entry) && entry.heardMs !== null && position.log.length - at <= LOG_MAX,
  );
  const certain = uncertain === -1 ? position.log.length : uncertain;
  const head = headOf(position.log, certain, worked, isCalm);
  const changed = new Map<MirrorId, Copy>();
  const nowOf = (copy: Copy): Copy => changed.get(copy.id) ?? copy;
  const change = (copy: Copy): void => void changed.set(copy.id, copy);
  let next = position;
  if (head > 0) {
    const sized = new Map(worked.map((each) => [each.copy.id, each.sized]));
    const sums = targetOf(position.base, position.run, position.log.slice(0, head), sized);
    const flats = (position.flats ?? 0) + sums.flats;
    for (const { copy } of worked) change(withFolded(copy, sums, flats));
    next = { ...next, base: sums.target, run: sums.run, log: position.log.slice(head), flats };
  }
  // Given up after its fills were folded, or in the follower's own hands since: with the copy its units leave the base.
  const gone = next.log.length > 0 ? [] : worked.filter((each) => isEnded(each) && isInBase(nowOf(each.copy)));
  if (gone.length > 0) {
    const sized = new Map(gone.map(({ copy }) => [copy.id, sizedOf(nowOf(copy), next)]));
    const sums = targetOf(next.base, next.run, [], sized);
    for (const { copy } of gone) change(withFolded(nowOf(copy), sums, next.flats ?? 0));
    next = { ...next, base: sums.target };
  }
  if (isCalm && next.log.length === 0) {
    const ahead = countedAhead(
      target.target,
      worked.map(({ line }) => line),
    );
    for (const each of worked) change(writtenOff(nowOf(each.copy), each, ahead.get(each.copy.id) ?? 0));
  }
  const inLog = copiesIn(next.log);
  const left = new Set<MirrorId>();
  for (const each of worked) {
    const copy = nowOf(each.copy);
    if (isEnded(each) && !inLog.has(copy.id) && !owes(each, copy) && !isInBase(copy)) left.add(copy.id);
  }
  if (left.size > 0) next = { ...next, active: next.active.filter((id) => !left.has(id)) };
  return { position: next, copies: worked.map(({ copy }) => nowOf(copy)) };
}

function copiesIn(log: readonly LogEntry[]): Set<MirrorId> {
  return new Set(log.flatMap((entry) => (isLeaderFill(entry) ? [entry.copy] : [])));
}

/** How many of the first `certain` entries of the log are settled. */
function headOf(log: readonly LogEntry[], certain: number, worked: readonly Worked[], isCalm: boolean): number {
  if (certain === 0) return 0;
  const byId = new Map(worked.map((each) => [each.copy.id, each]));
  for (const [index, entry] of log.slice(0, certain).entries()) {
    const each = isLeaderFill(entry) ? byId.get(entry.copy) : undefined;
    if (!each || !isLeaderFill(entry) || log.length - index > LOG_MAX) continue;
    // Refused for want of data that may arrive: its fills count then.
    if (isForWantOfData(each.copy) && !isFinal(each.leader?.report.status ?? null)) return index;
    // Given up, and what it filled since is judged only with its leader order, which this process has not read yet.
    if (each.leader === null && each.copy.entryMost !== null) return index;
    // Its leader order is done and something of it may still fill: what it is due may change with that.
    if (!each.line.mayFill && each.line.working > 0) return index;
    if (!isCalm && dueLeaves(each.line) > 0) return index;
  }
  return certain;
}

function withFolded(copy: Copy, target: Target, flats: number): Copy {
  const now = dueOf(target, copy.id);
  const { folded: before } = copy;
  const units = target.left.get(copy.id) ?? 0;
  // Of a copy of which nothing is left, no later flat changes anything: it is not written for each of them.
  const next = {
    leaderEntry: now.leaderEntry,
    exit: now.exit,
    entry: now.entry,
    ...(now.entry > 0 && { left: units }),
    ...(units > 0 && { flats }),
  };
  const isSame =
    next.exit === before.exit &&
    next.entry === before.entry &&
    next.leaderEntry === before.leaderEntry &&
    (next.left ?? 0) === (before.left ?? before.entry) &&
    (units === 0 || flats === (before.flats ?? 0));
  return isSame ? copy : { ...copy, folded: next };
}

/** What another order traded for it is not written off yet: brought back, it would trade that itself. */
function owes({ copy, line }: Worked, next = copy): boolean {
  return dueLeaves(line) > next.writtenOff - copy.writtenOff;
}

/** More of it is in the base than it is to open by now. */
function isInBase(copy: Copy): boolean {
  const most = mostOf(copy);
  return most !== null && copy.folded.entry > most;
}

/** Units by the leader's fills that the copy has not traded. */
function dueLeaves({ due, done }: Worked['line']): number {
  return due.exit + due.entry - done;
}

/**
 * What was cut together with an order of the other side is settled for good.
 * @param ahead - units by which the copy is still ahead of an open leader order; what it filled beyond did another copy's work
 */
function writtenOff(copy: Copy, { line }: Worked, ahead: number): Copy {
  if (copy.detached) return copy;
  const missing = dueLeaves(line) + ahead;
  return missing === 0 ? copy : { ...copy, writtenOff: copy.writtenOff + missing };
}

function isEnded({ copy, leader }: Worked): boolean {
  if (copy.outcome === null || copy.orders.some(isUnderWay)) return false;
  return leader !== null && isFinal(leader.report.status);
}
