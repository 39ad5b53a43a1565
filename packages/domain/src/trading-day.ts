import { istDayStart } from './indian-time.ts';

/** In the night the broker's books may still be those of the day before, and splits and bonuses are not in the holdings yet. */
const DAY_BEGINS_MS = 8.5 * 3_600_000;

/** When a trading day begins, epoch ms. @param dayMs - start of the Indian day */
export function firstMoment(dayMs: number): number {
  return dayMs + DAY_BEGINS_MS;
}

/** After midnight and before the trading day: the broker's books are changing from one day to the next. */
export function isNight(ms: number): boolean {
  return tradingDay(ms) !== istDayStart(ms);
}

/** Start of the Indian day to which a moment belongs by the broker's books, epoch ms: before 08:30 it is the day before. */
export function tradingDay(ms: number): number {
  return istDayStart(ms - DAY_BEGINS_MS);
}
