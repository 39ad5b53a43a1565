import type { Clock } from '../time/clock.ts';

/** Spaces the reads of one account: at most `perSecond`, in the order they were asked for. */
export class ReadLimiter {
  readonly #gapMs: number;
  readonly #clock: Clock;
  #nextMs = 0;

  constructor(perSecond: number, clock: Clock) {
    this.#gapMs = 1_000 / perSecond;
    this.#clock = clock;
  }

  async turn(): Promise<void> {
    const now = this.#clock.steadyMs();
    const at = Math.max(now, this.#nextMs);
    this.#nextMs = at + this.#gapMs;
    if (at > now) await this.#clock.sleep(at - now);
  }
}
