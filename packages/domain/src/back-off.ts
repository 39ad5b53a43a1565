/**
 * How long to wait before the next try: doubled with each failure in a row.
 * @param firstMs - after the first failure
 * @param failures - in a row; 1 for the first
 * @param mostMs - never longer
 */
export function backOffMs(firstMs: number, failures: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.max(0, failures - 1));
}
