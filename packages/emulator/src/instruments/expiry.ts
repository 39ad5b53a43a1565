const dayMs = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Day of the week of contract expiry since 1 Sep 2025: NSE Tuesday, BSE Thursday. Source: NSE circular NSE/FAOP/68747. */
export const EXPIRY_WEEKDAY = { NSE: 2, BSE: 4 } as const;

/** First such weekday at least two days ahead, so that a contract never expires while the emulator runs. */
export function nextWeekly(nowMs: number, weekday: number): Date {
  const date = new Date(Math.floor(nowMs / dayMs) * dayMs + 2 * dayMs);
  while (date.getUTCDay() !== weekday) date.setTime(date.getTime() + dayMs);
  return date;
}

/** Last such weekday of a month, at least two days ahead. */
export function nextMonthly(nowMs: number, weekday: number): Date {
  let date = nextWeekly(nowMs, weekday);
  for (;;) {
    const weekLater = new Date(date.getTime() + 7 * dayMs);
    if (weekLater.getUTCMonth() !== date.getUTCMonth()) return date;
    date = weekLater;
  }
}

/** `2026-11-24` */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** `Nov2026`, as in `NIFTY-Nov2026-25000-CE`. */
export function symbolMonth(date: Date): string {
  return `${monthName(date)}${date.getUTCFullYear()}`;
}

/** `24 NOV`, as in `NIFTY 24 NOV 25000 CALL`. */
export function displayDay(date: Date): string {
  return `${String(date.getUTCDate()).padStart(2, '0')} ${monthName(date).toUpperCase()}`;
}

function monthName(date: Date): string {
  return months[date.getUTCMonth()] ?? '';
}
