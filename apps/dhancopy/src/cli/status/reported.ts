import { tradingDay } from '@dhancopy/domain/trading-day';
import type { Store } from '../../store/store.ts';
import { formatAge, formatTime } from '../format/time.ts';

/** Something that the engine reported and does not settle itself: somebody has to look at the account. */
export interface Reported {
  readonly code: string;
  readonly clientId: string | null;
  readonly text: string;
  readonly atMs: number;
}

/** Reports after which units are where nobody may want them, or nothing is copied for the rest of the day. */
const CODES = [
  'DAILY_LOSS',
  'EXIT_NOT_COPIED',
  'ORPHAN_POSITION',
  'OWN_ORDER_LEFT',
  'OWN_POSITION_OPENED',
  'UNITS_ADDED',
  'CORRECTION_GIVEN_UP',
  'LEADER_POSITION_MOVED',
  'GHOST_ORDER',
] as const;
/** So many have a line each; the others are counted. */
const LINES_MAX = 8;

/** The last report of each kind for each account, of this trading day. */
export function reportedToday({ errors }: Store, nowMs: number): Reported[] {
  return errors.lastOf(CODES, Math.floor(tradingDay(nowMs) / 1_000)).map((row) => ({
    code: row.error_type,
    clientId: row.account_id,
    text: row.error_message,
    atMs: row.occurred_at * 1_000,
  }));
}

/** Nobody tells the engine that a report was looked at: it stays here until the next trading day, with its age. */
export function reportedNeeds(reported: readonly Reported[], nowMs: number): string[] {
  const rest = reported.length - LINES_MAX;
  return [
    ...reported
      .slice(0, LINES_MAX)
      .map(
        ({ code, clientId, text, atMs }) =>
          `reported at ${formatTime(atMs)} (${formatAge(atMs, nowMs)}): ${code}${clientId === null ? '' : ` ${clientId}`}: ${text}`,
      ),
    ...(rest > 0 ? [`reported today: ${rest} more; with --json, status lists all of them`] : []),
  ];
}
