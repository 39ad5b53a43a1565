import { expect, it } from 'vitest';
import { untilMidnight } from './midnight.ts';

it.each([
  ['2026-11-29T18:29:59Z', 1_000],
  ['2026-11-29T18:30:00Z', 86_400_000],
  ['2026-11-29T00:00:00Z', 18.5 * 3_600_000],
])('midnight in India after %s is %i ms away', (now, ms) => {
  expect(untilMidnight(Date.parse(now))).toBe(ms);
});
