import { istAt } from '@dhancopy/domain/indian-time';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { isTradingDay } from '../calendar/trading-days.ts';

/** When to warn about a token that will not last the trading day: Indian times, well before the market opens at 09:15. */
const TOLD_AT = [
  [8, 0],
  [8, 30],
  [8, 50],
] as const;

/**
 * The last moment of the morning's checks that has passed today, epoch ms; null before the first, after 09:15 and on days without
 * trading.
 */
export function dueCheckMs(nowMs: number): number | null {
  if (!isTradingDay(nowMs) || nowMs >= istAt(nowMs, 9, 15)) return null;
  const passed = TOLD_AT.map(([hour, minute]) => istAt(nowMs, hour, minute)).filter((atMs) => atMs <= nowMs);
  return passed.at(-1) ?? null;
}

/**
 * Why a token will not last today's session of the stock exchanges (until 15:30), in words; null when it will.
 * @param expiresMs - null when the token does not say, which proves nothing
 */
export function whyNotForToday(expiresMs: number | null, nowMs: number): string | null {
  if (expiresMs === null || expiresMs >= istAt(nowMs, 15, 30)) return null;
  return expiresMs <= nowMs
    ? `the token expired ${istDateTime(expiresMs)} Indian time`
    : `the token expires ${istDateTime(expiresMs)} Indian time, before the market closes at 15:30`;
}
