import type { Instrument } from '../instruments/instrument.ts';

/** Monday to Friday. Holidays are not known here, and a seeded history does not need them. */
export function isTradingDay(dayNumber: number): boolean {
  const weekday = (dayNumber + 4) % 7; // 1 Jan 1970 was a Thursday
  return weekday >= 1 && weekday <= 5;
}

/** Continuous trading in Indian minutes of the day: 09:15 to 15:30, commodities 09:00 to 23:30. */
export function sessionOf({ exchange }: Instrument): { readonly firstMinute: number; readonly minutes: number } {
  return exchange === 'MCX' ? { firstMinute: 540, minutes: 870 } : { firstMinute: 555, minutes: 375 };
}
