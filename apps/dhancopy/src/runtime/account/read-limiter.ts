import type { Clock } from '../time/clock.ts';

/** Reads of one account stay at or below this, whichever bucket the broker counts them in. Source: observed practice. */
const READS_PER_SECOND = 5;
const GAP_MS = 1_000 / READS_PER_SECOND;

/** Spaces the reads of one account, in the order they were asked for. */
export class ReadLimiter {
  readonly #clock: Clock;
  #nextMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async turn(): Promise<void> {
    const now = this.#clock.steadyMs();
    const at = Math.max(now, this.#nextMs);
    this.#nextMs = at + GAP_MS;
    if (at > now) await this.#clock.sleep(at - now);
  }
}
