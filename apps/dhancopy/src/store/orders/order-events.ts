import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import { redactedColumn } from '../secrets/redact.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** Where a report came from. The seed names the first three; a poll of the order book is a call like any other. */
export type EventSource = 'REST_API' | 'WEBSOCKET' | 'POSTBACK' | 'ENGINE';

/** One step in an order's life. `event_ts` is epoch seconds, `event_us` epoch microseconds. */
export type OrderEventRow = Narrow<Row<'order_events'>, { readonly event_source: EventSource | null }>;

export type NewOrderEvent = Pick<OrderEventRow, 'order_id' | 'event_type' | 'event_ts'> &
  Partial<Pick<OrderEventRow, 'event_us'>> & {
    readonly event_source: EventSource;
    /** JSON; the caller's to redact when it did not come from the broker's order report. */
    readonly event_data?: string | null;
  };

/** What was asked to change about an order. */
export type ModificationType =
  'QUANTITY' | 'PRICE' | 'TRIGGER_PRICE' | 'VALIDITY' | 'ORDER_TYPE' | 'DISCLOSED_QUANTITY';

/** One changed field of one modification. `modified_at` is epoch seconds. */
export type ModificationRow = Narrow<Row<'order_modifications'>, { readonly modification_type: ModificationType }>;

export type OrderEvents = ReturnType<typeof orderEvents>;

/** The life of each order: its events in sequence, and its modifications. */
export function orderEvents(db: Connection) {
  const append = new Statement(
    db,
    `insert into order_events (order_id, event_type, event_source, event_data, event_ts, event_us, sequence)
     values (?1, ?2, ?3, ?4, ?5, ?6, coalesce((select max(sequence) from order_events where order_id = ?1), 0) + 1)`,
  );
  const any = new Statement(db, 'select 1 from order_events where order_id = ? limit 1');
  const byOrder = new Statement<OrderEventRow>(
    db,
    'select * from order_events where order_id = ? order by sequence, id',
  );
  const modify = new Statement(
    db,
    `insert into order_modifications
       (order_id, modification_type, old_value, new_value, status, error_message, modified_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const modifications = new Statement<ModificationRow>(
    db,
    'select * from order_modifications where order_id = ? order by modified_at, id',
  );

  return {
    /**
     * Appends with the order's next sequence number. The order must have been written before.
     *
     * @returns the event's id
     */
    appendOrderEvent(event: NewOrderEvent): number {
      const { order_id, event_type, event_source, event_data = null, event_ts, event_us = null } = event;
      return append.insert(order_id, event_type, event_source, event_data, event_ts, event_us);
    },

    has(orderId: string): boolean {
      return any.get(orderId) !== undefined;
    },

    events(orderId: string): OrderEventRow[] {
      return byOrder.all(orderId);
    },

    /** @returns the modification's id */
    addModification(change: Omit<ModificationRow, 'id'>): number {
      const { order_id, modification_type, old_value, new_value, status, modified_at } = change;
      const error = redactedColumn(change.error_message);
      return modify.insert(order_id, modification_type, old_value, new_value, status, error, modified_at);
    },

    modifications(orderId: string): ModificationRow[] {
      return modifications.all(orderId);
    },
  };
}
