import type { Connection } from './connection.ts';
import { Statement } from './statement.ts';

export const MAINTENANCE_TASKS = ['daily', 'weekly', 'monthly'] as const;
export type MaintenanceTask = (typeof MAINTENANCE_TASKS)[number];

/** One run of a task. Times are epoch seconds; `finished_at` null: it runs, or was broken off. */
export type MaintenanceRun = {
  readonly id: number;
  readonly task: MaintenanceTask;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly outcome: 'DONE' | 'FAILED' | null;
  /** What was found or done, in words. */
  readonly detail: string | null;
};

export type MaintenanceRuns = ReturnType<typeof maintenanceRuns>;

/** When the database was cared for, and what came of it. Source: the seed's "Maintenance". */
export function maintenanceRuns(db: Connection) {
  const begin = new Statement(db, 'insert into maintenance_runs (task, started_at) values (?, ?)');
  const finish = new Statement(db, 'update maintenance_runs set finished_at = ?, outcome = ?, detail = ? where id = ?');
  const latest = new Statement<MaintenanceRun>(
    db,
    'select * from maintenance_runs where task = ? order by id desc limit 1',
  );

  return {
    /** @returns the run's id */
    begin(task: MaintenanceTask, atSec: number): number {
      return begin.insert(task, atSec);
    },

    finish(id: number, outcome: 'DONE' | 'FAILED', detail: string, atSec: number): void {
      finish.run(atSec, outcome, detail, id);
    },

    /** The last run of each task that ever ran. */
    latest(): MaintenanceRun[] {
      return MAINTENANCE_TASKS.flatMap((task) => latest.get(task) ?? []);
    },
  };
}
