import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it('doubles the wait with each failure in a row, up to the maximum', () => {
  expect([0, 1, 2, 3, 4, 99, 5_000].map((failures) => backOffMs(1_000, failures, 5_000))).toEqual([
    1_000, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000,
  ]);
});
