import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';

/**
 * One leader order as one follower had it: the order, its copy, and what the copy's orders filled. Money is rupees, `_sec` epoch
 * seconds, `_us` epoch microseconds. Without a copy, everything of it is null.
 */
export interface ListedCopy {
  readonly leader_order_id: string;
  readonly leader_id: string;
  readonly leader_name: string | null;
  /** When the order was first seen. */
  readonly seen_us: number;
  /** When it was placed, by the clocks of the broker and the exchange; null where no report on record says so. */
  readonly placed_sec: number | null;
  /** The broker's time of the report that made the copy: of the order, or of the fill where fills are copied; null where it is not on record. */
  readonly cause_sec: number | null;
  readonly side: 'BUY' | 'SELL';
  readonly exchange_segment: string;
  readonly security_id: string;
  readonly symbol: string;
  readonly product: string;
  readonly order_type: string;
  readonly leader_qty: number;
  readonly leader_filled: number;
  /** The seed's word. */
  readonly leader_status: string;
  readonly leader_price: number | null;
  readonly mapping_id: number | null;
  readonly link_id: number | null;
  readonly follower_id: string | null;
  readonly follower_name: string | null;
  readonly follower_qty: number | null;
  /** Weighted by units. */
  readonly follower_price: number | null;
  readonly status: 'pending' | 'placed' | 'failed' | 'cancelled' | null;
  readonly is_open: 0 | 1 | null;
  readonly reason_code: string | null;
  readonly reason: string | null;
  /** The engine's copy as JSON; null on rows of older builds. */
  readonly state: string | null;
  /** Of the copy's first order. */
  readonly correlation_id: string | null;
  readonly follower_order_id: string | null;
  readonly leader_seen_us: number | null;
  readonly decided_us: number | null;
  readonly sent_us: number | null;
  readonly answered_us: number | null;
  readonly first_fill_us: number | null;
  readonly done_us: number | null;
}

export interface CopyFilter {
  /** Epoch seconds. */
  readonly sinceSec: number;
  readonly leaderId?: string | undefined;
  readonly followerId?: string | undefined;
}

const FIRST_EVENT = `(
      select e.event_ts from order_events as e where e.order_id = o.id order by e.sequence limit 1
    )`;

const LISTED = `
  select
    o.id as leader_order_id,
    o.account_id as leader_id,
    leader.name as leader_name,
    coalesce(o.created_us, o.created_at * 1000000) as seen_us,
    coalesce(min(o.exchange_time, ${FIRST_EVENT}), ${FIRST_EVENT}) as placed_sec,
    (
      select case when e.sequence = 1 then min(coalesce(o.exchange_time, e.event_ts), e.event_ts) else e.event_ts end
      from order_events as e
      where e.order_id = o.id and e.event_us >= m.leader_seen_us
      order by e.sequence
      limit 1
    ) as cause_sec,
    o.side,
    o.exchange_segment,
    o.security_id,
    coalesce(i.trading_symbol, o.trading_symbol, o.security_id) as symbol,
    o.product,
    o.order_type,
    o.quantity as leader_qty,
    coalesce(o.traded_qty, 0) as leader_filled,
    o.status as leader_status,
    nullif(o.avg_price, 0) as leader_price,
    m.id as mapping_id,
    m.link_id,
    m.account_id as follower_id,
    follower.name as follower_name,
    m.follower_quantity as follower_qty,
    (
      select sum(f.avg_price * f.traded_qty) / nullif(sum(f.traded_qty), 0)
      from orders as f
      where f.mapping_id = m.id and f.side = o.side
    ) as follower_price,
    m.status,
    m.is_open,
    m.reason_code,
    m.error_message as reason,
    m.state,
    m.correlation_id,
    m.follower_order_id,
    m.leader_seen_us,
    m.decided_us,
    m.sent_us,
    m.answered_us,
    m.first_fill_us,
    m.done_us`;

const JOINED = `
  left join accounts as leader on leader.account_id = o.account_id
  left join accounts as follower on follower.account_id = m.account_id
  left join instruments as i on i.exchange_segment = o.exchange_segment and i.security_id = o.security_id`;

export type CopyList = ReturnType<typeof copyList>;

/** Leader orders with what became of them at each follower, for people. */
export function copyList(db: Connection) {
  const since = new Statement<ListedCopy>(
    db,
    `${LISTED}
     from orders as o
     left join copy_mappings as m on m.leader_order_id = o.id
     ${JOINED}
     where o.account_type = 'leader' and o.created_at >= ?1
       and (?2 is null or o.account_id = ?2) and (?3 is null or m.account_id = ?3)
     order by coalesce(placed_sec, o.created_at), o.created_at, o.created_us, o.id, m.id`,
  );
  const byOrder = new Statement<ListedCopy>(
    db,
    `${LISTED}
     from orders as o
     left join copy_mappings as m on m.leader_order_id = o.id
     ${JOINED}
     where o.id = ?
     order by m.id`,
  );
  const ofMappings = `${LISTED}
     from copy_mappings as m
     join orders as o on o.id = m.leader_order_id
     ${JOINED}`;
  const open = new Statement<ListedCopy>(db, `${ofMappings} where m.is_open = 1 order by m.id`);
  const after = new Statement<ListedCopy>(db, `${ofMappings} where m.id > ? order by m.id`);
  const byId = new Statement<ListedCopy>(db, `${ofMappings} where m.id = ?`);
  const written = new Statement<ListedCopy>(db, `${ofMappings} where m.id >= ? and m.updated_at >= ? order by m.id`);

  return {
    /** Every leader order that was first seen at or after a time, also one that no link copied; oldest first. */
    since({ sinceSec, leaderId, followerId }: CopyFilter): ListedCopy[] {
      return since.all(sinceSec, leaderId ?? null, followerId ?? null);
    },

    byLeaderOrder(orderId: string): ListedCopy[] {
      return byOrder.all(orderId);
    },

    /** What the engine still works on. */
    open(): ListedCopy[] {
      return open.all();
    },

    /** Made after one. */
    after(mappingId: number): ListedCopy[] {
      return after.all(mappingId);
    },

    get(mappingId: number): ListedCopy | undefined {
      return byId.get(mappingId);
    },

    /** From one on, written at or after a time (epoch seconds). */
    written(fromId: number, sinceSec: number): ListedCopy[] {
      return written.all(fromId, sinceSec);
    },
  };
}
