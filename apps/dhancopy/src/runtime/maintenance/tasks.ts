import { basename } from 'node:path';
import { archiveOldRows } from '../../store/care/archive.ts';
import { checkDatabase } from '../../store/care/check.ts';
import { forgetOldRows } from '../../store/care/forget.ts';
import { healthWords, isHealthy } from '../../store/care/health.ts';
import { megabytes } from '../../store/care/megabytes.ts';
import { backUpNightly } from '../../store/care/nightly-backup.ts';
import { noteSizes, sizesOf } from '../../store/care/sizes.ts';
import { analyse, vacuumIncrementally } from '../../store/care/vacuum.ts';
import type { Connection } from '../../store/file/connection.ts';
import type { MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import { Statement } from '../../store/file/statement.ts';

export interface TaskRequest {
  readonly task: MaintenanceTask;
  readonly path: string;
  /** The data folder. */
  readonly home: string;
  /** Epoch ms. */
  readonly nowMs: number;
}

const DAY_SEC = 86_400;

/**
 * What the seed's "Maintenance" asks for each day, week and month. The returned text names what the operator should look at.
 *
 * @returns what was found and done
 * @throws {Error} when the database is not whole, or what the work itself throws
 */
export async function performTask(db: Connection, request: TaskRequest): Promise<string> {
  switch (request.task) {
    case 'daily':
      // First, so that the backup is without what is removed.
      return `${review(db, request.nowMs)}; ${await forget(db, request.nowMs)}; ${await backUp(db, request)}`;
    case 'weekly':
      return examine(db, request);
    case 'monthly':
      return tidy(db, request);
  }
}

/** The last day's streams, errors and risk violations. */
function review(db: Connection, nowMs: number): string {
  const since = Math.floor(nowMs / 1000) - DAY_SEC;
  const count = (sql: string): number => new Statement<{ n: number }>(db, sql).get(since)?.n ?? 0;
  const critical = count("select count(*) as n from error_log where occurred_at >= ? and severity = 'CRITICAL'");
  const errors = count("select count(*) as n from error_log where occurred_at >= ? and severity = 'ERROR'");
  const violations = count('select count(*) as n from risk_violations where violated_at >= ?');
  const lost = count(
    "select count(*) as n from websocket_connections where updated_at >= ? and status in ('DISCONNECTED', 'ERROR')",
  );
  return `last day: ${critical} critical, ${errors} errors, ${violations} risk violations, ${lost} streams closed`;
}

async function forget(db: Connection, nowMs: number): Promise<string> {
  const rows = Object.values(await forgetOldRows(db, nowMs)).reduce((sum, each) => sum + each, 0);
  return `${rows} old rows removed`;
}

async function backUp(db: Connection, request: TaskRequest): Promise<string> {
  const { made, removed } = await backUpNightly(db, request);
  if (made === null) return 'no backup (backups_kept is 0)';
  const gone = removed.length === 0 ? '' : `, ${removed.length} older removed`;
  return `backup ${basename(made.path)}, ${megabytes(made.bytes)} MB, verified${gone}`;
}

/** The whole file is read, its size noted, and the planner's counts are taken. */
async function examine(db: Connection, { path, nowMs }: TaskRequest): Promise<string> {
  const health = checkDatabase(path);
  if (!isHealthy(health)) throw new Error(`the database is damaged: ${healthWords(health)}; run "dhancopy db check"`);
  const sizes = sizesOf(path);
  const growth = noteSizes(db, sizes);
  await analyse(db);
  const since = Math.floor(nowMs / 1000) - 7 * DAY_SEC;
  const calls = new Statement<{ n: number; failed: number | null }>(
    db,
    'select count(*) as n, sum(status_code >= 400) as failed from audit_log where ts >= ?',
  ).get(since);
  const [most] = new Statement<{ endpoint: string; n: number }>(
    db,
    `select endpoint, sum(request_count) as n
     from rate_limit_tracking
     where window_start >= ? and endpoint <> 'orders'
     group by endpoint order by n desc limit 1`,
  ).all(since);
  const asked = most === undefined ? '' : `; most frequent: ${most.endpoint}, ${most.n} times`;
  const grown = growth === null ? '' : `, ${signed(growth.file)} since the last report`;
  return (
    `the file is intact; ${megabytes(sizes.file)} MB${grown}; ` +
    `last week: ${calls?.n ?? 0} calls audited, ${calls?.failed ?? 0} of them refused${asked}`
  );
}

/** Old rows move to archives, and their room is given back. */
async function tidy(db: Connection, { home, nowMs }: TaskRequest): Promise<string> {
  const moved = await archiveOldRows(db, { home, nowMs });
  const { freed, canBeIncremental } = await vacuumIncrementally(db);
  await analyse(db);
  const rows = moved.reduce((sum, one) => sum + one.rows, 0);
  const room = canBeIncremental
    ? `${megabytes(freed)} MB returned to the disk`
    : 'the free space stays in the file until you run "dhancopy db vacuum --full"';
  return `${rows} ${rows === 1 ? 'row' : 'rows'} archived; ${room}`;
}

function signed(bytes: number): string {
  return `${bytes < 0 ? '-' : '+'}${megabytes(Math.abs(bytes))} MB`;
}
