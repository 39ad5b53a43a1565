import { isTradingDay } from '../../calendar/trading-days.ts';
import { istDate, istDayStart, istMinute, istToMs } from '@dhancopy/domain/indian-time';
import type { StatementDay, StatementKind } from '../../../store/money/statement-days.ts';

const DAY_MS = 86_400_000;
/** How far back a new account is filled up. */
export const HISTORY_DAYS = 30;
/** Bills and charges are booked up to two days late: until then a day is fetched again. Source: settlement is a day after the trade. */
const SETTLED_MS = 2 * DAY_MS;
/** A day that is not settled is not fetched again before that. */
const AGAIN_MS = 3 * 3_600_000;

/** Start of an Indian day, epoch ms. @param day - `2026-11-26` */
export function dayStart(day: string): number {
  return istToMs(day) ?? NaN;
}

/** Both included, in order. */
export function daysBetween(fromDay: string, toDay: string): string[] {
  const days: string[] = [];
  for (let ms = dayStart(fromDay); ms <= dayStart(toDay); ms += DAY_MS) days.push(istDate(ms));
  return days;
}

/** Days before today, `HISTORY_DAYS` of them, and today. */
export function historyRange(nowMs: number): { readonly from: string; readonly to: string } {
  return { from: istDate(istDayStart(nowMs) - HISTORY_DAYS * DAY_MS), to: istDate(nowMs) };
}

/** Days on which the statement can have something: there are no trades on a holiday, but interest and fees are booked. */
export function isStatementDay(kind: StatementKind, day: string): boolean {
  return kind === 'ledger' || isTradingDay(dayStart(day) + DAY_MS / 2);
}

/**
 * Days of a range that were never fetched, or not since they settled.
 * @param only - `missing`: past days that were never fetched
 */
export function dueDays(
  kind: StatementKind,
  range: { readonly from: string; readonly to: string },
  fetched: readonly StatementDay[],
  nowMs: number,
  only: 'missing' | 'all' = 'all',
): string[] {
  const fetchedMs = new Map(fetched.map((each) => [each.day, each.fetched_at * 1000]));
  const today = istDate(nowMs);
  return daysBetween(range.from, range.to).filter((day) => {
    if (day > today || !isStatementDay(kind, day)) return false;
    const atMs = fetchedMs.get(day);
    if (only === 'missing') return atMs === undefined && day < today;
    if (atMs === undefined) return true;
    return atMs < dayStart(day) + DAY_MS + SETTLED_MS && nowMs - atMs >= AGAIN_MS;
  });
}

/** Not while NSE and BSE trade, nor just before. An evening of MCX is left to the pace of reads. */
export function isCalm(ms: number): boolean {
  if (!isTradingDay(ms)) return true;
  const minute = istMinute(ms);
  return minute < 8 * 60 + 30 || minute >= 16 * 60;
}
