import { expect, it } from 'vitest';
import { istAt } from '@dhancopy/domain/indian-time';
import { isTradingDay } from './trading-days.ts';

it.each([
  ['2026-11-25', true, 'a Wednesday'],
  ['2026-11-22', false, 'a Sunday'],
  ['2026-11-08', true, 'Muhurat trading on a Sunday'],
  ['2026-12-25', false, 'Christmas, all exchanges'],
  ['2026-11-24', true, 'a holiday of NSE on which MCX trades in the evening'],
  ['2031-01-01', true, 'a weekday of a year that nobody has published'],
])('%s: %s (%s)', (day, expected) => {
  expect(isTradingDay(Date.parse(`${day}T08:00:00+05:30`))).toBe(expected);
});

it('goes by the day in India, not in Greenwich', () => {
  expect(isTradingDay(Date.parse('2026-11-22T20:00:00Z'))).toBe(true);
  expect(isTradingDay(Date.parse('2026-11-20T20:00:00Z'))).toBe(false);
  expect(istAt(Date.parse('2026-11-22T20:00:00Z'), 9, 15)).toBe(Date.parse('2026-11-23T09:15:00+05:30'));
});
