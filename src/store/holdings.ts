import { bind, insertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { snapshotWriter, type SnapshotHead } from './snapshot.ts';
import { Statement } from './statement.ts';

/**
 * A delivery holding as the broker reported it. Quantities are units, prices and profits rupees.
 *
 * Source: the seed's "Portfolio (Positions & Holdings)".
 */
export type HoldingRow = {
  readonly snapshot_ts: number;
  readonly account_type: Role;
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly trading_symbol: string | null;
  readonly isin: string | null;
  readonly total_qty: number;
  readonly dpqty: number | null;
  readonly t1qty: number | null;
  readonly available_qty: number;
  readonly collateral_qty: number | null;
  readonly collateral_update_qty: number | null;
  readonly avg_cost_price: number | null;
  readonly ltp: number | null;
  readonly realized_pl: number | null;
  readonly unrealized_pl: number | null;
  readonly raw_data: string | null;
  readonly account_id: string;
};

export type HoldingToWrite = Writable<
  Omit<HoldingRow, keyof SnapshotHead>,
  'security_id' | 'exchange_segment' | 'total_qty' | 'available_qty'
>;

const COLUMNS = [
  'snapshot_ts',
  'account_type',
  'security_id',
  'exchange_segment',
  'trading_symbol',
  'isin',
  'total_qty',
  'dpqty',
  't1qty',
  'available_qty',
  'collateral_qty',
  'collateral_update_qty',
  'avg_cost_price',
  'ltp',
  'realized_pl',
  'unrealized_pl',
  'raw_data',
  'account_id',
] as const satisfies readonly (keyof HoldingRow)[];

const DEFAULTS: Defaults<keyof HoldingRow> = new Map(
  (['dpqty', 't1qty', 'collateral_qty', 'collateral_update_qty', 'realized_pl', 'unrealized_pl'] as const).map(
    (column) => [column, '0'],
  ),
);

export type Holdings = ReturnType<typeof holdings>;

/** Snapshots of holdings. */
export function holdings(db: Connection) {
  const insert = new Statement(db, insertSql('holdings', COLUMNS, DEFAULTS));
  const write = snapshotWriter(db, 'holdings');
  const latest = new Statement<HoldingRow>(
    db,
    `select * from v_latest_holdings where account_id = ? order by security_id`,
  );

  return {
    /** Writes all holdings of an account; no rows means that it holds nothing now. */
    record(head: SnapshotHead, rows: readonly HoldingToWrite[]): void {
      write(head, rows.length, () => {
        for (const row of rows) insert.run(...bind(COLUMNS, { ...row, ...head }));
      });
    },

    /** The account's latest snapshot. */
    latest(accountId: string): HoldingRow[] {
      return latest.all(accountId);
    },
  };
}
