import { istDayStart } from '@dhancopy/domain/indian-time';

/** The first read of a trading day is made in the morning: at night the books may still be those of the day before. */
const DAY_BEGINS_MS = 8.5 * 3_600_000;

/** Start of the Indian day to which a moment belongs by the broker's books, epoch ms. */
export function tradingDay(ms: number): number {
  return istDayStart(ms - DAY_BEGINS_MS);
}
