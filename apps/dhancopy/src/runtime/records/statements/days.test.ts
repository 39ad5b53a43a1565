import { expect, it } from 'vitest';
import { istDate } from '@dhancopy/domain/indian-time';
import { dueDays, isCalm } from './days.ts';

const at = (text: string): number => Date.parse(`${text}+05:30`);
/** A Wednesday. */
const NOW = at('2026-11-18T18:00:00');
const RANGE = { from: '2026-11-13', to: '2026-11-18' };
const fetched = (day: string, time: string) => ({
  account_id: 'F1',
  kind: 'ledger' as const,
  day,
  row_count: 0,
  fetched_at: at(time) / 1000,
});

it('asks for the ledger of every day, and for trades of days on which there can be some', () => {
  expect(dueDays('ledger', RANGE, [], NOW)).toHaveLength(6);
  expect(dueDays('trades', RANGE, [], NOW)).toEqual(['2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18']);
  expect(dueDays('trades', RANGE, [], NOW, 'missing')).not.toContain('2026-11-18');
});

it('asks again for a day that had not settled, and not for one that had', () => {
  const marks = [
    fetched('2026-11-13', '2026-11-16T09:00:00'), // more than two days after its end
    fetched('2026-11-14', '2026-11-16T09:00:00'), // less
    fetched('2026-11-17', '2026-11-18T16:30:00'), // not settled, and only just asked for
    fetched('2026-11-18', '2026-11-18T09:00:00'),
  ];
  expect(dueDays('ledger', RANGE, marks, NOW)).toEqual(['2026-11-14', '2026-11-15', '2026-11-16', '2026-11-18']);
  expect(dueDays('ledger', RANGE, marks, NOW, 'missing')).toEqual(['2026-11-15', '2026-11-16']);
});

it.each([
  ['2026-11-18T08:15:00', true, 'before the market'],
  ['2026-11-18T09:10:00', false, 'it opens'],
  ['2026-11-18T15:45:00', false, 'square-off and closing'],
  ['2026-11-18T16:00:00', true, 'after it'],
  ['2026-11-22T11:00:00', true, 'a Sunday'],
])('%s is calm: %s (%s)', (time, expected) => {
  expect(isCalm(at(time))).toBe(expected);
});

it('counts days as India does', () => {
  expect(istDate(Date.parse('2026-11-18T20:00:00Z'))).toBe('2026-11-19');
});
