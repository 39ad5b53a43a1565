import type { Narrow } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

export const MAINTENANCE_TASKS = ['daily', 'weekly', 'monthly'] as const;
export type MaintenanceTask = (typeof MAINTENANCE_TASKS)[number];

/** One run of a task. Times are epoch seconds; `finished_at` null: it runs, or was broken off. */
export type MaintenanceRun = Narrow<Row<'maintenance_runs'>, { readonly task: MaintenanceTask }>;

export type MaintenanceRuns = ReturnType<typeof maintenanceRuns>;

/** When the database was cared for, and what came of it. Source: the seed's "Maintenance". */
export function maintenanceRuns(db: Connection) {
  const begin = new Statement(db, 'insert into maintenance_runs (task, started_at) values (?, ?)');
  const finish = new Statement(db, 'update maintenance_runs set finished_at = ?, outcome = ?, detail = ? where id = ?');
  const latest = new Statement<MaintenanceRun>(
    db,
    'select * from maintenance_runs where task = ? order by id desc limit 1',
  );
  const lastDone = new Statement<{ task: MaintenanceTask; at: number }>(
    db,
    "select task, max(started_at) as at from maintenance_runs where outcome = 'DONE' group by task",
  );
  // A file without accounts has nothing to lose yet.
  const begun = new Statement<{ at: number | null }>(db, 'select min(created_at) as at from accounts');

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

    /** When each task was last done, epoch seconds; for one that never was, when the first account was added. Empty without accounts. */
    caredForSince(): ReadonlyMap<MaintenanceTask, number> {
      const at = begun.get()?.at ?? null;
      if (at === null) return new Map();
      const done = new Map(lastDone.all().map((row) => [row.task, row.at]));
      return new Map(MAINTENANCE_TASKS.map((task) => [task, done.get(task) ?? at]));
    },
  };
}
