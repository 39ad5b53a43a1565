import { createPrng } from '@dhancopy/emulator/chance/prng';

/** All chance of a run comes from its seed. */
export class Chance {
  readonly #prng;

  constructor(seed: number) {
    this.#prng = createPrng(seed);
  }

  /** From 0 to less than 1. */
  next(): number {
    return this.#prng.next();
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** Another row of numbers, for a part that must not change what the others draw. */
  fork(): Chance {
    return new Chance(this.below(2 ** 31));
  }
}
