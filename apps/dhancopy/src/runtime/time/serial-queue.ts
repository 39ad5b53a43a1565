/** Runs tasks one after the other, in the order they came. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;

  /** Tasks that run or wait. */
  get length(): number {
    return this.#length;
  }

  /** @returns what the task gives; a task that fails does not keep the next from running */
  run<T>(task: () => Promise<T>): Promise<T> {
    this.#length += 1;
    const done = this.#last.then(task).finally(() => (this.#length -= 1));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when everything that was handed in so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
