import type { Notice } from '../engine/index.ts';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './time/clock.ts';
import { after } from './time/every.ts';

type Write = (store: Store) => void;

/** How long a record may wait for others to be committed with it, ms. */
const GROUP_MS = 10;
/** A batch of this size is committed as soon as the thread is free: one commit stays short, and the memory bounded. */
const GROUP_MAX = 500;
/** A full disk, or another program's lock, may pass: records are held for so long, and tried again this often, ms. */
const HOLD_MS = 60_000;
const AGAIN_MS = 500;
/** Records held at most: some hundred megabytes of frames. */
const HOLD_MAX = 50_000;

/** Room on the disk that was set aside for decisions. */
export interface RoomAside {
  /** It is in use. */
  readonly isShort: boolean;
  /** There is something to give up. */
  readonly isThere: boolean;
  giveUp(): boolean;
}

const NOTHING_ASIDE: RoomAside = { isShort: false, isThere: false, giveUp: () => false };

/**
 * Records that no order waits for (raw frames, audit rows, request counts, notices), committed together a few
 * milliseconds later, and not waited for until the disk has them: the next decision's commit takes them along. What the decisions
 * rest on is committed before anything is sent; see EngineLoop. Source: docs/decisions/0003-synchronous-level.md
 *
 * One that the schema refuses is reported, and the others are written. When the file is locked, they are held, which is reported, and only
 * when that does not end does the engine; the same when the disk is full and no room was set aside (see DiskReserve). Where there was, it
 * is given up for decisions, and records wait in memory.
 */
export class Recorder {
  readonly #store: Store;
  readonly #onFatal: (error: unknown) => void;
  readonly #notify: (notice: Notice) => void;
  readonly #clock: Clock;
  readonly #aside: RoomAside;
  readonly #closed = new AbortController();
  #waiting: Write[] = [];
  /** What waits is flushed in a moment. */
  #isDue = false;
  #soon: NodeJS.Immediate | null = null;
  /** Since when nothing could be written, epoch ms; null while all is well. */
  #heldSinceMs: number | null = null;

  constructor(
    store: Store,
    clock: Clock,
    onFatal: (error: unknown) => void,
    notify: (notice: Notice) => void = () => undefined,
    aside: RoomAside = NOTHING_ASIDE,
  ) {
    this.#store = store;
    this.#onFatal = onFatal;
    this.#notify = notify;
    this.#clock = clock;
    this.#aside = aside;
  }

  /** After the last flush nothing is taken: the database is closed. */
  add(write: Write): void {
    if (this.#closed.signal.aborted) return;
    this.#waiting.push(write);
    if (this.#heldSinceMs !== null) return;
    // Never here and now: the caller may be deciding on an order, inside its transaction.
    if (this.#waiting.length >= GROUP_MAX) this.#soon ??= setImmediate(() => this.flush());
    else this.#flushAfter(GROUP_MS);
  }

  #flushAfter(ms: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const flush = (): void => {
      this.#isDue = false;
      this.flush();
    };
    void after(this.#clock, ms, flush, this.#closed.signal);
  }

  /** @param isLast - nothing is written after this: what cannot be written now is an error now */
  flush(isLast = false): void {
    if (isLast) this.#closed.abort();
    if (this.#soon) clearImmediate(this.#soon);
    this.#soon = null;
    if (this.#waiting.length === 0) return;
    const writes = this.#waiting;
    this.#waiting = [];
    if (this.#aside.isShort && !isLast) {
      this.#waitForRoom(writes, false);
      return;
    }
    try {
      this.#store.transaction(() => {
        for (const write of writes) write(this.#store);
      }, 'normal');
      this.#written();
    } catch (error) {
      const code = error instanceof DatabaseError ? error.code : null;
      if (code === 'CONSTRAINT_FAILED') this.#oneByOne(writes);
      else if (code === 'DISK_FULL' && this.#aside.isShort) this.#waitForRoom(writes, isLast);
      else if (code === 'DISK_FULL' && this.#aside.isThere && this.#aside.giveUp()) this.#again(writes, isLast);
      else if ((code === 'DISK_FULL' || code === 'DATABASE_LOCKED') && !isLast) this.#hold(writes, error);
      else this.#onFatal(error);
    }
  }

  /** What was set aside has just been given up, not only by the next decision: entries stop at once. At the end it is for what waits. */
  #again(writes: Write[], isLast: boolean): void {
    this.#waiting = [...writes, ...this.#waiting];
    this.flush(isLast);
  }

  #oneByOne(writes: readonly Write[]): void {
    for (const write of writes) {
      try {
        this.#store.transaction(() => write(this.#store), 'normal');
      } catch (error) {
        if (!(error instanceof DatabaseError) || error.code !== 'CONSTRAINT_FAILED') {
          this.#onFatal(error);
          return;
        }
        this.#report('ERROR', 'RECORD_REFUSED', `a record was not written: ${error.message}`);
      }
    }
    this.#written();
  }

  #hold(writes: Write[], error: unknown): void {
    this.#waiting = [...writes, ...this.#waiting];
    const isNews = this.#heldSinceMs === null;
    const sinceMs = (this.#heldSinceMs ??= this.#clock.nowMs());
    if (this.#clock.nowMs() - sinceMs > HOLD_MS || this.#waiting.length > HOLD_MAX) {
      this.#onFatal(error);
      return;
    }
    if (isNews) {
      const why = error instanceof Error ? error.message : String(error);
      this.#report(
        'CRITICAL',
        'RECORDS_HELD',
        `frames and audit rows wait in memory, and the engine ends if that lasts ${HOLD_MS / 1000} s: ${why}`,
      );
    }
    this.#flushAfter(AGAIN_MS);
  }

  /** The room that is left is for decisions. The newest are kept, as many as memory allows; what is dropped is said. */
  #waitForRoom(writes: readonly Write[], isLast: boolean): void {
    this.#waiting = isLast ? [] : [...writes, ...this.#waiting];
    const over = isLast ? writes.length : this.#waiting.length - HOLD_MAX;
    if (over > 0) {
      // A tenth more, so that it is not said again with each.
      const dropped = isLast ? over : over + HOLD_MAX / 10;
      this.#waiting.splice(0, isLast ? 0 : dropped);
      this.#report('ERROR', 'RECORDS_DROPPED', `${dropped} frames and audit rows were not written: the disk is full`);
    }
    if (!isLast) this.#flushAfter(AGAIN_MS);
  }

  #written(): void {
    if (this.#heldSinceMs === null) return;
    this.#heldSinceMs = null;
    this.#report('INFO', 'RECORDS_WRITTEN', 'the records that were held in memory have been written');
  }

  #report(severity: Notice['severity'], code: string, text: string): void {
    this.#notify({ severity, code, text, accountId: null, venueOrderId: null });
  }
}
