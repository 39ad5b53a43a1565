import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditChain } from '../audit/audit-chain.ts';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { ArchiveFile, keyText } from './archive-file.ts';
import type { Row } from './archive-file.ts';
import { configNumber } from './config-number.ts';
import { monthOf } from './dated-name.ts';
import { quoted } from './health.ts';
import { DAY_SEC, PAUSE_MS, STEP_ROWS } from './pace.ts';
import { columnsOf } from './table-shape.ts';

export type ArchivedTable = 'audit_log' | 'trades' | 'order_events' | 'error_log';

/** Rows of one table that went into one file. */
export type Archived = { readonly table: ArchivedTable; readonly file: string; readonly rows: number };

export type ArchiveOptions = {
  /** The data folder; files go into `archive/` in it. */
  readonly home: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly onRows?: (table: ArchivedTable, rows: number) => void;
};

/** `order`: the columns by which the oldest rows are found without a look at the others. */
const TABLES = [
  { table: 'audit_log', time: 'ts', days: 'audit_retention_days', order: 'id' },
  { table: 'trades', time: 'trade_ts', days: 'trades_retention_days', order: 'trade_ts, rowid' },
  // They are written in the order of their ids, and their time has no index of its own.
  { table: 'order_events', time: 'event_ts', days: 'order_events_retention_days', order: 'id' },
  { table: 'error_log', time: 'occurred_at', days: 'error_retention_days', order: 'occurred_at, rowid' },
] as const satisfies readonly { table: ArchivedTable; time: string; days: string; order: string }[];

/**
 * Moves rows that are older than the configured days into one file a month. Each step copies a few rows, pushes them to the disk, reads
 * them back and only then removes them from the database. Broken off anywhere, a row is in the database, in the archive or in both.
 *
 * @throws {DatabaseFileError} ARCHIVE_DIFFERS
 */
export async function archiveOldRows(db: Connection, options: ArchiveOptions): Promise<readonly Archived[]> {
  const moved = new Map<string, Archived>();
  for (const { days, ...from } of TABLES) {
    const { table } = from;
    const kept = configNumber(db, days, 1);
    const before = Math.floor(options.nowMs / 1000) - kept * DAY_SEC;
    let total = 0;
    for await (const { file, rows } of moveTable(db, from, before, options.home)) {
      total += rows;
      const key = `${table} ${file}`;
      moved.set(key, { table, file, rows: (moved.get(key)?.rows ?? 0) + rows });
      options.onRows?.(table, total);
    }
  }
  return [...moved.values()];
}

/** What is in the archives by now, by file and table; times are epoch seconds. */
export type InArchive = {
  readonly file: string;
  readonly table: ArchivedTable;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
};

export function archivesOf(db: Connection): readonly InArchive[] {
  return new Statement<InArchive>(
    db,
    `select file, table_name as "table", sum(rows) as rows, min(from_ts) as "from", max(to_ts) as "to"
     from archives group by 1, 2 order by 1, 2`,
  )
    .all()
    .map((row) => ({ ...row }));
}

async function* moveTable(
  db: Connection,
  { table, time, order }: Omit<(typeof TABLES)[number], 'days'>,
  beforeSec: number,
  home: string,
): AsyncGenerator<{ file: string; rows: number }> {
  const columns = columnsOf(db, 'main', table);
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  // The audit log leaves from its start only, so that what stays is one chain; its first young row ends it.
  const young = new Statement<{ id: number | null }>(db, 'select min(id) as id from audit_log where ts >= ?');
  const end = table === 'audit_log' ? (young.get(beforeSec)?.id ?? null) : null;
  const select = db.handle.prepare(
    `select ${names} from ${table} where ${time} < ? and (? is null or id < ?) order by ${order} limit ${STEP_ROWS}`,
  );
  select.setReadBigInts(true);
  select.setReturnArrays(true);
  const timeAt = columns.findIndex(({ name }) => name === time);
  const open: { month: string; file: ArchiveFile | null } = { month: '', file: null };
  try {
    for (;;) {
      const found = select.all(beforeSec, end, end) as unknown as Row[];
      const first = found[0];
      if (first === undefined) return;
      const secOf = (row: Row): number => Number(row[timeAt] ?? 0);
      const month = monthOf(secOf(first));
      const other = found.findIndex((row) => monthOf(secOf(row)) !== month);
      const rows = other === -1 ? found : found.slice(0, other);
      const name = join('archive', `archive-${month}.db`);
      if (open.file === null || open.month !== month) {
        open.file?.close();
        open.file = new ArchiveFile(join(home, name));
        open.month = month;
        open.file.prepare(table, columns, time);
      }
      open.file.store(table, columns, rows);
      db.transaction(() => {
        // Another program may be archiving as well, and have removed them meanwhile.
        if (deleteArchived(db, table, rows.map(keyText)) === 0) return;
        note(
          db,
          name,
          table,
          rows.map((row) => ({ id: keyText(row), sec: secOf(row) })),
        );
      });
      yield { file: name, rows: rows.length };
      await sleep(PAUSE_MS);
    }
  } finally {
    open.file?.close();
  }
}

/** Removes rows that an archive holds by now. Those of the audit log are the first of their table, one after the other. @returns how many */
function deleteArchived(db: Connection, table: ArchivedTable, keys: readonly string[]): number {
  if (table === 'audit_log') return auditChain(db).removeArchived(Number(keys.at(-1)));
  const remove = new Statement(db, `delete from ${table} where id = ?`);
  return keys.reduce((removed, key) => removed + remove.run(key), 0);
}

/** One row of `archives` for each file of a run: it grows with each step. */
function note(db: Connection, file: string, table: string, rows: readonly { id: string; sec: number }[]): void {
  const now = db.nowSec();
  const last = new Statement<{ id: number; created_at: number }>(
    db,
    'select id, created_at from archives where file = ? and table_name = ? order by id desc limit 1',
  ).get(file, table);
  const secs = rows.map(({ sec }) => sec);
  const [from, to] = [Math.min(...secs), Math.max(...secs)];
  const [firstId, lastId] = [rows[0]?.id ?? '', rows.at(-1)?.id ?? ''];
  if (last !== undefined && now - last.created_at < DAY_SEC) {
    new Statement(
      db,
      'update archives set to_id = ?, from_ts = min(from_ts, ?), to_ts = max(to_ts, ?), rows = rows + ? where id = ?',
    ).run(lastId, from, to, rows.length, last.id);
    return;
  }
  new Statement(
    db,
    `insert into archives (file, table_name, from_id, to_id, from_ts, to_ts, rows, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(file, table, firstId, lastId, from, to, rows.length, now);
}
