import { describe, expect, it } from 'vitest';
import {
  istAsIfUtc,
  istAt,
  istClock,
  istDate,
  istDateTime,
  istDayNumber,
  istDayStart,
  istDayStartOf,
  istFromAsIfUtc,
  istIso,
  istMillis,
  istMinute,
  istToMs,
  istWeekday,
} from './indian-time.ts';

const OPENS = Date.parse('2026-11-26T09:15:01.250+05:30');
const LAST_OF_YEAR = Date.parse('2025-12-31T18:29:59.999Z');

describe('Indian time', () => {
  it('formats a time', () => {
    expect(istDate(OPENS)).toBe('2026-11-26');
    expect(istDateTime(OPENS)).toBe('2026-11-26 09:15:01');
    expect(istMillis(OPENS)).toBe('2026-11-26T09:15:01.250');
    expect(istClock(OPENS)).toBe('09:15:01');
    expect(istIso(OPENS)).toBe('2026-11-26T09:15:01+05:30');
    expect(istMinute(OPENS)).toBe(555);
    expect(istWeekday(OPENS)).toBe(4);
  });

  it('ends the day at 18:30 UTC', () => {
    expect(istDateTime(LAST_OF_YEAR)).toBe('2025-12-31 23:59:59');
    expect(istDateTime(LAST_OF_YEAR + 1)).toBe('2026-01-01 00:00:00');
    expect(istDayStart(LAST_OF_YEAR + 1)).toBe(LAST_OF_YEAR + 1);
    expect(istDayStart(LAST_OF_YEAR)).toBe(LAST_OF_YEAR + 1 - 86_400_000);
    expect(istDayNumber(LAST_OF_YEAR + 1)).toBe(istDayNumber(LAST_OF_YEAR) + 1);
    expect(istDayStartOf(istDayNumber(OPENS))).toBe(istDayStart(OPENS));
    expect(istAt(OPENS, 15, 30)).toBe(Date.parse('2026-11-26T10:00:00Z'));
  });

  it.each([
    ['2026-11-26', '2026-11-25T18:30:00Z'],
    ['2026-11-26 09:15', '2026-11-26T03:45:00Z'],
    ['2026-11-26T09:15:01', '2026-11-26T03:45:01Z'],
  ])('reads %s', (text, utc) => {
    expect(istToMs(text)).toBe(Date.parse(utc));
  });

  it.each(['2026-02-30', '2026-11-26 25:00', '2026-11-26 09:15:60', '26/11/2026', '2026-11-26T09:15:00Z', ''])(
    'does not read %s',
    (text) => {
      expect(istToMs(text)).toBeNull();
    },
  );

  it('converts to a clock read as UTC, and back', () => {
    expect(new Date(istAsIfUtc(OPENS)).toISOString()).toBe('2026-11-26T09:15:01.250Z');
    expect(istFromAsIfUtc(istAsIfUtc(OPENS))).toBe(OPENS);
  });
});
