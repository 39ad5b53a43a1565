import { bind, insertSql, placeOf, without, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { ACTIVE } from './orders.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A leg of a super order. Prices in rupees, quantities in units. Source: the seed's "Super Orders". */
export type BracketLegRow = Row<'bracket_order_legs'>;
export type LegType = BracketLegRow['leg_type'];

/** `status` null: the broker's word is not known, what the row says is left as it was. */
export type BracketLegToWrite = Writable<Omit<BracketLegRow, 'id'>, 'status' | 'account_id', 'updated_at'>;

const WRITTEN = without(COLUMNS.bracket_order_legs, 'id');

export type BracketLegs = ReturnType<typeof bracketLegs>;

/** The legs of all super orders. */
export function bracketLegs(db: Connection) {
  const write = new Statement(
    db,
    `${insertSql('bracket_order_legs', WRITTEN)}
     on conflict (parent_order_id, leg_order_id, account_type) do update
     set
       status = coalesce(${placeOf(WRITTEN, 'status')}, status),
       updated_at = excluded.updated_at,
       account_id = excluded.account_id,
       order_status = excluded.order_status,
       quantity = excluded.quantity,
       remaining_qty = excluded.remaining_qty,
       price = excluded.price,
       trailing_jump = excluded.trailing_jump,
       raw_response = excluded.raw_response
     where order_status is not excluded.order_status
       or status is not coalesce(${placeOf(WRITTEN, 'status')}, status)
       or remaining_qty is not excluded.remaining_qty
       or quantity is not excluded.quantity
       or price is not excluded.price
       or trailing_jump is not excluded.trailing_jump`,
  );
  const since = new Statement<BracketLegRow>(
    db,
    'select * from bracket_order_legs where account_id = ? and created_at >= ? order by created_at, parent_order_id, id',
  );
  const rename = new Statement(
    db,
    `update or ignore bracket_order_legs
     set leg_order_id = ?
     where parent_order_id = ? and account_type = ? and leg_order_id = ?`,
  );
  const end = new Statement(
    db,
    `update bracket_order_legs
     set status = 'EXPIRED', updated_at = ?
     where account_id = ?
       and created_at < ?
       and leg_type in ('ENTRY', 'TARGET', 'SL')
       and status in ${ACTIVE}`,
  );

  return {
    /** Writes a leg as the broker shows it now. @returns false when nothing had to change */
    record(leg: BracketLegToWrite): boolean {
      return write.run(...bind(WRITTEN, { ...leg, updated_at: leg.updated_at ?? db.nowSec() })) > 0;
    },

    /** A leg that was recorded before its order was known takes the id of the order. */
    rename(leg: Pick<BracketLegRow, 'parent_order_id' | 'account_type' | 'leg_order_id'>, id: string): void {
      rename.run(id, leg.parent_order_id, leg.account_type, leg.leg_order_id);
    },

    /** Legs of an account that were open when their day ended: the broker's list is of the day. @returns how many */
    endBefore(accountId: string, dayStartSec: number): number {
      return end.run(db.nowSec(), accountId, dayStartSec);
    },

    /** The legs of an account, made at or after `sinceSec` (epoch seconds). */
    since(accountId: string, sinceSec: number): BracketLegRow[] {
      return since.all(accountId, sinceSec);
    },
  };
}
