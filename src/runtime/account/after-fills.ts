/** What fills change is read this long after the first of them: a burst is one read, and the broker has booked it by then, ms. */
const SETTLE_MS = 2_000;
/** A read that failed is tried again after this, ms. */
const RETRY_MS = 15_000;

/** Reads what a fill changes (trades, positions, funds) soon after it, once for all fills that come together. */
export class AfterFills {
  readonly #read: () => Promise<boolean>;
  #timer: NodeJS.Timeout | null = null;
  #isReading = false;
  #noted = 0;
  #isStopped = false;

  /** @param read - false when it failed and is to be tried again */
  constructor(read: () => Promise<boolean>) {
    this.#read = read;
  }

  /** Something was filled. */
  note(): void {
    this.#noted += 1;
    if (!this.#isReading) this.#later(SETTLE_MS);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #later(ms: number): void {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => void this.#run(), ms).unref();
  }

  async #run(): Promise<void> {
    this.#timer = null;
    const seen = this.#noted;
    this.#isReading = true;
    const isDone = await this.#read();
    this.#isReading = false;
    if (!isDone) this.#later(RETRY_MS);
    // What came meanwhile may not be in what was read.
    else if (this.#noted !== seen) this.#later(SETTLE_MS);
  }
}
