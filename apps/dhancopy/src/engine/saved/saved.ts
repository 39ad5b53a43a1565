import { judgedDay, keepOwn } from '../account/own-book.ts';
import type { OwnUnits } from '../account/own-units.ts';
import type { Decision } from '../decision.ts';
import { indexOrder } from '../orphans.ts';
import type { CopyOrder } from '../order/copy-order.ts';
import { interrupted, outOfDate } from '../order/observe.ts';
import { keepPosition } from '../position/books.ts';
import type { Copy } from '../position/copy.ts';
import { indexCorrections } from '../position/correct.ts';
import type { CopyPosition } from '../position/copy-position.ts';
import type { EngineState } from '../state.ts';

/** One thing to keep: plain JSON under a key that later values replace; null when it need not be kept any more. */
export interface Saved {
  /** `copy <id>`, `position <link>|<asset>|<product>` or `own <account>|<asset>|<product>`. */
  readonly key: string;
  readonly value: unknown;
}

/** A copy as it was kept. Until November 2026 units that were released ahead were one sum, and counted from the first unit. */
type SavedCopy = Omit<Copy, 'releasedAhead'> & { readonly releasedAhead: Copy['releasedAhead'] | number };

/** What must be made durable after a decision, before its commands are carried out. */
export function durableOf(state: EngineState, decision: Decision): Saved[] {
  return [
    ...[...decision.copies].map((id) => ({ key: `copy ${id}`, value: state.copies.get(id) ?? null })),
    ...[...decision.positions].map((key) => ({ key: `position ${key}`, value: state.positions.get(key) ?? null })),
    ...[...decision.own].map((key) => ({ key: `own ${key}`, value: state.own.get(key) ?? null })),
  ];
}

/**
 * Puts back what was kept. Commands that were in flight become unknown: they are looked up.
 * @param isOlder - it is from a backup, and more may have happened since
 */
export function restore(state: EngineState, saved: Iterable<Saved>, nowMs: number, isOlder = false): void {
  const order = (kept: CopyOrder): CopyOrder => interrupted(isOlder ? outOfDate(kept) : kept, nowMs);
  for (const { key, value } of saved) {
    if (value === null) continue;
    if (key.startsWith('copy ')) restoreCopy(state, value as SavedCopy, order);
    else if (key.startsWith('position ')) restorePosition(state, value as CopyPosition, order);
    else if (key.startsWith('own ')) restoreOwn(state, value as OwnUnits);
  }
}

function restoreCopy(state: EngineState, saved: SavedCopy, restored: (kept: CopyOrder) => CopyOrder): void {
  const { releasedAhead: ahead } = saved;
  const releasedAhead = typeof ahead !== 'number' ? ahead : ahead > 0 ? [{ after: 0, units: ahead }] : [];
  const copy: Copy = { ...saved, releasedAhead, orders: saved.orders.map(restored) };
  state.copies.set(copy.id, copy);
  state.nextSeq = Math.max(state.nextSeq, copy.seq + 1);
  for (const order of copy.orders) indexOrder(state, { ...copy, cause: copy.leaderOrderId }, order);
}

function restorePosition(state: EngineState, saved: CopyPosition, restored: (kept: CopyOrder) => CopyOrder): void {
  const { correction } = saved;
  const position: CopyPosition = {
    ...saved,
    correction: correction && { ...correction, orders: correction.orders.map(restored) },
  };
  keepPosition(state, position);
  for (const { heard } of position.recentFills) state.heard = Math.max(state.heard, heard + 1);
  indexCorrections(state, position);
  if (position.active.length > 0 || correction || position.log.length > 0) state.wakes.set(position.key, 0);
}

function restoreOwn(state: EngineState, saved: OwnUnits): void {
  // A read of another process proves nothing together with one of this.
  keepOwn(state, { ...saved, dayMs: judgedDay(saved), suspicion: null });
  for (const { heard } of saved.recent) state.heard = Math.max(state.heard, heard + 1);
}
