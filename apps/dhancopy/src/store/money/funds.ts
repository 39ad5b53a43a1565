import { bind, insertSql, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { snapshotWriter, type SnapshotHead } from '../portfolio/snapshot.ts';
import { Statement } from '../file/statement.ts';

/** The funds of an account, in rupees. Source: the seed's "Funds & Margin". */
export type FundsRow = Row<'funds'>;

export type FundsToWrite = Writable<Omit<FundsRow, keyof SnapshotHead>>;

export type Funds = ReturnType<typeof funds>;

/** Snapshots of funds. */
export function funds(db: Connection) {
  const insert = new Statement(db, insertSql('funds', COLUMNS.funds));
  const write = snapshotWriter(db, 'funds');
  const latest = new Statement<FundsRow>(db, 'select * from v_latest_funds where account_id = ?');

  return {
    record(head: SnapshotHead, row: FundsToWrite): void {
      write(head, 1, () => insert.run(...bind(COLUMNS.funds, { ...row, ...head })));
    },

    /** The account's latest snapshot. */
    latest(accountId: string): FundsRow | undefined {
      return latest.get(accountId);
    },
  };
}
