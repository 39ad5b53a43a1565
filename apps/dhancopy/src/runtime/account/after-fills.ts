import type { Clock } from '../time/clock.ts';
import { after } from '../time/every.ts';

/** What fills change is read this long after the first of them: a burst is one read, and the broker has booked it by then, ms. */
const SETTLE_MS = 2_000;
/** A read that failed is tried again after this, ms. */
const RETRY_MS = 15_000;

/** Reads what a fill changes (trades, positions, funds) soon after it, once for all fills that come together. */
export class AfterFills {
  readonly #read: () => Promise<boolean>;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #state: 'idle' | 'waiting' | 'reading' = 'idle';
  #noted = 0;

  /** @param read - false when it failed and is to be tried again */
  constructor(read: () => Promise<boolean>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Something was filled. */
  note(): void {
    this.#noted += 1;
    if (this.#state === 'idle') this.#later(SETTLE_MS);
  }

  stop(): void {
    this.#stop.abort();
  }

  #later(ms: number): void {
    this.#state = 'waiting';
    void after(this.#clock, ms, () => this.#run(), this.#stop.signal);
  }

  async #run(): Promise<void> {
    this.#state = 'reading';
    const seen = this.#noted;
    const isDone = await this.#read();
    this.#state = 'idle';
    if (!isDone) this.#later(RETRY_MS);
    // What came meanwhile may not be in what was read.
    else if (this.#noted !== seen) this.#later(SETTLE_MS);
  }
}
