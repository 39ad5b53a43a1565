import { join, resolve } from 'node:path';
import { formatCount } from '@dhancopy/domain/rupees';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { keyRotate } from '../../runtime/operations/key-rotate.ts';
import { undoneTasks } from '../../runtime/maintenance/schedule.ts';
import { performTask } from '../../runtime/maintenance/tasks.ts';
import type { ChainReport } from '../../store/audit/audit-chain.ts';
import { archiveOldRows, archivesOf } from '../../store/care/archive.ts';
import type { InArchive } from '../../store/care/archive.ts';
import { checkDatabase } from '../../store/care/check.ts';
import { copyDatabase } from '../../store/care/copy-database.ts';
import { datedName } from '../../store/care/dated-name.ts';
import { healthWords, isHealthy } from '../../store/care/health.ts';
import { leftoversOf, originOf } from '../../store/older/leftovers.ts';
import type { Leftover } from '../../store/older/leftovers.ts';
import { MAINTENANCE_TASKS, maintenanceRuns } from '../../store/care/maintenance-runs.ts';
import type { MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import { restoreDatabase } from '../../store/care/restore.ts';
import { noteSizes, sizesOf } from '../../store/care/sizes.ts';
import type { Growth, Sizes } from '../../store/care/sizes.ts';
import { analyse, vacuumFully, vacuumIncrementally } from '../../store/care/vacuum.ts';
import type { Vacuumed } from '../../store/care/vacuum.ts';
import { Connection } from '../../store/file/connection.ts';
import { openStore } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { auditCare } from '../engine/audit-care.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { EngineClient } from '../engine/client.ts';
import { keyIfAny, needDatabase, readDatabase } from '../engine/database.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { withLock } from '../engine/with-lock.ts';
import { counted } from '../format/counted.ts';
import { FailedError, RefusedError, UsageError } from '../errors.ts';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { registerDbMigrate } from './db-migrate.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { makePrivateFolder } from '../../store/file/folder.ts';

const PROGRESS_ROWS = 10_000;

export function registerDb(program: Command, io: Io): void {
  const db = program.command('db').description('maintain the database file');
  registerDbMigrate(db, io);
  registerLeftovers(db, io);
  registerCheck(db, io);
  registerVerify(db, io);
  registerBackup(db, io);
  registerRestore(db, io);
  registerArchive(db, io);
  registerVacuum(db, io);
  registerMaintain(db, io);
  registerStats(db, io);
  registerRotateKey(db, io);
}

interface LeftoversOptions {
  readonly table?: string;
}

const LEFTOVERS: readonly Column<Leftover>[] = [
  column(null, 'TABLE', ({ table }) => table),
  column(null, 'ROW', ({ rowid }) => rowid),
  column(null, 'WHY', ({ why }) => why),
  column(null, 'AS IT WAS', ({ row }) => JSON.stringify(row)),
];

function registerLeftovers(db: Command, io: Io): void {
  const command = db
    .command('leftovers')
    .description('list the rows of an older file that do not fit into this database, each with the reason')
    .option('--table <name>', 'only this table of the older file')
    .addHelpText(
      'after',
      `
Secrets are removed from the rows, also with --json.
${examples('db leftovers', 'db leftovers --table order_events --json')}`,
    );
  onRun<LeftoversOptions>(command, io, async (ctx, { table }) => {
    const { origin, rows } = await withCareConnection(ctx, (connection) => ({
      origin: originOf(connection),
      rows: leftoversOf(connection, keyIfAny(ctx), table ?? null),
    }));
    const from =
      origin === null
        ? 'this database was not made from an older file'
        : `made from ${origin.source} (schema v${origin.source_version}), ${formatTime(origin.finished_at * 1000)}: ` +
          `${formatCount(origin.rows_taken)} rows imported, ${formatCount(origin.rows_kept_aside)} kept aside`;
    const list = toTable(LEFTOVERS, rows);
    ctx.print({ origin, leftovers: rows }, rows.length === 0 ? from : `${from}\n\n${list}`);
  });
}

function registerCheck(db: Command, io: Io): void {
  const command = db
    .command('check')
    .description('check the whole file: every page, index and reference; the engine may keep running')
    .addHelpText('after', examples('db check', 'db check --json'));
  onRun(command, io, (ctx) => {
    needDatabase(ctx);
    const health = checkDatabase(ctx.settings.databasePath);
    const { damage, orphans } = health;
    const lines = [...damage, ...orphans.map((orphan) => healthWords({ damage: [], orphans: [orphan] }))];
    if (isHealthy(health)) {
      ctx.print(health, 'the database is intact: pages, indexes, references');
      return;
    }
    ctx.print(health, lines.join('\n'));
    const what =
      damage.length > 0 ? 'the database is damaged; stop, keep a copy, and restore the latest backup' : lines[0];
    throw new FailedError(what ?? 'the database is damaged', damage.length > 0);
  });
}

interface VerifyOptions {
  readonly head?: string;
}

function registerVerify(db: Command, io: Io): void {
  const command = db
    .command('verify')
    .description('verify the hash chain of the audit log, and name the first row that does not fit')
    .option('--head <hash>', 'a head noted earlier: prove that no row before it has changed since')
    .addHelpText(
      'after',
      `
From time to time, note the printed head in another place. A user who can write to the file can rebuild the
chain. Only a head that you keep elsewhere reveals this.
${examples('db verify', 'db verify --head 9f2c…')}`,
    );
  onRun<VerifyOptions>(command, io, (ctx, { head }) => {
    if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
      throw new UsageError(`--head: expected 64 digits of 0-9 and a-f, as printed by "db verify", and found "${head}"`);
    }
    needDatabase(ctx);
    const report = readDatabase(ctx, (store) =>
      store.audit.chain.verify(head ?? null, (rows) => {
        if (rows % 100_000 === 0) ctx.progress(`${rows.toLocaleString('en-IN')} rows read`);
      }),
    );
    if (report.broken) throw new FailedError(`the audit log was tampered with: ${report.broken.why}`);
    if (report.knowsAsked === false) {
      throw new FailedError('the audit log was tampered with: the head that was noted is no longer in the chain');
    }
    ctx.print(report, chainWords(report));
  });
}

function chainWords({ linked, outside, head, knowsAsked }: ChainReport): string {
  const lines = [`the audit log is intact: ${linked.toLocaleString('en-IN')} rows, each follows from the row before`];
  if (outside > 0) {
    lines.push(
      `${outside.toLocaleString('en-IN')} rows are outside the chain: older than the chain, or written by other programs`,
    );
  }
  if (knowsAsked) lines.push('the head that was noted is in the chain');
  lines.push(`head  ${head === '' ? '(the chain is empty)' : head}`);
  return lines.join('\n');
}

function registerBackup(db: Command, io: Io): void {
  const command = db
    .command('backup')
    .argument('[file]', 'file to create; by default a dated file in backups/ of the data folder')
    .description('back up the database and check the copy; the engine may keep running')
    .addHelpText(
      'after',
      `
The backup contains the encrypted tokens, but not the key. Keep both, in different places.
${examples('db backup', 'db backup /media/usb/dhancopy-friday.db')}`,
    );
  onRun(command, io, async (ctx) => {
    needDatabase(ctx);
    const [file] = command.args;
    const to =
      file === undefined ? datedName(join(ctx.settings.home, 'backups', 'dhancopy-'), Date.now()) : resolve(file);
    let tenth = 0;
    const copy = await copyDatabase(ctx.settings.databasePath, to, (done, total) => {
      const now = Math.floor((done * 10) / Math.max(1, total));
      if (now === tenth || total < 10_000) return;
      tenth = now;
      ctx.progress(`${formatCount(done)} of ${formatCount(total)} pages`);
    });
    ctx.print(
      copy,
      `${copy.path}  ${formatBytes(copy.bytes)}, ${formatCount(copy.rows)} rows, schema v${copy.schemaVersion ?? '?'}; verified`,
    );
  });
}

function registerRestore(db: Command, io: Io): void {
  const command = db
    .command('restore')
    .argument('<file>', 'a backup')
    .description('replace the database with a backup; the current file is kept next to it')
    .addHelpText(
      'after',
      `
The command is refused while an engine runs. The backup is checked with the key of the data folder, before and after copying.
Trades made since the backup are not in it: the next "run" reads every account at the broker before it trades, and adopts
the orders that dhancopy placed.
${examples('db restore data/backups/dhancopy-20260105-160000.db')}`,
    );
  onRun(command, io, async (ctx) => {
    makePrivateFolder(ctx.settings.home);
    await withLock(ctx, async () => {
      const done = await restoreDatabase({
        backup: command.args[0] ?? '',
        path: ctx.settings.databasePath,
        key: keyIfAny(ctx),
      });
      auditCare(ctx, 'db.restore', { backup: command.args[0], aside: done.aside });
      const kept = done.aside === null ? 'there was no database before' : `the previous one is kept as ${done.aside}`;
      ctx.print(done, `restored ${counted(done.rows, 'row')} into ${done.path} and verified them\n${kept}`);
    });
  });
}

const ARCHIVES: readonly Column<InArchive>[] = [
  column(null, 'FILE', ({ file }) => file),
  column(null, 'TABLE', ({ table }) => table),
  column(null, 'ROWS', ({ rows }) => rows, formatCount),
  column(null, 'FROM', ({ from }) => from * 1000, formatTime),
  column(null, 'TO', ({ to }) => to * 1000, formatTime),
];

function registerArchive(db: Command, io: Io): void {
  const command = db
    .command('archive')
    .description(
      'move old audit rows, trades, order events and errors into monthly archive files, which can still be queried',
    )
    .addHelpText(
      'after',
      `
The settings audit_retention_days (90), error_retention_days (90), trades_retention_days (365) and
order_events_retention_days (365) set which rows are old. The files are
archive/archive-YYYY-MM.db in the data folder; docs/database-care.md shows how to query them together with the database.
The engine may keep running.
${examples('db archive')}`,
    );
  onRun(command, io, async (ctx) => {
    const { moved, archives } = await withCareConnection(ctx, async (connection) => ({
      moved: await archiveOldRows(connection, {
        home: ctx.settings.home,
        nowMs: Date.now(),
        onRows: (table, rows) => {
          if (rows % PROGRESS_ROWS === 0) ctx.progress(`${formatCount(rows)} rows of ${table} moved`);
        },
      }),
      archives: archivesOf(connection),
    }));
    if (moved.length > 0) auditCare(ctx, 'db.archive', moved);
    const rows = moved.reduce((sum, one) => sum + one.rows, 0);
    const list = toTable(ARCHIVES, archives);
    ctx.print(
      { moved, archives },
      (rows === 0 ? 'nothing is old enough to be archived' : `${counted(rows, 'row was', 'rows were')} moved`) +
        (archives.length === 0 ? '' : `\n\nin the archives:\n${list}`),
    );
  });
}

interface VacuumOptions {
  readonly full?: boolean;
}

function registerVacuum(db: Command, io: Io): void {
  const command = db
    .command('vacuum')
    .description('return the space of removed rows to the disk, and update the query statistics')
    .option('--full', 'rewrite the whole file: no engine may run, and the disk needs room for a second copy')
    .addHelpText('after', examples('db vacuum', 'db vacuum --full'));
  onRun<VacuumOptions>(command, io, async (ctx, { full = false }) => {
    const done = full ? await fully(ctx) : await withCareConnection(ctx, vacuumIncrementally);
    await withCareConnection(ctx, analyse);
    ctx.print(
      done,
      done.canBeIncremental
        ? `${formatBytes(Math.max(0, done.freed))} returned to the disk`
        : 'this file is too old to return free pages one by one; run "dhancopy db vacuum --full" once',
    );
  });
}

async function fully(ctx: Context): Promise<Vacuumed> {
  needDatabase(ctx);
  return withLock(ctx, () => {
    const path = ctx.settings.databasePath;
    // Brings the file up to date first.
    openStore({ path }).close();
    const db = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
    try {
      return vacuumFully(db);
    } finally {
      db.close();
    }
  });
}

interface Done {
  readonly task: MaintenanceTask;
  readonly detail: string;
}

function registerMaintain(db: Command, io: Io): void {
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
        done.push({ task, detail: await performOnce(ctx, connection, task) });
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

async function performOnce({ settings }: Context, connection: Connection, task: MaintenanceTask): Promise<string> {
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

function registerStats(db: Command, io: Io): void {
  const command = db
    .command('stats')
    .description('show the size of each table, and its growth since the last report')
    .addHelpText('after', examples('db stats', 'db stats --json'));
  onRun(command, io, async (ctx) => {
    const report = await withCareConnection(ctx, (connection, path) => {
      const sizes = sizesOf(path);
      return { sizes, growth: noteSizes(connection, sizes) };
    });
    const { sizes, growth } = report;
    const columns = sizeColumns(growth);
    ctx.print(
      { sizes: { ...sizes, tables: sizes.tables.map((table) => toJson(columns, table)) }, growth },
      sizeWords(sizes, growth, columns),
    );
  });
}

type TableSize = Sizes['tables'][number];

function sizeColumns(growth: Growth | null): readonly Column<TableSize>[] {
  const grown = new Map(growth?.tables.map(({ table, bytes }) => [table, bytes]));
  return [
    column('table', 'TABLE', ({ table }) => table),
    column('rows', 'ROWS', ({ rows }) => rows, formatCount),
    column('bytes', 'SIZE', ({ bytes }) => bytes, formatBytes),
    column(null, 'GROWTH', ({ table }) => grown.get(table) ?? 0, signed),
  ];
}

function sizeWords(sizes: Sizes, growth: Growth | null, columns: readonly Column<TableSize>[]): string {
  return [
    toTable(columns, sizes.tables),
    '',
    `file ${formatBytes(sizes.file)}, of which ${formatBytes(sizes.free)} are free; write-ahead log ${formatBytes(sizes.log)}`,
    growth === null
      ? 'this is the first report; the next one shows the growth'
      : `growth since ${formatTime(growth.since * 1000)}: ${signed(growth.file) || 'none'}`,
  ].join('\n');
}

function signed(bytes: number): string {
  if (bytes === 0) return '';
  return bytes > 0 ? `+${formatBytes(bytes)}` : `-${formatBytes(-bytes)}`;
}

function registerRotateKey(db: Command, io: Io): void {
  const command = db
    .command('rotate-key')
    .description('create a new key and encrypt every stored secret with it')
    .addHelpText(
      'after',
      `
A running engine rotates the key itself and continues with the new one; orders wait for a few milliseconds.
The old key is kept next to the new one under its id, because earlier backups need it. Delete it when they are gone.
${examples('db rotate-key')}`,
    );
  onRun(command, io, async (ctx) => {
    const { env } = io;
    const { home } = ctx.settings;
    if (env['DHANCOPY_KEY']) {
      throw new UsageError(
        'the key comes from DHANCOPY_KEY, which a command cannot change; put the key into a file, name it in DHANCOPY_KEY_FILE, and run this again',
      );
    }
    await operateAndPrint(ctx, keyRotate, { keyPath: resolve(env['DHANCOPY_KEY_FILE'] || join(home, 'key')) });
  });
}
