import { formatIst, istDayStart } from '../clock.ts';
import holidays from './holidays.json' with { type: 'json' };

const CLOSED: ReadonlySet<string> = new Set(holidays.closed);
const OPEN_WEEKENDS: ReadonlySet<string> = new Set(holidays.openWeekends);

/**
 * True on an Indian day on which NSE, BSE or MCX trade at least in part. A weekday of a year whose holidays are not published yet
 * counts as one: this decides about reminders, and one too many is better than none. Orders are never judged by it.
 */
export function isTradingDay(ms: number): boolean {
  const day = formatIst(ms).slice(0, 10);
  if (OPEN_WEEKENDS.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !CLOSED.has(day);
}

/** A time of the Indian day that `ms` falls into, epoch ms. */
export function istAt(ms: number, hour: number, minute: number): number {
  return istDayStart(ms) + (hour * 60 + minute) * 60_000;
}
