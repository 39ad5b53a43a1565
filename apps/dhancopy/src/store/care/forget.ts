import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { configNumber } from './config-number.ts';
import { SYNCS_KEPT_DAYS } from '../instruments/instrument-syncs.ts';
import { DAY_SEC, PAUSE_MS, STEP_ROWS } from './pace.ts';
import { SNAPSHOTS, thinSnapshots } from './thin-snapshots.ts';

/** Rows that were removed, by table; tables without any are not in it. */
export type Forgotten = Readonly<Record<string, number>>;

/** A token that is not in use any more opens nothing, and the log of the calls says when each was made. */
const TOKENS_KEPT_DAYS = 30;

/**
 * Rows that say nothing after some days that another table does not say: each frame is in its order, each post was read again from the
 * broker. `where` has one place for the time before which they go. Rows without an account are other programs' own.
 */
const REMOVED = [
  {
    table: 'websocket_messages',
    days: 'messages_retention_days',
    // What a crash has left is shown until somebody has seen it.
    where: 'is_processed = 1 and received_at < ? and account_id is not null',
  },
  {
    table: 'websocket_connections',
    days: 'messages_retention_days',
    where: "status in ('DISCONNECTED', 'ERROR') and disconnected_at < ? and account_id is not null",
  },
  {
    table: 'postback_events',
    days: 'postback_retention_days',
    where: 'is_processed = 1 and received_at < ? and account_id is not null',
  },
  {
    table: 'rate_limit_tracking',
    days: 'requests_retention_days',
    where: 'window_end < ? and account_id is not null',
  },
  {
    table: 'auth_tokens',
    days: TOKENS_KEPT_DAYS,
    where: 'is_active = 0 and updated_at < ? and account_id is not null',
  },
  {
    table: 'instrument_syncs',
    days: SYNCS_KEPT_DAYS,
    // Its changes go with the synchronisation of the day; the age of the list is read from the last whole one.
    where: `started_at < ? and not exists (select 1 from instrument_changes as c where c.sync_id = instrument_syncs.id)
      and id < (select max(id) from instrument_syncs where finished_at is not null and exchange_segment is null)`,
  },
] as const;

/**
 * Removes what is older than the configured days, a few rows at a time, while others write.
 * @param nowMs - epoch ms
 * @throws {RangeError} for days that are no whole number from 1; then nothing was removed
 */
export async function forgetOldRows(db: Connection, nowMs: number): Promise<Forgotten> {
  const before = (days: string | number): number =>
    Math.floor(nowMs / 1000) - (typeof days === 'number' ? days : configNumber(db, days, 1)) * DAY_SEC;
  // All of them first: a typing error in one removes nothing at all.
  const removed = REMOVED.map((each) => ({ ...each, beforeSec: before(each.days) }));
  const thinnedSec = before('snapshot_retention_days');
  const counts: Record<string, number> = {};
  for (const { table, where, beforeSec } of removed) {
    counts[table] = await remove(
      db,
      `delete from ${table} where rowid in (select rowid from ${table} where ${where} limit ${STEP_ROWS})`,
      beforeSec,
    );
  }
  for (const table of SNAPSHOTS) counts[table] = await thinSnapshots(db, table, thinnedSec);
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

async function remove(db: Connection, sql: string, beforeSec: number): Promise<number> {
  const step = new Statement(db, sql);
  let total = 0;
  for (;;) {
    const rows = step.run(beforeSec);
    total += rows;
    if (rows < STEP_ROWS) return total;
    await sleep(PAUSE_MS);
  }
}
