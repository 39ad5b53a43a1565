import { expect, it } from 'vitest';
import { formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from './table.ts';
import { formatDuration, formatElapsed, formatTime } from './time.ts';

it('groups rupees the Indian way', () => {
  expect(formatRupees(12_345_678.5)).toBe('₹1,23,45,678.50');
  expect(formatRupees(-1_000)).toBe('-₹1,000.00');
});

it('writes Indian time and says so', () => {
  expect(formatTime(Date.UTC(2026, 8, 15, 4, 35, 1))).toBe('2026-09-15 10:05:01 IST');
});

it('writes durations in usual units', () => {
  expect([400, 45_000, 600_000, 11_520_000, 260_000_000].map(formatDuration)).toEqual([
    '0.4 s',
    '45 s',
    '10 min',
    '3 h 12 min',
    '3 days 0 h',
  ]);
});

it('writes how long something took as finely as it is compared', () => {
  expect([3.42, 12_345, 497_412.4, 7_500_000, 360_000_000_000].map(formatElapsed)).toEqual([
    '3.4 ms',
    '12.35 s',
    '8 min 17 s',
    '2 h 5 min',
    '1,00,000 h 0 min',
  ]);
});

it('writes tables that can be cut and copied', () => {
  expect(formatTable(['A', 'LONGER'], [['first', '1']])).toBe('A      LONGER\nfirst  1');
  expect(formatTable(['NAME'], [['a\nb\u001b[2J']])).toBe('NAME\na b[2J');
});
