import { bind, insertSql, placeOf, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

export type ForeverStatus = 'PENDING' | 'ACTIVE' | 'TRIGGERED' | 'CANCELLED' | 'EXPIRED';

/** A forever order; an OCO is one row. Prices in rupees, quantities in units, times epoch seconds. Source: the seed's "Forever Orders". */
export type ForeverOrderRow = {
  readonly id: string;
  readonly account_type: Role;
  readonly correlation_id: string | null;
  readonly status: ForeverStatus;
  readonly order_type: 'SINGLE' | 'OCO';
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly trading_symbol: string | null;
  readonly trigger_type: 'LTP_ABOVE' | 'LTP_BELOW' | 'LTP_RANGE';
  readonly trigger_price_above: number | null;
  readonly trigger_price_below: number | null;
  readonly transaction_type: 'BUY' | 'SELL';
  readonly product: string;
  readonly order_type_after_trigger: string;
  readonly quantity: number;
  readonly price: number | null;
  readonly disclosed_qty: number | null;
  readonly validity: string | null;
  readonly oco_leg_id: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly triggered_at: number | null;
  readonly expires_at: number | null;
  readonly triggered_order_id: string | null;
  readonly raw_request: string | null;
  readonly raw_response: string | null;
  readonly account_id: string | null;
  /** The broker's own words, one per leg; NOT_LISTED when its list shows the order no more. */
  readonly order_status: string | null;
  readonly oco_price: number | null;
  readonly oco_quantity: number | null;
};

/** `status` null: the broker's word is not known; the row keeps its own, a new one is PENDING. */
export type ForeverOrderToWrite = Writable<
  Omit<ForeverOrderRow, 'status'> & { readonly status: ForeverStatus | null },
  | 'id'
  | 'account_type'
  | 'account_id'
  | 'status'
  | 'order_type'
  | 'security_id'
  | 'exchange_segment'
  | 'trigger_type'
  | 'transaction_type'
  | 'product'
  | 'order_type_after_trigger'
  | 'quantity'
  | 'created_at'
  | 'order_status'
>;

const COLUMNS = [
  'id',
  'account_type',
  'correlation_id',
  'status',
  'order_type',
  'security_id',
  'exchange_segment',
  'trading_symbol',
  'trigger_type',
  'trigger_price_above',
  'trigger_price_below',
  'transaction_type',
  'product',
  'order_type_after_trigger',
  'quantity',
  'price',
  'oco_leg_id',
  'created_at',
  'updated_at',
  'triggered_at',
  'raw_response',
  'account_id',
  'order_status',
  'oco_price',
  'oco_quantity',
] as const satisfies readonly (keyof ForeverOrderRow)[];

export type ForeverOrders = ReturnType<typeof foreverOrders>;

/** The forever orders of all accounts. */
export function foreverOrders(db: Connection) {
  const write = new Statement(
    db,
    `${insertSql('forever_orders', COLUMNS, new Map([['status', "'PENDING'"]]))}
     on conflict (id) do update
     set
       status = coalesce(${placeOf(COLUMNS, 'status')}, status),
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
       raw_response = excluded.raw_response,
       order_status = excluded.order_status,
       oco_price = excluded.oco_price,
       oco_quantity = excluded.oco_quantity
     where raw_response is not excluded.raw_response or order_status is not excluded.order_status`,
  );
  const of = new Statement<ForeverOrderRow>(
    db,
    'select * from forever_orders where account_id = ? order by created_at desc, id',
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
      return write.run(...bind(COLUMNS, { ...order, updated_at: order.updated_at ?? db.nowSec() })) > 0;
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

    /** All of an account, the newest first. */
    of(accountId: string): ForeverOrderRow[] {
      return of.all(accountId);
    },
  };
}
