import type { Clock } from 'dhancopy/runtime/time/clock';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that a run sets on: what waits goes on when the run says so, and in the same order each time. */
export class HandClock implements Clock {
  #nowMs: number;
  readonly #startMs: number;
  #sleepers: Sleeper[] = [];
  #drawn = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
  }

  readonly nowMs = (): number => this.#nowMs;
  readonly nowUs = (): number => this.#nowMs * 1000;
  readonly steadyMs = (): number => this.#nowMs - this.#startMs;

  readonly random = (): number => {
    this.#drawn = (this.#drawn + 0.618_034) % 1;
    return this.#drawn;
  };

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        atMs: this.#nowMs + Math.max(ms, 0),
        wake: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#sleepers.push(sleeper);
    });
  };

  /** Wakes the next that are due by then. @returns false when none is, and it is then */
  step(untilMs: number): boolean {
    const next = this.#sleepers.reduce<number>((least, { atMs }) => Math.min(least, atMs), Infinity);
    if (next > untilMs) {
      this.#nowMs = untilMs;
      return false;
    }
    this.#nowMs = Math.max(this.#nowMs, next);
    const due = this.#sleepers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > this.#nowMs);
    for (const { wake } of due) wake();
    return true;
  }
}
