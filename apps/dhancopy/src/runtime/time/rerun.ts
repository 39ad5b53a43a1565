/** Runs a task one at a time. Asked for while it runs, it runs once more: what it looked at may have changed meanwhile. */
export class Rerun {
  readonly #task: () => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #isRunning = false;
  #isAsked = false;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Resolves when a run that began after this was called has ended. */
  run(): Promise<void> {
    this.#isAsked = true;
    if (this.#isRunning) return this.#last;
    this.#isRunning = true;
    this.#last = this.#runAll();
    return this.#last;
  }

  async #runAll(): Promise<void> {
    try {
      while (this.#isAsked) {
        this.#isAsked = false;
        await this.#task();
      }
    } finally {
      this.#isRunning = false;
    }
  }
}
