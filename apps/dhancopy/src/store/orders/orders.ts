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

/** A report that says nothing else new does not move them. */
const STAMPS = ['updated_at', 'updated_us'] as const;

/** Cleared by a report that leaves them out. Of every other column what is known stays. */
const CLEARED = ['disclosed_qty', 'price', 'trigger_price', 'updated_us'] as const;

/** What an order says that has not ended, as SQL. */
export const ACTIVE = "('PENDING', 'TRANSIT', 'OPEN', 'PARTIAL', 'PART_TRADED')";

export type Orders = ReturnType<typeof orders>;

/** The orders of all accounts, as last reported. */
export function orders(db: Connection) {
  const upsert = new Statement(
    db,
    upsertSql('orders', COLUMNS.orders, {
      key: 'id',
      fixed: FIXED,
      cleared: CLEARED,
      stamps: STAMPS,
      // An order ends once, and never before it began: the two are dated by different clocks.
      own: { completed_at: (given) => `coalesce(completed_at, max(created_at, ${given}))` },
    }),
  );
  const children = new Statement<OrderRow>(
    db,
    'select * from orders where parent_order_id = ? order by created_at, id',
  );
  const request = new Statement(db, 'update orders set raw_request = ? where id = ?');
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
     * @returns false when the row says all of it already: then `updated_at` stays too
     * @throws {DatabaseError} CONSTRAINT_FAILED for a value that the schema does not allow
     */
    upsertOrder(order: OrderToWrite): boolean {
      return upsert.run(...bind(COLUMNS.orders, order)) > 0;
    },

    /** Notes what an order was placed with, when the broker's report of it was there before the answer. @param json - without secrets */
    noteRequest(id: string, json: string): void {
      request.run(json, id);
    },

    get(id: string): OrderRow | undefined {
      return byId.get(id);
    },

    /** Every order that carries this correlation id: more than one is a finding. */
    byCorrelation(correlationId: string): OrderRow[] {
      return byCorrelation.all(correlationId);
    },

    /** Orders that name another as their parent: the exits of a super order, and what a forever order has placed. */
    children(parentId: string): OrderRow[] {
      return children.all(parentId);
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
