import type { Clock } from './clock.ts';

/** Waits for something, but not longer than `ms`. @returns true when it has settled by then */
export async function settledWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  let isSettled = false;
  const end = (): void => {
    isSettled = true;
    settled.abort();
  };
  void work.then(end, end);
  await clock.sleep(ms, settled.signal);
  return isSettled;
}
