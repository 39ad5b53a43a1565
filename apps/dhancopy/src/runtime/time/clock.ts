/** Time and chance, passed in: what waits and what is drawn is the same in a simulation, where no real time passes. */
export interface Clock {
  /** Epoch ms of the wall clock. */
  readonly nowMs: () => number;
  /** Epoch µs: the wall clock's start with the monotonic clock's steps, so that durations never jump. */
  readonly nowUs: () => number;
  /** Of the monotonic clock, ms since some moment. */
  readonly steadyMs: () => number;
  /** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

/** The machine's. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  steadyMs: () => performance.now(),
  sleep,
  random: () => Math.random(),
};

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}
