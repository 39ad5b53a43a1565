import { bind, insertSql, placeOf, without, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A forever order; an OCO is one row. Prices in rupees, quantities in units, times epoch seconds. Source: the seed's "Forever Orders". */
export type ForeverOrderRow = Row<'forever_orders'>;
export type ForeverStatus = ForeverOrderRow['status'];

/** What the broker's list does not say. */
const UNSAID = [
  'disclosed_qty',
  'validity',
  'triggered_order_id',
  'raw_request',
] as const satisfies readonly (keyof ForeverOrderRow)[];
const WRITTEN = without(COLUMNS.forever_orders, ...UNSAID);

/** `status` null: the broker's word is not known; the row keeps its own, a new one is PENDING. */
export type ForeverOrderToWrite = Writable<
  Omit<ForeverOrderRow, (typeof UNSAID)[number] | 'status'> & { readonly status: ForeverStatus | null },
  'account_id' | 'status' | 'order_status',
  'updated_at'
>;

export type ForeverOrders = ReturnType<typeof foreverOrders>;

/** The forever orders of all accounts. */
export function foreverOrders(db: Connection) {
  const write = new Statement(
    db,
    `${insertSql('forever_orders', WRITTEN, { status: "'PENDING'" })}
     on conflict (id) do update
     set
       status = iif(
         -- A fired order shows the status of what it has placed, which may rest.
         triggered_order_id is not null and ${placeOf(WRITTEN, 'status')} in ('PENDING', 'ACTIVE'),
         status,
         coalesce(${placeOf(WRITTEN, 'status')}, status)
       ),
       order_type = excluded.order_type,
       trigger_type = excluded.trigger_type,
       trigger_price_above = excluded.trigger_price_above,
       trigger_price_below = excluded.trigger_price_below,
       order_type_after_trigger = excluded.order_type_after_trigger,
       quantity = excluded.quantity,
       price = excluded.price,
       oco_leg_id = excluded.oco_leg_id,
       updated_at = excluded.updated_at,
       triggered_at = coalesce(triggered_at, excluded.triggered_at),
       expires_at = coalesce(expires_at, excluded.expires_at),
       raw_response = excluded.raw_response,
       order_status = excluded.order_status,
       oco_price = excluded.oco_price,
       oco_quantity = excluded.oco_quantity
     where raw_response is not excluded.raw_response
       or order_status is not excluded.order_status
       or trigger_type is not excluded.trigger_type
       or expires_at is null`,
  );
  const of = new Statement<ForeverOrderRow>(
    db,
    'select * from forever_orders where account_id = ? order by created_at desc, id',
  );
  const byId = new Statement<ForeverOrderRow>(db, 'select * from forever_orders where id = ?');
  const fired = new Statement(
    db,
    `update forever_orders
     set triggered_order_id = o.id, status = 'TRIGGERED', triggered_at = coalesce(triggered_at, o.created_at), updated_at = ?
     from orders as o indexed by idx_orders_parent
     where forever_orders.account_id = ?
       and forever_orders.triggered_order_id is null
       and o.parent_order_id = forever_orders.id`,
  );
  const unlisted = new Statement<{ id: string }>(
    db,
    `select id from forever_orders
     where account_id = ?
       and status in ('PENDING', 'ACTIVE')
       and order_status is not 'NOT_LISTED'
       and id not in (select value from json_each(?))`,
  );
  const mark = new Statement(db, "update forever_orders set order_status = 'NOT_LISTED', updated_at = ? where id = ?");

  return {
    /** Writes an order as the broker shows it now. @returns false when nothing had to change */
    record(order: ForeverOrderToWrite): boolean {
      return write.run(...bind(WRITTEN, { ...order, updated_at: order.updated_at ?? db.nowSec() })) > 0;
    },

    /**
     * Marks the active orders that a whole list of the account does not show. What became of them nobody said: their status stays.
     *
     * @returns the ids that were not marked before
     */
    markUnlisted(accountId: string, listed: readonly string[]): string[] {
      const ids = unlisted.all(accountId, JSON.stringify(listed)).map(({ id }) => id);
      for (const id of ids) mark.run(db.nowSec(), id);
      return ids;
    },

    get(id: string): ForeverOrderRow | undefined {
      return byId.get(id);
    },

    /** Marks those that have fired: an order names them as its parent. @returns how many were not marked before */
    markFired(accountId: string): number {
      return fired.run(db.nowSec(), accountId);
    },

    /** All of an account, the newest first. */
    of(accountId: string): ForeverOrderRow[] {
      return of.all(accountId);
    },
  };
}
