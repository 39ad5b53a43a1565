import { istDate, istWeekday } from '@dhancopy/domain/indian-time';
import holidays from './holidays.json' with { type: 'json' };

const CLOSED: ReadonlySet<string> = new Set(holidays.closed);
const OPEN_WEEKENDS: ReadonlySet<string> = new Set(holidays.openWeekends);

/**
 * True on an Indian day on which NSE, BSE or MCX trade at least in part. A weekday of a year whose holidays are not published yet
 * counts as one: this decides about reminders, and one too many is better than none. Orders are never judged by it.
 */
export function isTradingDay(ms: number): boolean {
  const day = istDate(ms);
  return OPEN_WEEKENDS.has(day) || (istWeekday(ms) <= 5 && !CLOSED.has(day));
}
