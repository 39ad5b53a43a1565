/**
 * Every timer of the emulator, so that closing it leaves nothing behind.
 *
 * Timers are unref'd: an emulator that nobody closed must not keep a test process alive. Tasks with the same delay
 * run in the order in which they were asked for (Node keeps one list per delay), and the order desk relies on that:
 * a cancel sent right after a placement is applied right after it.
 */
export class Timers {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  readonly #handles = new Set<NodeJS.Timeout>();

  constructor(now: () => number) {
    this.now = now;
  }

  after(delayMs: number, task: () => void): void {
    const handle = setTimeout(() => {
      this.#handles.delete(handle);
      task();
    }, delayMs);
    handle.unref();
    this.#handles.add(handle);
  }

  /** Repeats until the returned function is called or the emulator closes. */
  every(periodMs: number, task: () => void): () => void {
    const handle = setInterval(task, periodMs);
    handle.unref();
    this.#handles.add(handle);
    return () => {
      clearInterval(handle);
      this.#handles.delete(handle);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  clear(): void {
    for (const handle of this.#handles) clearTimeout(handle);
    this.#handles.clear();
  }
}
