import { bind, upsertSql, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/**
 * An order at the broker. Prices are rupees, times epoch seconds, `_us` epoch microseconds; 0 and 1 are no and yes.
 *
 * Source: the seed's "Orders (Enhanced)".
 */
export type OrderRow = Row<'orders'>;
export type OrderStatus = OrderRow['status'];

/** An order to write: what every report of it says must be given. */
export type OrderToWrite = Writable<OrderRow>;

/** Known from the first report on: a later write never changes them. */
const FIXED = ['created_at', 'created_us'] as const;

/** Cleared by a report that leaves them out. Of every other column what is known stays. */
const CLEARED = ['disclosed_qty', 'price', 'trigger_price', 'updated_us'] as const;

/** What an order says that has not ended, as SQL. */
export const ACTIVE = "('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')";

export type Orders = ReturnType<typeof orders>;

/** The orders of all accounts, as last reported. */
export function orders(db: Connection) {
  const upsert = new Statement(db, upsertSql('orders', COLUMNS.orders, { key: 'id', fixed: FIXED, cleared: CLEARED }));
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
      upsert.run(...bind(COLUMNS.orders, order));
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
