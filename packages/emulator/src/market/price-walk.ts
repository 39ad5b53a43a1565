import type { Prng } from '../chance/prng.ts';
import type { Timers } from '../time/timers.ts';
import type { Market } from './market.ts';

/** A seeded random walk of all listed prices, one step per period while it runs. */
export class PriceWalk {
  readonly #market: Market;
  readonly #chance: Prng;
  readonly #timers: Timers;
  readonly #periodMs: number;
  #stop: (() => void) | null = null;

  constructor(market: Market, chance: Prng, timers: Timers, periodMs: number) {
    this.#market = market;
    this.#chance = chance;
    this.#timers = timers;
    this.#periodMs = periodMs;
  }

  start(): void {
    this.#stop ??= this.#timers.every(this.#periodMs, () => {
      this.step();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Each price moves by up to about 0.05 %, sometimes by at least one tick, inside its circuit limits. */
  step(): void {
    for (const market of this.#market.moving()) {
      const { tickPaise, lowerLimitPaise, upperLimitPaise } = market.instrument;
      const reachTicks = Math.max(1, Math.round((market.ltpPaise * 0.0005) / tickPaise));
      const ticks = Math.round((this.#chance.next() * 2 - 1) * reachTicks);
      const next = market.ltpPaise + ticks * tickPaise;
      market.priceEvent(Math.min(upperLimitPaise, Math.max(lowerLimitPaise, next)));
    }
  }
}
