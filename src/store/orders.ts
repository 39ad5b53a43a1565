import { bind, upsertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import type { Role } from './role.ts';
import { Statement } from './statement.ts';

/** The seed's order states, and two of the broker's words that it has none for. */
export const ORDER_STATUSES = [
  'PENDING',
  'TRANSIT',
  'OPEN',
  'PARTIAL',
  'PART_TRADED',
  'EXECUTED',
  'CANCELLED',
  'REJECTED',
  'TRADED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * An order at the broker. Prices are rupees, times epoch seconds, `_us` epoch microseconds; 0 and 1 are no and yes.
 *
 * Source: the seed's "Orders (Enhanced)".
 */
export type OrderRow = {
  readonly id: string;
  readonly account_type: Role;
  readonly correlation_id: string | null;
  readonly status: OrderStatus;
  readonly order_status: string | null;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly order_type: 'MARKET' | 'LIMIT' | 'STOP_LOSS' | 'STOP_LOSS_MARKET';
  readonly validity: 'DAY' | 'IOC';
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly trading_symbol: string | null;
  readonly quantity: number;
  readonly disclosed_qty: number | null;
  readonly price: number | null;
  readonly trigger_price: number | null;
  readonly traded_qty: number | null;
  readonly remaining_qty: number | null;
  readonly avg_price: number | null;
  readonly co_stop_loss_value: number | null;
  readonly co_trigger_price: number | null;
  readonly bo_profit_value: number | null;
  readonly bo_stop_loss_value: number | null;
  readonly bo_order_type: string | null;
  readonly parent_order_id: string | null;
  readonly leg_type: 'ENTRY' | 'TARGET' | 'SL' | null;
  readonly is_sliced_order: 0 | 1 | null;
  readonly slice_order_id: string | null;
  readonly slice_index: number | null;
  readonly total_slice_quantity: number | null;
  readonly after_market_order: 0 | 1 | null;
  readonly amo_time: string | null;
  readonly exchange_order_id: string | null;
  readonly exchange_time: number | null;
  readonly algo_id: string | null;
  readonly drv_expiry_date: number | null;
  readonly drv_option_type: 'CALL' | 'PUT' | null;
  readonly drv_strike_price: number | null;
  readonly oms_error_code: string | null;
  readonly oms_error_description: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly completed_at: number | null;
  readonly raw_request: string | null;
  readonly raw_response: string | null;
  readonly account_id: string | null;
  readonly mapping_id: number | null;
  readonly created_us: number | null;
  readonly updated_us: number | null;
};

/** An order to write: what every report of it says must be given. */
export type OrderToWrite = Writable<
  OrderRow,
  | 'id'
  | 'account_type'
  | 'status'
  | 'side'
  | 'product'
  | 'order_type'
  | 'validity'
  | 'security_id'
  | 'exchange_segment'
  | 'quantity'
  | 'created_at'
  | 'updated_at'
>;

const COLUMNS = [
  'id',
  'account_type',
  'correlation_id',
  'status',
  'order_status',
  'side',
  'product',
  'order_type',
  'validity',
  'security_id',
  'exchange_segment',
  'trading_symbol',
  'quantity',
  'disclosed_qty',
  'price',
  'trigger_price',
  'traded_qty',
  'remaining_qty',
  'avg_price',
  'co_stop_loss_value',
  'co_trigger_price',
  'bo_profit_value',
  'bo_stop_loss_value',
  'bo_order_type',
  'parent_order_id',
  'leg_type',
  'is_sliced_order',
  'slice_order_id',
  'slice_index',
  'total_slice_quantity',
  'after_market_order',
  'amo_time',
  'exchange_order_id',
  'exchange_time',
  'algo_id',
  'drv_expiry_date',
  'drv_option_type',
  'drv_strike_price',
  'oms_error_code',
  'oms_error_description',
  'created_at',
  'updated_at',
  'completed_at',
  'raw_request',
  'raw_response',
  'account_id',
  'mapping_id',
  'created_us',
  'updated_us',
] as const satisfies readonly (keyof OrderRow)[];

const DEFAULTS: Defaults<keyof OrderRow> = new Map([
  ['traded_qty', '0'],
  ['is_sliced_order', '0'],
  ['after_market_order', '0'],
]);

/** Known from the first report on: a later write never changes them. */
const FIXED: ReadonlySet<keyof OrderRow> = new Set(['created_at', 'created_us']);

/** A report that does not mention one of these says nothing about it, so what is known stays. */
const KEPT_WHEN_LEFT_OUT: ReadonlySet<keyof OrderRow> = new Set([
  'correlation_id',
  'order_status',
  'trading_symbol',
  'remaining_qty',
  'avg_price',
  'co_stop_loss_value',
  'co_trigger_price',
  'bo_profit_value',
  'bo_stop_loss_value',
  'bo_order_type',
  'parent_order_id',
  'leg_type',
  'slice_order_id',
  'slice_index',
  'total_slice_quantity',
  'amo_time',
  'exchange_order_id',
  'exchange_time',
  'algo_id',
  'drv_expiry_date',
  'drv_option_type',
  'drv_strike_price',
  'oms_error_code',
  'oms_error_description',
  'completed_at',
  'raw_request',
  'raw_response',
  'account_id',
  'mapping_id',
]);

/** What an order says that has not ended, as SQL. */
export const ACTIVE = "('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')";

export type Orders = ReturnType<typeof orders>;

/** The orders of all accounts, as last reported. */
export function orders(db: Connection) {
  const upsert = new Statement(
    db,
    upsertSql('orders', COLUMNS, DEFAULTS, { key: 'id', fixed: FIXED, kept: KEPT_WHEN_LEFT_OUT }),
  );
  const byId = new Statement<OrderRow>(db, 'select * from orders where id = ?');
  const byCorrelation = new Statement<OrderRow>(
    db,
    'select * from orders where correlation_id = ? order by created_at, id',
  );
  const byMapping = new Statement<OrderRow>(db, 'select * from orders where mapping_id = ? order by created_at, id');
  const active = new Statement<OrderRow>(
    db,
    `select * from orders where account_id = ? and status in ${ACTIVE} order by created_at, id`,
  );
  const since = new Statement<OrderRow>(
    db,
    'select * from orders where account_id = ? and created_at >= ? order by created_at, id',
  );

  return {
    /**
     * Writes an order as it is now; its id, when it was created and what the report leaves out stay as they were.
     * A price, trigger price or disclosed quantity that is left out is cleared: a modification may have taken it away.
     *
     * @throws {DatabaseError} CONSTRAINT_FAILED for a value that the schema does not allow
     */
    upsertOrder(order: OrderToWrite): void {
      upsert.run(...bind(COLUMNS, order));
    },

    get(id: string): OrderRow | undefined {
      return byId.get(id);
    },

    /** Every order that carries this correlation id: more than one is a finding. */
    byCorrelation(correlationId: string): OrderRow[] {
      return byCorrelation.all(correlationId);
    },

    /** The follower's orders that a mapping has led to, slices and replacements included. */
    byMapping(mappingId: number): OrderRow[] {
      return byMapping.all(mappingId);
    },

    /** The orders of an account that can still trade. */
    active(accountId: string): OrderRow[] {
      return active.all(accountId);
    },

    /** The orders of an account created at or after `sinceSec` (epoch seconds). */
    since(accountId: string, sinceSec: number): OrderRow[] {
      return since.all(accountId, sinceSec);
    },
  };
}
