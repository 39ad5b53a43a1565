import type { InstrumentKey } from '../../store/instruments/instrument-difference.ts';
import type { NewSync } from '../../store/instruments/instrument-syncs.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../time/clock.ts';

export type Holders = ReadonlyMap<InstrumentKey, readonly string[]>;

export interface ApplyOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly stagingPath: string;
  readonly sync: NewSync;
  /** Who holds what now. A held contract is not removed. */
  readonly holders: () => Holders;
  /** Called in the same turn as each commit: what was read of the table before may be old. */
  readonly onCommitted: () => void;
}

/**
 * How long one transaction may take, ms: what the engine may wait at most for its thread and its write connection. The
 * number of rows follows from it; a commit alone is 0.4 to 0.7 (docs/decisions/0003-synchronous-level.md).
 */
const STEP_MS = 2;
const STEP_ROWS_MIN = 4;
const STEP_ROWS_MAX = 512;

/** In one transaction: all of it, or nothing. Seconds for a whole market, so only while nothing is traded. @returns its id */
export function applyWhole({ store, stagingPath, sync, holders, onCommitted }: ApplyOptions): number {
  const difference = store.instrumentSyncs.open(stagingPath);
  try {
    const id = store.transaction(() => {
      const id = store.instrumentSyncs.begin(sync);
      store.instrumentSyncs.finish(id, difference.step(id, difference.size, holders));
      return id;
    });
    onCommitted();
    return id;
  } finally {
    difference.close();
  }
}

/**
 * In many short transactions, with as long a pause after each: an engine that trades goes on between them. Ended half-way,
 * each row is the old or the new one, and the synchronisation is noted as broken off.
 * @returns its id
 * @throws {Error} when `signal` ends it
 */
export async function applyInSteps(options: ApplyOptions, signal: AbortSignal): Promise<number> {
  const { clock, store, stagingPath, sync, holders, onCommitted } = options;
  const difference = store.instrumentSyncs.open(stagingPath);
  try {
    const id = store.instrumentSyncs.begin(sync);
    let kept = 0;
    let rows = STEP_ROWS_MIN;
    while (!difference.isDone) {
      const started = clock.steadyMs();
      kept += difference.step(id, rows, holders);
      onCommitted();
      const tookMs = clock.steadyMs() - started;
      if (tookMs > STEP_MS) rows = Math.max(STEP_ROWS_MIN, Math.floor(rows / 2));
      else if (tookMs < STEP_MS / 2) rows = Math.min(STEP_ROWS_MAX, rows * 2);
      await clock.sleep(Math.ceil(tookMs), signal);
      signal.throwIfAborted();
    }
    store.instrumentSyncs.finish(id, kept);
    return id;
  } finally {
    difference.close();
  }
}
