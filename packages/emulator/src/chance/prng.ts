/** A seeded source of chance: the same seed gives the same prices, tokens and faults. */
export interface Prng {
  /** Uniform in [0, 1). */
  next(): number;
  /** The position in the sequence. Set it to continue from there. */
  state: number;
}

/** mulberry32. 32 bits of state are enough for price steps and fault dice, and it is fast enough to run per tick. */
export function createPrng(seed: number): Prng {
  return {
    state: seed >>> 0,
    next() {
      this.state = (this.state + 0x6d2b79f5) >>> 0;
      let mixed = this.state;
      mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
