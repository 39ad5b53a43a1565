import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import type { Row } from '../schema/rows.ts';

/** A follower's order that is no copy of a leader order: a correction, or a hand trade. Money is rupees. */
export interface UnlinkedOrder {
  /** Its place in the table: later orders have higher ones. */
  readonly place: number;
  readonly id: string;
  readonly account_id: string;
  readonly account_name: string | null;
  /** When the account was added here, epoch seconds. */
  readonly account_since: number | null;
  readonly side: 'BUY' | 'SELL';
  readonly symbol: string;
  readonly product: string;
  readonly quantity: number;
  readonly filled: number;
  readonly price: number | null;
  /** The seed's word. */
  readonly status: Row<'orders'>['status'];
  /** Why the broker refused or ended it; null where it does not say. */
  readonly text: string | null;
  readonly correlation_id: string | null;
  /** When it was first seen, or ended where that was earlier, epoch seconds. */
  readonly created_at: number;
}

/** An act of the operator that closes what was copied. */
export type ClosingAct = Pick<Row<'audit_log'>, 'action' | 'request_data'>;

const LISTED = `
  select
    o.rowid as place,
    o.id,
    o.account_id,
    a.name as account_name,
    a.created_at as account_since,
    o.side,
    coalesce(i.trading_symbol, o.trading_symbol, o.security_id) as symbol,
    o.product,
    o.quantity,
    coalesce(o.traded_qty, 0) as filled,
    nullif(o.avg_price, 0) as price,
    o.status,
    o.oms_error_description as text,
    o.correlation_id,
    o.created_at
  from orders as o
  left join accounts as a on a.account_id = o.account_id
  left join instruments as i on i.exchange_segment = o.exchange_segment and i.security_id = o.security_id`;

/** A cause that begins with - is a correction's; see the engine's correlation ids. */
const CORRECTION = "o.correlation_id glob 'dc_*_-*'";

/** What was closed is closed within 20 s; then the act is no explanation any more, seconds. */
const ACT_COUNTS_SEC = 30;

export type UnlinkedOrders = ReturnType<typeof unlinkedOrders>;

/** Orders of followers that belong to no leader order, for people. */
export function unlinkedOrders(db: Connection) {
  const byId = new Statement<UnlinkedOrder>(db, `${LISTED} where o.id = ?`);
  const after = new Statement<UnlinkedOrder>(db, `${LISTED} where o.rowid > ? and ${CORRECTION} order by o.rowid`);
  const ofCopy = new Statement<UnlinkedOrder>(
    db,
    `${LISTED} where o.account_id = ? and o.security_id = ? and o.side = ? and o.created_at between ? and ? and ${CORRECTION} order by o.rowid`,
  );
  const newest = new Statement<{ place: number }>(db, 'select coalesce(max(rowid), 0) as place from orders');
  // A link is removed when its units are closed, so that act is written after its orders.
  const acts = new Statement<ClosingAct>(
    db,
    `select action, request_data from audit_log
     where error_message is null and (
       (action = 'flatten' and ts between ?1 - ${ACT_COUNTS_SEC} and ?1)
       or (action = 'link.remove' and ts between ?1 and ?1 + ${ACT_COUNTS_SEC})
     )
     order by id desc`,
  );

  return {
    get(id: string): UnlinkedOrder | undefined {
      return byId.get(id);
    },

    /** Corrections that were written after a place, oldest first. */
    correctionsAfter(place: number): UnlinkedOrder[] {
      return after.all(place);
    },

    /** Corrections in a follower's contract on one side, in a span of epoch seconds, oldest first. */
    corrections(
      account: string,
      securityId: string,
      side: 'BUY' | 'SELL',
      fromSec: number,
      toSec: number,
    ): UnlinkedOrder[] {
      return ofCopy.all(account, securityId, side, fromSec, toSec);
    },

    /** 0 where there is no order. */
    newestPlace(): number {
      return newest.get()?.place ?? 0;
    },

    /** What the operator did that an order of this time (epoch seconds) may come from, newest first. */
    closingActs(atSec: number): ClosingAct[] {
      return acts.all(atSec);
    },
  };
}
