import type { Store } from '../store/store.ts';

type Write = (store: Store) => void;

/** How long a record may wait for others to be committed with it, ms. */
const GROUP_MS = 10;
/** A batch of this size is committed as soon as the thread is free: one commit stays short, and the memory bounded. */
const GROUP_MAX = 500;

/**
 * Records that no order waits for (raw frames, audit rows, request counts, notices), committed together a few
 * milliseconds later. What the decisions rest on is committed before anything is sent; see EngineHost.
 */
export class Recorder {
  readonly #store: Store;
  readonly #onFatal: (error: unknown) => void;
  #waiting: Write[] = [];
  #timer: NodeJS.Timeout | null = null;
  #soon: NodeJS.Immediate | null = null;

  constructor(store: Store, onFatal: (error: unknown) => void) {
    this.#store = store;
    this.#onFatal = onFatal;
  }

  add(write: Write): void {
    this.#waiting.push(write);
    // Never here and now: the caller may be deciding on an order, inside its transaction.
    if (this.#waiting.length >= GROUP_MAX) this.#soon ??= setImmediate(() => this.flush());
    else this.#timer ??= setTimeout(() => this.flush(), GROUP_MS);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#soon) clearImmediate(this.#soon);
    this.#timer = null;
    this.#soon = null;
    if (this.#waiting.length === 0) return;
    const writes = this.#waiting;
    this.#waiting = [];
    try {
      this.#store.transaction(() => {
        for (const write of writes) write(this.#store);
      });
    } catch (error) {
      this.#onFatal(error);
    }
  }
}
