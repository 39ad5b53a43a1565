import { backOffMs } from '@dhancopy/domain/back-off';
import { istDayStart } from '@dhancopy/domain/indian-time';

/** 08:15 Indian time: the broker's file of the day is there, and there are 45 minutes until the pre-open session. */
const MORNING_MS = (8 * 60 + 15) * 60_000;
const DAY_MS = 86_400_000;
const RETRY_MS = 60_000;
const RETRY_MAX_MS = 15 * 60_000;

/** The last 08:15 Indian time before or at `nowMs`: a list that was taken before is of an earlier day. */
export function lastMorning(nowMs: number): number {
  const today = istDayStart(nowMs) + MORNING_MS;
  return today <= nowMs ? today : today - DAY_MS;
}

/** @param syncedMs - when the list was last taken; null when never */
export function isStale(nowMs: number, syncedMs: number | null): boolean {
  return syncedMs === null || syncedMs < lastMorning(nowMs);
}

/** After the first failure a minute, then twice as long each time, up to a quarter of an hour. */
export function retryMs(failures: number): number {
  return backOffMs(RETRY_MS, failures, RETRY_MAX_MS);
}

export interface MorningState {
  readonly syncedMs: number | null;
  /** In a row. */
  readonly failures: number;
  readonly failedMs: number;
}

/** Whether the list is to be synchronised now: once each morning, and again until it works. */
export function isDue(nowMs: number, { syncedMs, failures, failedMs }: MorningState): boolean {
  if (!isStale(nowMs, syncedMs)) return false;
  return failures === 0 || nowMs >= failedMs + retryMs(failures);
}
