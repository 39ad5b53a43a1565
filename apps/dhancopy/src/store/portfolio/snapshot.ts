import type { Connection } from '../file/connection.ts';
import type { Role } from '../accounts/role.ts';
import { Statement } from '../file/statement.ts';

/** Whose snapshot, and when it was taken (epoch seconds). */
export type SnapshotHead = {
  readonly account_id: string;
  readonly account_type: Role;
  readonly snapshot_ts: number;
};

export type SnapshotKind = 'positions' | 'holdings' | 'funds';

/** The configuration row that holds the time of the last snapshot of each kind. */
const LAST_TAKEN: Readonly<Record<SnapshotKind, string>> = {
  positions: 'last_position_snapshot_ts',
  holdings: 'last_holdings_snapshot_ts',
  funds: 'last_funds_snapshot_ts',
};

/** What the three kinds share: one snapshot is one transaction, replaces one of the same second, and may be empty. */
export function snapshotWriter(db: Connection, kind: SnapshotKind) {
  const clear = new Statement(db, `delete from ${kind} where account_id = ? and account_type = ? and snapshot_ts = ?`);
  const nothing = new Statement(
    db,
    `insert into empty_snapshots (kind, account_type, account_id, snapshot_ts)
     values ('${kind}', ?, ?, ?)
     on conflict do update set snapshot_ts = max(snapshot_ts, excluded.snapshot_ts)`,
  );
  const taken = new Statement(
    db,
    `update config
     set value = cast(max(cast(value as integer), cast(?1 as integer)) as text), updated_at = ?2
     where key = '${LAST_TAKEN[kind]}'`,
  );

  return (head: SnapshotHead, rows: number, writeRows: () => void): void => {
    const { account_id, account_type, snapshot_ts } = head;
    db.transaction(() => {
      clear.run(account_id, account_type, snapshot_ts);
      writeRows();
      if (rows === 0) nothing.run(account_type, account_id, snapshot_ts);
      taken.run(snapshot_ts, db.nowSec());
    });
  };
}
