import { bind, insertSql, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { snapshotWriter, type SnapshotHead } from './snapshot.ts';
import { Statement } from './statement.ts';

/** The funds of an account, in rupees. Source: the seed's "Funds & Margin". */
export type FundsRow = {
  readonly snapshot_ts: number;
  readonly account_type: Role;
  readonly available_balance: number;
  readonly sodLimit: number | null;
  readonly collateral: number | null;
  readonly margin_used: number | null;
  readonly margin_available: number | null;
  readonly withdrawable_balance: number | null;
  readonly blocked_margin: number | null;
  readonly raw_data: string | null;
  readonly account_id: string;
};

export type FundsToWrite = Writable<Omit<FundsRow, keyof SnapshotHead>, 'available_balance'>;

const COLUMNS = [
  'snapshot_ts',
  'account_type',
  'available_balance',
  'sodLimit',
  'collateral',
  'margin_used',
  'margin_available',
  'withdrawable_balance',
  'blocked_margin',
  'raw_data',
  'account_id',
] as const satisfies readonly (keyof FundsRow)[];

export type Funds = ReturnType<typeof funds>;

/** Snapshots of funds. */
export function funds(db: Connection) {
  const insert = new Statement(db, insertSql('funds', COLUMNS));
  const write = snapshotWriter(db, 'funds');
  const latest = new Statement<FundsRow>(db, 'select * from v_latest_funds where account_id = ?');

  return {
    record(head: SnapshotHead, row: FundsToWrite): void {
      write(head, 1, () => insert.run(...bind(COLUMNS, { ...row, ...head })));
    },

    /** The account's latest snapshot. */
    latest(accountId: string): FundsRow | undefined {
      return latest.get(accountId);
    },
  };
}
