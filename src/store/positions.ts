import { bind, insertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { snapshotWriter, type SnapshotHead } from './snapshot.ts';
import { Statement } from './statement.ts';

/**
 * A position as the broker reported it. Quantities are units, prices and profits rupees.
 *
 * Source: the seed's "Portfolio (Positions & Holdings)".
 */
export type PositionRow = {
  readonly snapshot_ts: number;
  readonly account_type: Role;
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly product: string | null;
  readonly position_type: string | null;
  readonly buy_qty: number | null;
  readonly sell_qty: number | null;
  readonly net_qty: number;
  readonly buy_avg: number | null;
  readonly sell_avg: number | null;
  readonly realized_pl: number | null;
  readonly unrealized_pl: number | null;
  readonly total_pl: number | null;
  readonly ltp: number | null;
  readonly close_price: number | null;
  readonly multiplier: number | null;
  readonly margin_required: number | null;
  readonly raw_data: string | null;
  readonly account_id: string;
  /** v1's and v2's word for `net_qty`; kept in step by the schema. */
  readonly quantity: number;
  /** v1's and v2's average of the open side; kept in step by the schema. */
  readonly avg_price: number;
};

export type PositionToWrite = Writable<
  Omit<PositionRow, keyof SnapshotHead | 'quantity' | 'avg_price'>,
  'security_id' | 'exchange_segment' | 'product' | 'net_qty'
>;

const COLUMNS = [
  'snapshot_ts',
  'account_type',
  'security_id',
  'exchange_segment',
  'product',
  'position_type',
  'buy_qty',
  'sell_qty',
  'net_qty',
  'buy_avg',
  'sell_avg',
  'realized_pl',
  'unrealized_pl',
  'total_pl',
  'ltp',
  'close_price',
  'multiplier',
  'margin_required',
  'raw_data',
  'account_id',
] as const satisfies readonly (keyof PositionRow)[];

const DEFAULTS: Defaults<keyof PositionRow> = new Map(
  (['buy_qty', 'sell_qty', 'buy_avg', 'sell_avg', 'realized_pl', 'unrealized_pl', 'total_pl'] as const).map(
    (column) => [column, '0'],
  ),
);

export type Positions = ReturnType<typeof positions>;

/** Snapshots of positions. */
export function positions(db: Connection) {
  const insert = new Statement(db, insertSql('positions', COLUMNS, DEFAULTS));
  const write = snapshotWriter(db, 'positions');
  const latest = new Statement<PositionRow>(
    db,
    `select * from v_latest_positions where account_id = ? order by exchange_segment, security_id, product`,
  );

  return {
    /** Writes the whole book of an account; no rows means that it holds nothing now. */
    record(head: SnapshotHead, rows: readonly PositionToWrite[]): void {
      write(head, rows.length, () => {
        for (const row of rows) insert.run(...bind(COLUMNS, { ...row, ...head }));
      });
    },

    /** The account's latest snapshot. */
    latest(accountId: string): PositionRow[] {
      return latest.all(accountId);
    },
  };
}
