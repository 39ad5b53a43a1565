import type { Clock } from '../time/clock.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. Sleepers wake in the order of their times. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  readonly nowMs = (): number => this.#nowMs;
  readonly nowUs = (): number => this.#nowMs * 1000;
  readonly steadyMs = (): number => this.#nowMs;
  readonly random = (): number => 0.5;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(0, ms), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });

  /** Tasks that wait for a time. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Lets time pass, and everything that wakes meanwhile do what it does at once. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    do await settled();
    while (this.step(endMs));
    await settled();
  }

  /** Wakes the next task that is due by then. @returns false when none is, and it is then */
  step(endMs: number): boolean {
    const [next] = [...this.#sleepers].sort((a, b) => a.atMs - b.atMs);
    this.#nowMs = Math.max(this.#nowMs, Math.min(endMs, next?.atMs ?? endMs));
    if (!next || next.atMs > endMs) return false;
    next.wake();
    return true;
  }
}

/** Everything that waits for a promise and not for time has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
