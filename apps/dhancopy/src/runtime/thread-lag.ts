import type { Notice } from '../engine/index.ts';
import type { Clock } from './time/clock.ts';
import { every } from './time/every.ts';

/** How far the engine's thread is behind: what comes in waits for so long before it is looked at. */
export interface Behind {
  /** At this moment, ms. */
  readonly nowMs: number;
  /** At worst in the last minute, ms. */
  readonly worstMs: number;
  /** How long ago that was, ms. */
  readonly worstAgoMs: number;
}

const LOOK_MS = 50;
const WINDOW_MS = 60_000;
/** Frames and answers that wait so long are worth a notice, ms. */
const NOTICE_FROM_MS = 1_000;

/** A wall clock that moved on by so much between two looks, ms: the machine slept, or the process was stopped. */
const SLEPT_FROM_MS = 5_000;

/**
 * Watches the engine's thread by a timer that is late exactly when the thread is.
 *
 * A machine that sleeps stops the steady clock as well, and only the wall clock shows how long it was away. A wall clock that is set
 * forward looks the same; what then follows does no harm.
 */
export class ThreadLag {
  readonly #notify: (notice: Notice) => void;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  /** When the thread is looked at next, by the steady clock; null while it is not. */
  #dueMs: number | null = null;
  /** Of the last minute, each with none later that is as late: the first is the worst. */
  readonly #late: { readonly atMs: number; readonly lateMs: number }[] = [];
  #noticedMs = -Infinity;
  #wallMs = 0;
  readonly #onSlept: () => void;
  readonly #lookMs: number;

  /** @param onSlept - called when nothing ran for so long that the books must be read again */
  constructor(clock: Clock, notify: (notice: Notice) => void, onSlept: () => void = () => undefined, lookMs = LOOK_MS) {
    this.#lookMs = lookMs;
    this.#clock = clock;
    this.#notify = notify;
    this.#onSlept = onSlept;
  }

  start(): void {
    this.#wallMs = this.#clock.nowMs();
    this.#dueMs = this.#clock.steadyMs() + this.#lookMs;
    void every(this.#clock, this.#lookMs, () => this.#look(), this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
    this.#dueMs = null;
  }

  get behind(): Behind {
    const atMs = this.#clock.steadyMs();
    const nowMs = this.#dueMs === null ? 0 : Math.max(0, atMs - this.#dueMs);
    this.#forget(atMs);
    const worst = this.#late[0];
    if (!worst || worst.lateMs <= nowMs) return { nowMs, worstMs: nowMs, worstAgoMs: 0 };
    return { nowMs, worstMs: worst.lateMs, worstAgoMs: atMs - worst.atMs };
  }

  #look(): void {
    const now = this.#clock.steadyMs();
    const lateMs = Math.max(0, now - (this.#dueMs ?? now));
    this.#dueMs = now + this.#lookMs;
    while ((this.#late.at(-1)?.lateMs ?? Infinity) <= lateMs) this.#late.pop();
    this.#late.push({ atMs: now, lateMs });
    this.#forget(now);
    const awayMs = this.#clock.nowMs() - this.#wallMs;
    this.#wallMs = this.#clock.nowMs();
    if (awayMs >= SLEPT_FROM_MS) {
      this.#slept(awayMs);
      return;
    }
    if (lateMs < NOTICE_FROM_MS || now - this.#noticedMs < WINDOW_MS) return;
    this.#noticedMs = now;
    this.#notify({
      severity: 'WARNING',
      code: 'ENGINE_BEHIND',
      text:
        `the engine's thread was ${(lateMs / 1000).toFixed(1)} s behind: frames and answers waited that long to be read, but none was lost. ` +
        'Check what else uses the processors and the disk of this machine; "dhancopy status" shows how far behind the engine is',
      accountId: null,
      venueOrderId: null,
    });
  }

  #forget(atMs: number): void {
    while (atMs - (this.#late[0]?.atMs ?? atMs) > WINDOW_MS) this.#late.shift();
  }

  #slept(awayMs: number): void {
    this.#notify({
      severity: 'WARNING',
      code: 'ENGINE_SLEPT',
      text:
        `the engine did not run for ${Math.round(awayMs / 1000)} s: the machine slept, or the process was stopped. All accounts are read ` +
        'again. What the leaders did in that time is copied as late: exits always, entries only within --late-entry. Do not let this machine sleep',
      accountId: null,
      venueOrderId: null,
    });
    this.#onSlept();
  }
}
