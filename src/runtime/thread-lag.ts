import type { Notice } from '../engine/index.ts';

/** How far the engine's thread is behind: what comes in waits for so long before it is looked at. */
export interface Behind {
  /** At this moment, ms. */
  readonly nowMs: number;
  /** At worst in the last minute or two, ms. */
  readonly worstMs: number;
}

const LOOK_MS = 50;
const WINDOW_MS = 60_000;
/** Frames and answers that wait so long are worth a notice, ms. */
const NOTICE_FROM_MS = 1_000;

/** Watches the engine's thread by a timer that is late exactly when the thread is. */
export class ThreadLag {
  readonly #notify: (notice: Notice) => void;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;
  #windowMs = 0;
  #worstMs = 0;
  #worstBeforeMs = 0;
  #noticedMs = -Infinity;

  constructor(notify: (notice: Notice) => void) {
    this.#notify = notify;
  }

  start(): void {
    this.#windowMs = performance.now();
    this.#dueMs = performance.now() + LOOK_MS;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  get behind(): Behind {
    const nowMs = this.#timer ? Math.max(0, performance.now() - this.#dueMs) : 0;
    return { nowMs, worstMs: Math.max(nowMs, this.#worstMs, this.#worstBeforeMs) };
  }

  #look(): void {
    const now = performance.now();
    const lateMs = Math.max(0, now - this.#dueMs);
    this.#dueMs = now + LOOK_MS;
    if (now - this.#windowMs > WINDOW_MS) {
      this.#windowMs = now;
      this.#worstBeforeMs = this.#worstMs;
      this.#worstMs = 0;
    }
    this.#worstMs = Math.max(this.#worstMs, lateMs);
    if (lateMs < NOTICE_FROM_MS || now - this.#noticedMs < WINDOW_MS) return;
    this.#noticedMs = now;
    this.#notify({
      severity: 'WARNING',
      code: 'ENGINE_BEHIND',
      text:
        `the engine's thread was ${(lateMs / 1000).toFixed(1)} s behind: frames and answers waited unread so long, and none is lost. ` +
        'See what else uses the processors and the disk of this machine; "dhancopy status" says how far behind it is',
      accountId: null,
      venueOrderId: null,
    });
  }
}
