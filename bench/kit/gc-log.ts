import { PerformanceObserver } from 'node:perf_hooks';

/** The times at which this process collected garbage. */
export class GcLog {
  readonly #pauses: { readonly startUs: number; readonly endUs: number }[] = [];
  readonly #observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const startUs = (performance.timeOrigin + startTime) * 1000;
      this.#pauses.push({ startUs, endUs: startUs + duration * 1000 });
    }
  });

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Milliseconds of collections between two times, epoch µs. */
  msBetween(fromUs: number, toUs: number): number {
    let sum = 0;
    for (const { startUs, endUs } of this.#pauses)
      sum += Math.max(0, Math.min(endUs, toUs) - Math.max(startUs, fromUs));
    return sum / 1000;
  }

  close(): void {
    this.#observer.disconnect();
  }
}
