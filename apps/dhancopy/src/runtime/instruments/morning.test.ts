import { expect, it } from 'vitest';
import { retryMs, isDue, isStale, lastMorning } from './morning.ts';

const HOUR_MS = 3_600_000;
/** 2026-11-24, 08:15 in India. */
const MORNING_MS = Date.UTC(2026, 10, 24, 2, 45);

it.each([
  [MORNING_MS, MORNING_MS],
  [MORNING_MS + 1, MORNING_MS],
  [MORNING_MS + 15 * HOUR_MS + 44 * 60_000, MORNING_MS],
  [MORNING_MS - 1, MORNING_MS - 24 * HOUR_MS],
  // Midnight in India.
  [Date.UTC(2026, 10, 23, 18, 30), MORNING_MS - 24 * HOUR_MS],
])('the last 08:15 in India before %d', (nowMs, expected) => {
  expect(lastMorning(nowMs)).toBe(expected);
});

it('a list is stale when it is older than the last morning, however new', () => {
  expect(isStale(MORNING_MS, null)).toBe(true);
  expect(isStale(MORNING_MS, MORNING_MS - 1)).toBe(true);
  expect(isStale(MORNING_MS, MORNING_MS)).toBe(false);
  expect(isStale(MORNING_MS - 1, MORNING_MS - 24 * HOUR_MS)).toBe(false);
});

it('waits longer after each failure, up to a quarter of an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 99].map((failures) => retryMs(failures) / 60_000)).toEqual([1, 2, 4, 8, 15, 15, 15]);
});

it('is due once, and after a failure when its time has come', () => {
  const old = { syncedMs: MORNING_MS - HOUR_MS, failures: 0, failedMs: 0 };
  expect(isDue(MORNING_MS, old)).toBe(true);
  expect(isDue(MORNING_MS, { ...old, syncedMs: MORNING_MS })).toBe(false);
  const failed = { ...old, failures: 2, failedMs: MORNING_MS };
  expect(isDue(MORNING_MS + 119_999, failed)).toBe(false);
  expect(isDue(MORNING_MS + 120_000, failed)).toBe(true);
});
