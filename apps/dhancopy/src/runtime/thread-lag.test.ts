import { expect, it } from 'vitest';
import type { Notice } from '../engine/index.ts';
import { ThreadLag } from './thread-lag.ts';
import { systemClock } from './time/clock.ts';

/** Holds the thread, as a long piece of work does. */
function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('knows how far behind the thread is, and says so once when frames have waited for a second', async () => {
  const notices: Notice[] = [];
  const lag = new ThreadLag(systemClock, (notice) => notices.push(notice));
  expect(lag.behind).toEqual({ nowMs: 0, worstMs: 0, worstAgoMs: 0 });
  lag.start();
  hold(1_200);
  expect(lag.behind.nowMs).toBeGreaterThan(1_000);
  await expect.poll(() => notices).toMatchObject([{ code: 'ENGINE_BEHIND', severity: 'WARNING' }]);
  hold(1_200);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(notices).toHaveLength(1);
  expect(lag.behind.worstMs).toBeGreaterThan(1_000);
  lag.stop();
});

it('forgets how late it was after a minute, and knows the next worst', async () => {
  let aheadMs = 0;
  const clock = { ...systemClock, steadyMs: () => systemClock.steadyMs() + aheadMs };
  const lag = new ThreadLag(clock, () => undefined);
  lag.start();
  const seen = async (lateMs: number): Promise<void> => {
    aheadMs += lateMs;
    await expect.poll(() => lag.behind.nowMs).toBeLessThan(lateMs);
  };
  await seen(500);
  await seen(300);
  expect(lag.behind.worstMs).toBeGreaterThanOrEqual(450);
  expect(lag.behind.worstAgoMs).toBeGreaterThan(0);
  lag.stop();
  // Stopped, nothing new is late: what is left after a minute and a half is nothing.
  aheadMs += 90_000;
  expect(lag.behind).toEqual({ nowMs: 0, worstMs: 0, worstAgoMs: 0 });
});

it('knows by the wall clock that the machine slept, and calls it so and not busy', async () => {
  const notices: Notice[] = [];
  let asleepMs = 0;
  let woken = 0;
  const clock = { ...systemClock, nowMs: () => Date.now() + asleepMs };
  const lag = new ThreadLag(
    clock,
    (notice) => notices.push(notice),
    () => (woken += 1),
  );
  lag.start();
  asleepMs = 42_000;
  await expect.poll(() => notices.map(({ code }) => code)).toEqual(['ENGINE_SLEPT']);
  expect(notices[0]?.text).toContain('for 42 s');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(woken).toBe(1);
  lag.stop();
});
