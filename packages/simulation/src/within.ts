import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls the condition every few milliseconds until it holds. The caller decides what a late condition means: an error, a report, or
 * nothing.
 *
 * @returns false when the condition did not hold within the time; it is checked once more at the end
 */
export async function within(ms: number, condition: () => boolean, everyMs = 10): Promise<boolean> {
  const end = Date.now() + ms;
  for (;;) {
    const isLast = Date.now() >= end;
    if (condition()) return true;
    if (isLast) return false;
    await sleep(everyMs);
  }
}
