/**
 * Every timer of the emulator, so that closing it leaves nothing behind.
 *
 * Timers are unref'd: an emulator that was not closed must not keep a test process alive. Tasks with the same delay run in the order in
 * which they were added (Node keeps one list per delay). OrderEntry relies on that: a cancel sent right after a placement is applied
 * right after it.
 */
export class Timers {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  readonly #tasks = new Map<NodeJS.Timeout, { readonly task: () => void; readonly dueMs: number }>();
  readonly #periods = new Set<NodeJS.Timeout>();

  constructor(now: () => number) {
    this.now = now;
  }

  after(delayMs: number, task: () => void): void {
    const handle = setTimeout(() => {
      this.#tasks.delete(handle);
      task();
    }, delayMs);
    handle.unref();
    this.#tasks.set(handle, { task, dueMs: performance.now() + delayMs });
  }

  /** Repeats until the returned function is called or the emulator closes. */
  every(periodMs: number, task: () => void): () => void {
    const handle = setInterval(task, periodMs);
    handle.unref();
    this.#periods.add(handle);
    return () => {
      clearInterval(handle);
      this.#periods.delete(handle);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /** Runs the waiting tasks and the tasks that they add now, in the order of their due times. Repeated tasks do not count. */
  flush(): void {
    while (this.#tasks.size > 0) {
      const due = [...this.#tasks].sort(([, one], [, other]) => one.dueMs - other.dueMs);
      for (const [handle, { task }] of due) {
        clearTimeout(handle);
        if (this.#tasks.delete(handle)) task();
      }
    }
  }

  clear(): void {
    for (const handle of [...this.#tasks.keys(), ...this.#periods]) clearTimeout(handle);
    this.#tasks.clear();
    this.#periods.clear();
  }
}
