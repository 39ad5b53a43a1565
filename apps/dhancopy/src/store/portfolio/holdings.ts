import { bind, insertSql, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { snapshotWriter, type SnapshotHead } from './snapshot.ts';
import { Statement } from '../file/statement.ts';

/**
 * A delivery holding as the broker reported it. Quantities are units, prices and profits rupees.
 *
 * Source: the seed's "Portfolio (Positions & Holdings)".
 */
export type HoldingRow = Row<'holdings'>;

export type HoldingToWrite = Writable<Omit<HoldingRow, keyof SnapshotHead>>;

export type Holdings = ReturnType<typeof holdings>;

/** Snapshots of holdings. */
export function holdings(db: Connection) {
  const insert = new Statement(db, insertSql('holdings', COLUMNS.holdings));
  const write = snapshotWriter(db, 'holdings');
  const latest = new Statement<HoldingRow>(
    db,
    `select * from v_latest_holdings where account_id = ? order by security_id`,
  );

  return {
    /** Writes all holdings of an account; no rows means that it holds nothing now. */
    record(head: SnapshotHead, rows: readonly HoldingToWrite[]): void {
      write(head, rows.length, () => {
        for (const row of rows) insert.run(...bind(COLUMNS.holdings, { ...row, ...head }));
      });
    },

    /** The account's latest snapshot. */
    latest(accountId: string): HoldingRow[] {
      return latest.all(accountId);
    },
  };
}
