const STEPS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Waits between attempts to connect: longer each time, and spread, so that many clients do not return at the same moment. */
export class BackOff {
  readonly #random: () => number;
  #attempt = 0;

  /** @param random - 0 to 1, for the spread */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The number of waits since the last reset. */
  get attempt(): number {
    return this.#attempt;
  }

  /** A connection was stable, or the caller knows the cause: the next wait is the shortest again. */
  reset(): void {
    this.#attempt = 0;
  }

  /** ms: between half of the step and the whole step. */
  next(): number {
    const step = STEPS_MS[Math.min(this.#attempt, STEPS_MS.length - 1)] ?? STEPS_MS[0];
    this.#attempt += 1;
    return Math.round(step * (0.5 + this.#random() / 2));
  }
}
