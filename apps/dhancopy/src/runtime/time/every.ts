import type { Clock } from './clock.ts';

/**
 * Runs a task again and again, `ms` after the last run has ended, until the signal aborts. The first run is after `ms`.
 * @param task - never rejects: what fails is its own to report
 * @returns resolves when the last run has ended
 */
export async function every(clock: Clock, ms: number, task: () => unknown, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(ms, signal);
    if (signal.aborted) return;
    await task();
  }
}

/** Runs a task once, after `ms`, unless the signal aborts before. */
export async function after(clock: Clock, ms: number, task: () => unknown, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal);
  if (!signal.aborted) await task();
}
