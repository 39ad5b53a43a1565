import type { ListedCopy } from '../../store/copies/copy-list.ts';
import type { Store } from '../../store/store.ts';
import { copyLine } from './read.ts';
import type { CopyLine } from './read.ts';

/** How often changes are looked for, ms. */
export const LOOK_MS = 250;
/** A copy that has ended may still change: a late fill counts. It is looked at for so long, ms. */
const WATCHED_MS = 600_000;
/** What has just ended is among so many newest rows: a start must not read the whole history, which no index orders by its changes. */
const RECENT_ROWS = 10_000;
/** Rows are stamped in seconds, and when they were decided, not when they were committed. */
const OVERLAP_SEC = 5;

/**
 * What changes about copies, read from the database, so that the engine's thread has no part in it.
 *
 * 1. A change of stage or reason is reported once.
 * 2. What was so when it began is not reported.
 */
export class CopyTail {
  readonly #store: Store;
  /** What was reported last, of those that may still change. */
  readonly #reported = new Map<number, string>();
  /** When a copy was seen ended, ms; in the order of that. */
  readonly #ended = new Map<number, number>();
  #newest: number;
  #readMs: number;

  constructor(store: Store, nowMs: number) {
    this.#store = store;
    this.#newest = store.mappings.newestId();
    this.#readMs = nowMs;
    // An engine that starts judges again what has just ended: if nothing comes of that, it is no news.
    const from = Math.max(0, this.#newest - RECENT_ROWS);
    for (const row of store.copyList.written(from, Math.floor((nowMs - WATCHED_MS) / 1000))) this.#newsOf(row, nowMs);
    this.changes(nowMs);
  }

  /** Oldest copy first. */
  changes(nowMs: number): CopyLine[] {
    const news = this.#rows().flatMap((row) => this.#newsOf(row, nowMs) ?? []);
    this.#readMs = nowMs;
    return news;
  }

  #rows(): ListedCopy[] {
    const { copyList } = this.#store;
    const rows = new Map<number | null, ListedCopy>();
    const oldest = Math.min(...this.#ended.keys());
    const sinceSec = Math.floor(this.#readMs / 1000) - OVERLAP_SEC;
    const ended = this.#ended.size === 0 ? [] : copyList.written(oldest, sinceSec);
    for (const row of [...ended, ...copyList.open(), ...copyList.after(this.#newest)]) rows.set(row.mapping_id, row);
    // Was open when it was last reported, and is not any more.
    for (const id of this.#reported.keys()) {
      const row = rows.has(id) || this.#ended.has(id) ? undefined : copyList.get(id);
      if (row) rows.set(id, row);
    }
    return [...rows.values()];
  }

  /** @returns the line of a copy whose stage or reason has changed, otherwise null */
  #newsOf(row: ListedCopy, nowMs: number): CopyLine | null {
    const line = copyLine(row);
    return line.copyId !== null && this.#note(line.copyId, row.is_open === 1, line, nowMs) ? line : null;
  }

  /** @returns whether it is news */
  #note(id: number, isOpen: boolean, { stage, reason }: CopyLine, nowMs: number): boolean {
    this.#newest = Math.max(this.#newest, id);
    const now = `${stage} ${reason ?? ''}`;
    const before = this.#reported.get(id);
    this.#reported.set(id, now);
    if (isOpen) this.#ended.delete(id);
    else if (!this.#ended.has(id)) this.#ended.set(id, nowMs);
    this.#forget(nowMs);
    return before !== now;
  }

  #forget(nowMs: number): void {
    for (const [id, endedMs] of this.#ended) {
      if (nowMs - endedMs <= WATCHED_MS) return;
      this.#ended.delete(id);
      this.#reported.delete(id);
    }
  }
}
