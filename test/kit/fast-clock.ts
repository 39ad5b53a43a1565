import { istDayStart } from '@dhancopy/domain/indian-time';
import type { Clock } from 'dhancopy/runtime/time/clock';

/** How much faster time passes while a long wait of the product is waited for. */
const FASTER = 8;

/**
 * The machine's time, moved ahead, that can pass faster for a while. The engine and the emulator of a test have the same one. What
 * they ask each other takes as long as ever: the sockets know nothing of it.
 */
export class FastClock implements Clock {
  #speed = 1;
  /** At the last change of speed: of the machine, and of this clock. */
  #machineMs = performance.now();
  #clockMs = this.#machineMs;
  readonly #originMs: number;
  /** Set the timers of those who sleep, for the present speed. */
  readonly #sleepers = new Set<() => void>();

  constructor(aheadMs = 0) {
    this.#originMs = Date.now() + aheadMs - this.#clockMs;
  }

  /** At noon of today in India: what the broker shows in the night may be of the day before. */
  static atNoon(): FastClock {
    return new FastClock(istDayStart(Date.now()) + 12 * 3_600_000 - Date.now());
  }

  readonly steadyMs = (): number => this.#clockMs + (performance.now() - this.#machineMs) * this.#speed;
  readonly nowMs = (): number => Math.floor(this.#originMs + this.steadyMs());
  readonly nowUs = (): number => Math.round((this.#originMs + this.steadyMs()) * 1_000);
  readonly random = (): number => Math.random();

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const endMs = this.steadyMs() + ms;
      let timer: NodeJS.Timeout | undefined;
      const setTimer = (): void => {
        clearTimeout(timer);
        timer = setTimeout(done, Math.max(0, (endMs - this.steadyMs()) / this.#speed));
      };
      const done = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(setTimer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      signal?.addEventListener('abort', done, { once: true });
      this.#sleepers.add(setTimer);
      setTimer();
    });

  /** Lets time pass faster until something has happened. */
  async fasterUntil<T>(happened: Promise<T>): Promise<T> {
    this.#run(FASTER);
    try {
      return await happened;
    } finally {
      this.#run(1);
    }
  }

  #run(speed: number): void {
    this.#clockMs = this.steadyMs();
    this.#machineMs = performance.now();
    this.#speed = speed;
    for (const setTimer of this.#sleepers) setTimer();
  }
}
