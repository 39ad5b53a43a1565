import { expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { systemClock } from './clock.ts';
import { after, every } from './every.ts';
import { onwardClock } from './onward-clock.ts';
import { Rerun } from './rerun.ts';
import { SerialQueue } from './serial-queue.ts';
import { settledWithin } from './within.ts';

const stop = (): AbortController => new AbortController();

it('runs a task again and again, each after the last has ended', async () => {
  const clock = new ManualClock();
  const stopped = stop();
  const begun: number[] = [];
  const task = async (): Promise<void> => {
    begun.push(clock.nowMs());
    await clock.sleep(30);
  };
  void every(clock, 100, task, stopped.signal);
  await clock.advance(400);
  expect(begun).toEqual([100, 230, 360]);
  stopped.abort();
  await clock.advance(1_000);
  expect(begun).toHaveLength(3);
  expect(clock.sleeping).toBe(0);
});

it('runs a task once, unless it is called off before', async () => {
  const clock = new ManualClock();
  const done: string[] = [];
  const calledOff = stop();
  void after(clock, 50, () => done.push('kept'), stop().signal);
  void after(clock, 50, () => done.push('called off'), calledOff.signal);
  await clock.advance(49);
  expect(done).toEqual([]);
  calledOff.abort();
  await clock.advance(1);
  expect(done).toEqual(['kept']);
});

it('waits for something, but not for ever', async () => {
  const clock = new ManualClock();
  const never = new Promise<void>(() => undefined);
  const late = settledWithin(clock, 100, never);
  const failed = settledWithin(clock, 100, Promise.reject(new Error('it failed')));
  await clock.advance(99);
  expect(clock.sleeping).toBe(1);
  await clock.advance(1);
  expect(await late).toBe(false);
  expect(await failed).toBe(true);
});

it('runs tasks one after the other, also after one that failed', async () => {
  const clock = new ManualClock();
  const queue = new SerialQueue();
  const log: string[] = [];
  const task = (name: string, ms: number) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await clock.sleep(ms);
    log.push(`${name} ends`);
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const a = queue.run(task('a', 50));
  const b = queue.run(task('b', 10));
  const c = queue.run(task('c', 10));
  void b.catch(() => undefined);
  expect(queue.length).toBe(3);
  await clock.advance(100);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(await a).toBe('a');
  await expect(b).rejects.toThrow('b failed');
  expect(await c).toBe('c');
  await queue.idle();
  expect(queue.length).toBe(0);
});

it('runs a task once more when it was asked for while it ran, however often', async () => {
  const clock = new ManualClock();
  let runs = 0;
  const rerun = new Rerun(async () => {
    runs += 1;
    await clock.sleep(10);
    if (runs === 3) throw new Error('the third failed');
  });
  const first = rerun.run();
  void rerun.run();
  const last = rerun.run();
  await clock.advance(10);
  expect(runs).toBe(2);
  await clock.advance(10);
  await first;
  await last;
  expect(runs).toBe(2);
  const failing = rerun.run();
  void failing.catch(() => undefined);
  await clock.advance(10);
  await expect(failing).rejects.toThrow('the third failed');
  const again = rerun.run();
  await clock.advance(10);
  await again;
  expect(runs).toBe(4);
});

it("the machine's clock goes on, and a sleep ends with its signal", async () => {
  const stopped = stop();
  const startedMs = systemClock.steadyMs();
  const sleeping = systemClock.sleep(60_000, stopped.signal);
  stopped.abort();
  await sleeping;
  expect(systemClock.steadyMs() - startedMs).toBeLessThan(30_000);
  await systemClock.sleep(5);
  expect(systemClock.steadyMs() - startedMs).toBeGreaterThanOrEqual(4);
  expect(Math.abs(systemClock.nowUs() / 1000 - systemClock.nowMs())).toBeLessThan(60_000);
});

it('a clock that goes on when the machine is set back, and sleeps with it', () => {
  let [wallMs, steadyMs] = [10_000_000, 0];
  const set: number[] = [];
  const machine = { ...systemClock, nowMs: () => wallMs, steadyMs: () => steadyMs };
  const clock = onwardClock(machine, (byMs) => set.push(byMs));
  const pass = (ms: number, jumpMs = 0): number => {
    steadyMs += ms;
    wallMs += ms + jumpMs;
    return clock.nowMs();
  };
  expect(pass(500)).toBe(10_000_500);
  expect(pass(500, -3_600_000)).toBe(10_001_000);
  expect([set, clock.setBackMs()]).toEqual([[3_600_000], 3_600_000]);
  expect(pass(500)).toBe(10_001_500);
  // While the machine sleeps its steady clock stands.
  expect(pass(0, 600_000)).toBe(10_601_500);
  expect(set).toHaveLength(1);
});
