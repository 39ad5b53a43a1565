import { Argument } from 'commander';
import type { Command } from 'commander';
import { undoneTasks } from '../../runtime/maintenance/schedule.ts';
import { performTask } from '../../runtime/maintenance/tasks.ts';
import { maintenanceRuns, MAINTENANCE_TASKS } from '../../store/care/maintenance-runs.ts';
import type { MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import type { Connection } from '../../store/file/connection.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { auditCare } from '../engine/audit-care.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { EngineClient } from '../engine/client.ts';
import { RefusedError } from '../errors.ts';
import type { Io } from '../io.ts';

interface Done {
  readonly task: MaintenanceTask;
  readonly detail: string;
}

export function registerDbMaintain(db: Command, io: Io): void {
  const command = db
    .command('maintain')
    .addArgument(new Argument('[tasks...]', 'tasks to run; by default those that are due').choices(MAINTENANCE_TASKS))
    .description('run the maintenance that a running engine does at night: backup, checks, archive, vacuum')
    .addHelpText(
      'after',
      `
A running engine does this by itself from 00:30 to 07:30 Indian time and on days without trading. If your engine does not
run then, call this command from a timer, once a day after the market closes. What each task does: docs/database-care.md.
${examples('db maintain', 'db maintain weekly monthly')}`,
    );
  onRun(command, io, async (ctx) => {
    const asked = command.args as MaintenanceTask[];
    const done = await withCareConnection(ctx, async (connection) => {
      await refuseTwice(ctx, connection);
      const runs = maintenanceRuns(connection);
      const tasks = asked.length > 0 ? new Set(asked) : undoneTasks(Date.now(), runs.latest());
      const done: Done[] = [];
      for (const task of tasks) {
        ctx.progress(`${task} database maintenance starts`);
        done.push({ task, detail: await perform(ctx, connection, task) });
      }
      return done;
    });
    if (done.length > 0) auditCare(ctx, 'db.maintain', done);
    ctx.print(
      { done },
      done.length === 0
        ? 'nothing is due; name a task to run it anyway'
        : done.map(({ task, detail }) => `${task}: ${detail}`).join('\n'),
    );
  });
}

async function perform({ settings }: Context, connection: Connection, task: MaintenanceTask): Promise<string> {
  const runs = maintenanceRuns(connection);
  const id = runs.begin(task, connection.nowSec());
  try {
    const { home, databasePath: path } = settings;
    const detail = await performTask(connection, { task, path, home, nowMs: Date.now() });
    runs.finish(id, 'DONE', detail, connection.nowSec());
    return detail;
  } catch (error) {
    runs.finish(id, 'FAILED', error instanceof Error ? error.message : String(error), connection.nowSec());
    throw error;
  }
}

/** A running engine may be at it. Without one, or after so long, a run without an end was broken off. */
async function refuseTwice({ settings }: Context, connection: Connection): Promise<void> {
  const since = connection.nowSec() - 3_600;
  const open = maintenanceRuns(connection)
    .latest()
    .find((run) => run.outcome === null && run.started_at > since);
  if (!open || (await EngineClient.find(settings.home)) === null) return;
  throw new RefusedError(`the engine is running the ${open.task} database maintenance now; see "dhancopy status"`);
}
