import type { Sizing } from './evidence.ts';

/** A plain factor, without the engine's rounding: for quantities that need none. */
export function plainSizing(share: number): Sizing {
  return {
    entry: (units) => units * share,
    exit: (held, exit, leaderHeld) => (leaderHeld === 0 ? 0 : (held * exit) / leaderHeld),
  };
}
