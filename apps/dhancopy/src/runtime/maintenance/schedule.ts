import type { MaintenanceRun, MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import { isTradingDay } from '../calendar/trading-days.ts';
import { istAt, istDate, istDayStart } from '@dhancopy/domain/indian-time';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A task that failed, or was broken off, is tried again after this. */
const AGAIN_MS = HOUR_MS;
/** 1970-01-05, a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * Whether nothing is traded now: from half an hour after midnight, when the last commodity session is over, until 07:30, before the
 * tokens and the list of instruments of the day are taken; on a day without trading until its end.
 */
export function isQuiet(ms: number): boolean {
  if (ms < istAt(ms, 0, 30)) return false;
  return ms < istAt(ms, 7, 30) || !isTradingDay(ms);
}

/** The tasks that an engine does now: nothing while something may be traded. */
export function dueTasks(nowMs: number, runs: readonly MaintenanceRun[]): readonly MaintenanceTask[] {
  return isQuiet(nowMs) ? undoneTasks(nowMs, runs) : [];
}

/** The tasks whose day, week or month has no run that was done, the most frequent first. */
export function undoneTasks(nowMs: number, runs: readonly MaintenanceRun[]): readonly MaintenanceTask[] {
  const periods = {
    daily: istDayStart,
    weekly: weekOf,
    monthly: (ms: number) => istDate(ms).slice(0, 7),
  } as const satisfies Record<MaintenanceTask, (ms: number) => number | string>;
  return (['daily', 'weekly', 'monthly'] as const).filter((task) => {
    const last = runs.find((run) => run.task === task);
    if (last === undefined) return true;
    const startedMs = last.started_at * 1000;
    if (last.outcome !== 'DONE') return nowMs >= startedMs + AGAIN_MS;
    return periods[task](startedMs) !== periods[task](nowMs);
  });
}

/** Well beyond its period, a long weekend included: it is neglected. */
const NEGLECTED_MS = { daily: 5 * DAY_MS, weekly: 15 * DAY_MS, monthly: 45 * DAY_MS } as const satisfies Record<
  MaintenanceTask,
  number
>;

/**
 * The tasks that were not done for long: an engine that runs in market hours only never comes to a quiet hour.
 * @param since - when each was last done, epoch seconds
 */
export function neglectedTasks(nowMs: number, since: ReadonlyMap<MaintenanceTask, number>): readonly MaintenanceTask[] {
  return [...since].filter(([task, sec]) => nowMs - sec * 1000 > NEGLECTED_MS[task]).map(([task]) => task);
}

/** Counts weeks from Monday, Indian time. */
function weekOf(ms: number): number {
  return Math.floor((istDayStart(ms) + DAY_MS / 2 - FIRST_MONDAY_MS) / (7 * DAY_MS));
}
