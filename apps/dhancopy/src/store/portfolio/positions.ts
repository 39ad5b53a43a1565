import { bind, insertSql, without, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { snapshotWriter, type SnapshotHead } from './snapshot.ts';
import { Statement } from '../file/statement.ts';

/**
 * A position as the broker reported it. Quantities are units, prices and profits rupees.
 *
 * Source: the seed's "Portfolio (Positions & Holdings)".
 */
export type PositionRow = Row<'positions'>;

/** v1's and v2's words, which the schema keeps in step. */
const OLD_WORDS = ['quantity', 'avg_price'] as const;
const WRITTEN = without(COLUMNS.positions, ...OLD_WORDS);

export type PositionToWrite = Writable<Omit<PositionRow, keyof SnapshotHead | (typeof OLD_WORDS)[number]>, 'product'>;

export type Positions = ReturnType<typeof positions>;

/** Snapshots of positions. */
export function positions(db: Connection) {
  const insert = new Statement(db, insertSql('positions', WRITTEN));
  const write = snapshotWriter(db, 'positions');
  const latest = new Statement<PositionRow>(
    db,
    `select * from v_latest_positions where account_id = ? order by exchange_segment, security_id, product`,
  );

  return {
    /** Writes the whole book of an account; no rows means that it holds nothing now. */
    record(head: SnapshotHead, rows: readonly PositionToWrite[]): void {
      write(head, rows.length, () => {
        for (const row of rows) insert.run(...bind(WRITTEN, { ...row, ...head }));
      });
    },

    /** The account's latest snapshot. */
    latest(accountId: string): PositionRow[] {
      return latest.all(accountId);
    },
  };
}
