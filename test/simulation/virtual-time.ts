import { syncBuiltinESMExports } from 'node:module';
import FakeTimers from '@sinonjs/fake-timers';
import type { Clock } from 'dhancopy/runtime/time/clock';
import { Chance } from './chance.ts';

/** Turns of the event loop in which everything that waits for no time has gone on: sockets in memory need a few. */
const TURNS = 4;
/** Of `process.getActiveResourcesInfo()`: a file is read, written or closed. */
const FILE_WORK = /^(FSReq|CloseReq|FileHandleCloseReq)/;
const realImmediate = setImmediate;

/**
 * Time and chance of the whole process: timers of our code, of undici, of ws, of fastify. It passes only when the simulation says so, and
 * it passes as fast as the work allows. Install it before any other module is loaded.
 */
export class VirtualTime {
  readonly #timers;
  readonly #startMs: number;
  readonly #steadyMs: () => number;
  #chance: Chance;
  /** Timers that were fired: the price of a day. */
  steps = 0;

  /** @param startMs - when every run begins, epoch ms */
  constructor(startMs: number) {
    this.#chance = new Chance(0);
    this.#startMs = startMs;
    this.#timers = FakeTimers.install({
      now: startMs,
      toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
      shouldClearNativeTimers: true,
    });
    // As in Node, a timer takes a whole millisecond at least. Otherwise a wait for half of one would never end.
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const fake = globalThis[name] as (task: () => void, ms: number, ...args: unknown[]) => unknown;
      const atLeast = (task: () => void, ms = 0, ...args: unknown[]): unknown =>
        fake(task, Math.max(1, Math.ceil(ms)), ...args);
      Object.assign(globalThis, { [name]: atLeast });
    }
    this.#steadyMs = performance.now.bind(performance);
    Math.random = () => this.#chance.next();
    // Named imports of `node:timers/promises` get the new timers, too.
    syncBuiltinESMExports();
  }

  get nowMs(): number {
    return Date.now();
  }

  /** Every run begins at the same moment, by both clocks, with chance of its own. */
  begin(chance: Chance): void {
    this.#chance = chance;
    // What processes of earlier runs still wait for does not come.
    this.#timers.reset();
    this.#timers.setSystemTime(this.#startMs);
    const before = this.#steadyMs();
    performance.now = () => this.#steadyMs() - before;
  }

  /** Lets time pass, and everything happen that falls into it. */
  async advance(ms: number): Promise<void> {
    let isOver = false;
    setTimeout(() => (isOver = true), ms);
    await settle();
    while (!this.#is(() => isOver)) await this.step();
  }

  /** Lets time pass until something is done. @throws when it is not done in time */
  async until<T>(what: string, done: Promise<T>, withinMs = 120_000): Promise<T> {
    let isDone = false;
    const ended = done.finally(() => (isDone = true));
    ended.catch(() => undefined);
    const endMs = this.nowMs + withinMs;
    await settle();
    while (!this.#is(() => isDone) && this.nowMs < endMs) await this.step();
    if (!this.#is(() => isDone)) throw new Error(`not done within ${withinMs} ms of virtual time: ${what}`);
    return ended;
  }

  /** A step may have changed it. */
  #is(state: () => boolean): boolean {
    return state();
  }

  /** Nothing happens for so long: the night, which nobody watches. Timers are due as much later. */
  skip(ms: number): void {
    this.#timers.setSystemTime(Date.now() + ms);
  }

  /** The next timer. */
  async step(): Promise<void> {
    this.steps += 1;
    this.#timers.next();
    await settle();
  }
}

/** Reads and writes of files that are under way are real, and are waited for: virtual time stands still meanwhile. */
async function settle(): Promise<void> {
  for (let left = TURNS; left > 0; left -= 1) {
    await turn();
    if (process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name))) left = TURNS + 1;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}

/** The wall clock and the sleep of one machine: it may be wrong, and it may sleep while the world goes on. */
export class MachineClock {
  /** How far the wall clock is ahead of the world's, ms. */
  aheadMs = 0;
  /** Slept in all, ms: the steady clock stands still meanwhile. */
  #sleptMs = 0;
  #asleepMs: number | null = null;
  #waiting: (() => void)[] = [];

  get isAsleep(): boolean {
    return this.#asleepMs !== null;
  }

  sleep(): void {
    this.#asleepMs ??= performance.now();
  }

  wake(): void {
    if (this.#asleepMs === null) return;
    this.#sleptMs += performance.now() - this.#asleepMs;
    this.#asleepMs = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const task of waiting) task();
  }

  /** The clock of a process on this machine. After its end nothing in it goes on: who sleeps does not wake up. */
  until(dead: AbortSignal, chance: Chance): Clock {
    const steadyMs = (): number => (this.#asleepMs ?? performance.now()) - this.#sleptMs;
    return {
      nowMs: () => Date.now() + this.aheadMs,
      nowUs: () => Math.round((performance.timeOrigin + performance.now() + this.aheadMs) * 1_000),
      steadyMs,
      random: () => chance.next(),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (dead.aborted) return;
          if (signal?.aborted) {
            resolve();
            return;
          }
          const done = (): void => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', done);
            dead.removeEventListener('abort', done);
            if (dead.aborted) return;
            if (this.isAsleep) this.#waiting.push(resolve);
            else resolve();
          };
          const timer = setTimeout(done, ms);
          signal?.addEventListener('abort', done, { once: true });
          dead.addEventListener('abort', done, { once: true });
        }),
    };
  }
}
