/**
 * Loaded before the engine, into each of its threads: `node --import bench/soak/in-engine.ts …`. It raises two budgets, and writes what only
 * the thread itself can measure.
 */
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, threadName } from 'node:worker_threads';
import { BUCKET_WINDOWS } from '@dhancopy/dhan/limit/buckets';
import type { Window } from '@dhancopy/dhan/limit/sliding-windows';

/** A look at the memory of the engine's thread. */
export interface Look {
  readonly atMs: number;
  /** Bytes in use on the heap of the thread, garbage included: the smallest of many looks is what lives. */
  readonly heap: number;
  /** Delay of a timer of 10 ms since the look before: how late the thread is, ms. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** Of an hour and a day: one follower in this test trades more than the broker allows in a day. */
const RAISED = 20;
const HOUR_MS = 3_600_000;
const LOOK_MS = 1_000;

const windows = BUCKET_WINDOWS.order as Window[];
for (const [at, window] of windows.entries()) {
  if (window.lengthMs >= HOUR_MS) windows[at] = { ...window, limit: window.limit * RAISED };
}

const path = process.env['SOAK_LOOKS'];
if (!isMainThread && threadName === 'engine' && path !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  setInterval(() => {
    const look: Look = {
      atMs: Date.now(),
      heap: process.memoryUsage().heapUsed,
      delayP99Ms: delay.percentile(99) / 1e6 - 10,
      delayMaxMs: delay.max / 1e6 - 10,
    };
    delay.reset();
    appendFileSync(path, `${JSON.stringify(look)}\n`);
  }, LOOK_MS).unref();
}
