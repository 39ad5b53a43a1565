import type { Brand } from './brand.ts';
import { InvariantError, invariant } from './invariant.ts';

/** Whole paise, 100 to the rupee: prices per unit and amounts of money. */
export type Paise = Brand<number, 'Paise'>;

export const NO_PRICE = 0 as Paise;

/** @throws {InvariantError} when `value` is not a whole number of paise within the exact range of a double. */
export function paise(value: number): Paise {
  invariant(Number.isSafeInteger(value), `paise: expected a whole number, found ${value}`);
  return value as Paise;
}

/** False for rupees beyond what paise can count exactly. */
export function isCountable(rupees: number): boolean {
  return Number.isSafeInteger(Math.round(rupees * 100));
}

/**
 * Rupees as the broker writes them (a float with two decimals) to exact paise.
 * @throws {InvariantError} when `rupees` is not a whole number of paise. Currency derivatives have finer ticks and are refused earlier.
 */
export function paiseFromRupees(rupees: number): Paise {
  const value = Math.round(rupees * 100);
  if (!isCountable(rupees) || Math.abs(rupees * 100 - value) > 1e-3) {
    throw new InvariantError(`not a whole number of paise: ${rupees} rupees`);
  }
  return value as Paise;
}

/** Paise to rupees, as the wire and the REAL columns of the database store them. */
export function rupeesFromPaise(value: Paise): number {
  return value / 100;
}

/** The price rounded down or up to a multiple of `tick`. A tick of 0 leaves the price unchanged. */
export function toTick(price: number, tick: Paise, direction: 'down' | 'up'): Paise {
  if (tick <= 0) return paise(direction === 'down' ? Math.floor(price) : Math.ceil(price));
  const ticks = price / tick;
  return paise((direction === 'down' ? Math.floor(ticks + 1e-9) : Math.ceil(ticks - 1e-9)) * tick);
}
