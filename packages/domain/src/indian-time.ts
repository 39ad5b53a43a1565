/**
 * Indian time, in one place: days, dates and times of the market, of the broker and of all output.
 * India has had one offset and no summer time since 1945. A market day is therefore a whole number of milliseconds.
 */
const ZONE = 'Asia/Kolkata';
const DAY_MS = 86_400_000;
const OFFSET_MS = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(ZONE).offsetNanoseconds / 1e6;

/** Days since 1 January 1970, in India. */
export function istDayNumber(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** Midnight in India, epoch ms. @param day - as {@link istDayNumber} counts them */
export function istDayStartOf(day: number): number {
  return day * DAY_MS - OFFSET_MS;
}

/** Start of the Indian day that `ms` falls into, epoch ms. */
export function istDayStart(ms: number): number {
  return istDayStartOf(istDayNumber(ms));
}

/** A time of the Indian day that `ms` falls into, epoch ms. */
export function istAt(ms: number, hour: number, minute: number): number {
  return istDayStart(ms) + (hour * 60 + minute) * 60_000;
}

/** Minutes since midnight in India. */
export function istMinute(ms: number): number {
  return Math.floor((ms - istDayStart(ms)) / 60_000);
}

/** 1 Monday … 7 Sunday. */
export function istWeekday(ms: number): number {
  return plain(ms).dayOfWeek;
}

/** `2026-11-26`. */
export function istDate(ms: number): string {
  const day = istDayNumber(ms);
  if (day !== lastDate.day) lastDate = { day, text: plain(ms).toPlainDate().toString() };
  return lastDate.text;
}

/** Most times that are written fall into the day of the one before. */
let lastDate = { day: Number.NaN, text: '' };

/** `2026-11-26 09:15:00`. */
export function istDateTime(ms: number): string {
  return `${istDate(ms)} ${istClock(ms)}`;
}

/** `2026-11-26T09:15:00.000`. */
export function istMillis(ms: number): string {
  return plain(ms).toString({ smallestUnit: 'millisecond' });
}

/** `09:15:00`. */
export function istClock(ms: number): string {
  const second = Math.floor((ms - istDayStart(ms)) / 1_000);
  return [second / 3_600, (second / 60) % 60, second % 60]
    .map((part) => String(Math.trunc(part)).padStart(2, '0'))
    .join(':');
}

/** `2026-11-26T09:15:00+05:30`. */
export function istIso(ms: number): string {
  return zoned(ms).toString({ smallestUnit: 'second', timeZoneName: 'never' });
}

/**
 * Epoch ms of Indian time without a zone.
 * @param text - `2026-11-26`, `2026-11-26 09:15`, `2026-11-26 09:15:00`, also with a `T`
 * @returns null for any other format, or a date that does not exist
 */
export function istToMs(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::[0-5]\d)?)?$/.test(text)) return null;
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The same clock and calendar read as if they were UTC, as the market feed writes its times. Epoch ms to ms. */
export function istAsIfUtc(ms: number): number {
  return ms + OFFSET_MS;
}

/** The inverse of {@link istAsIfUtc}. */
export function istFromAsIfUtc(ms: number): number {
  return ms - OFFSET_MS;
}

function zoned(ms: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(ZONE);
}

function plain(ms: number): Temporal.PlainDateTime {
  return zoned(ms).toPlainDateTime();
}
