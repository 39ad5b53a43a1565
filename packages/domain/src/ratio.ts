import { invariant } from './invariant.ts';

/** An exact non-negative fraction. Floats would lose lots in cases such as "0.1 × 30". */
export interface Ratio {
  readonly num: number;
  readonly den: number;
}

export const ONE: Ratio = { num: 1, den: 1 };

/** @throws {InvariantError} when the parts are not safe whole numbers, `num` is negative or `den` is not positive. */
export function ratio(num: number, den: number): Ratio {
  invariant(
    Number.isSafeInteger(num) && Number.isSafeInteger(den) && num >= 0 && den > 0,
    `ratio: expected whole numbers with a positive denominator, found ${num}/${den}`,
  );
  return { num, den };
}

/** Decimal text such as "0.5" or "1.25", up to six decimals; null for any other text. */
export function parseRatio(text: string): Ratio | null {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  const decimals = match[2] ?? '';
  return ratio(Number((match[1] ?? '') + decimals), 10 ** decimals.length);
}

export function formatRatio({ num, den }: Ratio): string {
  return String(Number((num / den).toFixed(6)));
}

/** floor(quantity × a × b × …) in exact arithmetic. */
export function scaleDown(quantity: number, ...ratios: readonly Ratio[]): number {
  let num = BigInt(quantity);
  let den = 1n;
  for (const factor of ratios) {
    num *= BigInt(factor.num);
    den *= BigInt(factor.den);
  }
  return Number(num / den);
}
