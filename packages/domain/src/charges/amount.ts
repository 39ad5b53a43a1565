import type { Brand } from '../brand.ts';
import { paise } from '../price.ts';
import type { Paise } from '../price.ts';

/**
 * An exact amount of money, in whole steps of 10⁻¹⁶ rupee. A price has at most four decimals and a rate at most nine. The tax rate adds
 * two more. Nothing is rounded before the end.
 */
export type Amount = Brand<bigint, 'Amount'>;

const PER_RUPEE = 10n ** 16n;
const PER_PAISA = PER_RUPEE / 100n;
/** A ten-thousandth of a rupee: the finest tick there is. */
const PER_TICK = PER_RUPEE / 10_000n;

export const ZERO = 0n as Amount;

/**
 * Price times units.
 * @param price - rupees, at most four decimals
 * @param multiplier - units behind one quantity; 1 except for commodities
 */
export function turnoverOf(price: number, quantity: number, multiplier = 1): Amount {
  return (BigInt(Math.round(price * 10_000)) * BigInt(quantity) * BigInt(multiplier) * PER_TICK) as Amount;
}

/** @param decimal - `20` or `0.0003`, not negative */
export function amountOf(decimal: string): Amount {
  return times(PER_RUPEE as Amount, decimal);
}

/** @param rate - a decimal such as `0.0015`: a fraction of the amount */
export function times(amount: Amount, rate: string): Amount {
  const [whole = '', decimals = ''] = rate.split('.');
  return ((amount * BigInt(whole + decimals)) / 10n ** BigInt(decimals.length)) as Amount;
}

/** `part` of `whole` of the amount. */
export function share(amount: Amount, part: Amount, whole: Amount): Amount {
  return (whole === 0n ? 0n : (amount * part) / whole) as Amount;
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce<bigint>((total, each) => total + each, 0n) as Amount;
}

/** To the nearest paisa, half a paisa up. Amounts are never negative. */
export function toPaise(amount: Amount): Paise {
  return paise(Number((amount + PER_PAISA / 2n) / PER_PAISA));
}

/** To the nearest rupee, 50 paise up; in paise. */
export function toWholeRupees(amount: Amount): Paise {
  return paise(Number((amount + PER_RUPEE / 2n) / PER_RUPEE) * 100);
}

export function amountOfPaise(value: Paise): Amount {
  return (BigInt(value) * PER_PAISA) as Amount;
}

/** Rupees as a float, for display. */
export function toRupees(amount: Amount): number {
  return Number(amount) / 1e16;
}
