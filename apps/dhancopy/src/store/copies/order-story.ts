import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import type { Row } from '../schema/rows.ts';

/** Where an order was found: a leader's own, or one of ours, which belongs to a copy of it. */
export interface FoundOrder {
  readonly id: string;
  readonly account_type: 'leader' | 'follower';
  readonly account_id: string | null;
  readonly correlation_id: string | null;
  readonly leader_order_id: string | null;
}

export type StoryOrder = FoundOrder & Pick<Row<'orders'>, 'side' | 'quantity' | 'status' | 'mapping_id'>;
export type StoryFrame = Pick<Row<'websocket_messages'>, 'account_id' | 'order_id' | 'error_message'> & {
  readonly received_us: number;
};
export type StoryEvent = Pick<Row<'order_events'>, 'order_id' | 'event_type' | 'event_source' | 'event_data'> & {
  readonly at_us: number;
};
export type StoryCall = Pick<
  Row<'audit_log'>,
  'account_id' | 'action' | 'request_data' | 'response_data' | 'status_code' | 'error_message' | 'duration_ms'
> & { readonly at_us: number };
export type StoryTrade = Pick<Row<'trades'>, 'order_id' | 'account_id' | 'side' | 'quantity' | 'price' | 'trade_ts'>;
export type StoryError = Pick<
  Row<'error_log'>,
  'account_id' | 'order_id' | 'severity' | 'error_type' | 'error_message' | 'occurred_at'
>;

export type OrderStory = ReturnType<typeof orderStory>;

/** Everything on record about one leader order and its copies. Times in `_us` are epoch microseconds, others epoch seconds. */
export function orderStory(db: Connection) {
  const found = new Statement<FoundOrder>(
    db,
    `select o.id, o.account_type, o.account_id, o.correlation_id, m.leader_order_id
     from orders as o
     left join copy_mappings as m on m.id = o.mapping_id
     where o.id = ?1 or o.correlation_id = ?1
     limit 1`,
  );
  const orders = new Statement<StoryOrder>(
    db,
    `select o.id, o.account_type, o.account_id, o.correlation_id, o.side, o.quantity, o.status, o.mapping_id,
       ?1 as leader_order_id
     from orders as o
     where o.id = ?1 or o.mapping_id in (select id from copy_mappings where leader_order_id = ?1)
     order by o.account_type desc, o.created_at, o.id`,
  );
  const frames = new Statement<StoryFrame>(
    db,
    `select account_id, order_id, error_message, coalesce(received_us, received_at * 1000000) as received_us
     from websocket_messages
     where order_id = ?
     order by received_us, id`,
  );
  const events = new Statement<StoryEvent>(
    db,
    `select order_id, event_type, event_source, event_data, coalesce(event_us, event_ts * 1000000) as at_us
     from order_events
     where order_id = ?
     order by sequence, id`,
  );
  const calls = new Statement<StoryCall>(
    db,
    `select account_id, action, request_data, response_data, status_code, error_message, duration_ms,
       coalesce(ts_us, ts * 1000000) as at_us
     from audit_log
     where account_id = ?1 and ts between ?2 and ?3 and module = 'orders' and action <> 'get_order_book'
     order by ts, id`,
  );
  const trades = new Statement<StoryTrade>(
    db,
    'select order_id, account_id, side, quantity, price, trade_ts from trades where order_id = ? order by trade_ts, id',
  );
  const errors = new Statement<StoryError>(
    db,
    `select account_id, order_id, severity, error_type, error_message, occurred_at
     from error_log
     where occurred_at between ?1 and ?2 and order_id is not null
     order by occurred_at, id`,
  );

  return {
    /** By order id or correlation id. */
    find(id: string): FoundOrder | undefined {
      return found.get(id);
    },

    /** The leader's order first, then those of its copies. */
    orders(leaderOrderId: string): StoryOrder[] {
      return orders.all(leaderOrderId);
    },

    frames(orderId: string): StoryFrame[] {
      return frames.all(orderId);
    },

    events(orderId: string): StoryEvent[] {
      return events.all(orderId);
    },

    trades(orderId: string): StoryTrade[] {
      return trades.all(orderId);
    },

    /** Order calls of an account, of whatever order. @param fromSec - epoch seconds, as is `toSec`; both included */
    calls(accountId: string, fromSec: number, toSec: number): StoryCall[] {
      return calls.all(accountId, fromSec, toSec);
    },

    /** Notices that name an order. */
    errors(fromSec: number, toSec: number): StoryError[] {
      return errors.all(fromSec, toSec);
    },
  };
}
