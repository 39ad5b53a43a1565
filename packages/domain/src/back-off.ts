/**
 * How long to wait before the next try. Each failure in a row doubles the wait.
 * @param firstMs - wait after the first failure
 * @param failures - failures in a row; 1 for the first
 * @param mostMs - maximum wait
 */
export function backOffMs(firstMs: number, failures: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.max(0, failures - 1));
}
