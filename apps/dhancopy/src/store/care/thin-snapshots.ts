import { setTimeout as sleep } from 'node:timers/promises';
import { istDayNumber, istDayStartOf } from '@dhancopy/domain/indian-time';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { DAY_SEC, PAUSE_MS, STEP_ROWS } from './pace.ts';

/** Tables of snapshots: a set of rows with one account and time. */
export const SNAPSHOTS = ['positions', 'holdings', 'funds'] as const;

type Owner = { readonly account_id: string; readonly account_type: string };

/**
 * Removes all snapshots before a time but the last of each account and Indian day, which stays for ever: what a day has brought is read
 * from it.
 * @param beforeSec - epoch seconds; whole days before it are thinned
 * @returns how many rows were removed
 */
export async function thinSnapshots(
  db: Connection,
  table: (typeof SNAPSHOTS)[number],
  beforeSec: number,
): Promise<number> {
  const owners = new Statement<Owner>(
    db,
    `select distinct account_id, account_type from ${table} where account_id <> ''`,
  );
  const next = new Statement<{ sec: number | null }>(
    db,
    `select min(snapshot_ts) as sec from ${table} where account_id = ? and account_type = ? and snapshot_ts >= ?`,
  );
  const last = new Statement<{ sec: number | null }>(
    db,
    `select max(snapshot_ts) as sec from ${table}
     where account_id = ? and account_type = ? and snapshot_ts >= ? and snapshot_ts < ?`,
  );
  const remove = new Statement(
    db,
    `delete from ${table} where rowid in (
       select rowid from ${table}
       where account_id = ? and account_type = ? and snapshot_ts >= ? and snapshot_ts < ? limit ${STEP_ROWS}
     )`,
  );
  const endSec = dayStartSec(beforeSec);
  let total = 0;
  for (const { account_id, account_type } of owners.all()) {
    let from = next.get(account_id, account_type, 0)?.sec ?? null;
    while (from !== null && from < endSec) {
      const dayEnd = dayStartSec(from) + DAY_SEC;
      const kept = last.get(account_id, account_type, from, dayEnd)?.sec ?? from;
      for (let rows = STEP_ROWS; rows === STEP_ROWS;) {
        rows = kept === from ? 0 : remove.run(account_id, account_type, from, kept);
        total += rows;
        if (rows > 0) await sleep(PAUSE_MS);
      }
      from = next.get(account_id, account_type, dayEnd)?.sec ?? null;
    }
  }
  return total;
}

function dayStartSec(sec: number): number {
  return istDayStartOf(istDayNumber(sec * 1000)) / 1000;
}
