/** A quantile of the measurements, by nearest rank, so that every figure is a measured one. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), p999: rank(0.999), max: rank(1) };
}

/** Milliseconds. A quantile with too few measurements is marked, because it is their maximum. */
export function formatSpread({ count, p50, p99, p999 }: Spread): string {
  const ms = (value: number): string => value.toFixed(2).padStart(8);
  return `p50 ${ms(p50)}  p99 ${ms(p99)}${count < 100 ? '*' : ' '}  p99.9 ${ms(p999)}${count < 1000 ? '*' : ' '}  (${count} rounds)`;
}

export function median(values: readonly number[]): number {
  return spreadOf(values).p50;
}
