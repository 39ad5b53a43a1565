import type { Narrow } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** One webhook call that was received. Times are epoch seconds. */
export type PostbackEventRow = Narrow<Row<'postback_events'>, { readonly is_processed: 0 | 1 }>;

export type NewPostbackEvent = Pick<
  PostbackEventRow,
  'account_type' | 'account_id' | 'event_type' | 'payload' | 'body_hash' | 'signature' | 'is_verified' | 'received_at'
>;

export type Postbacks = ReturnType<typeof postbacks>;

/** The journal of postbacks. Source: the seed's "Postback (Webhooks)". */
export function postbacks(db: Connection) {
  const insert = new Statement(
    db,
    `insert into postback_events
       (account_type, account_id, event_type, payload, body_hash, signature, is_verified, received_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const first = new Statement<{ id: number }>(
    db,
    `select min(id) as id from postback_events
     where account_id = ? and body_hash = ? and received_at >= ? and is_verified is not 0
     having count(*) > 0`,
  );
  const double = new Statement(
    db,
    'update postback_events set is_processed = 1, processed_at = ?, double_of = ? where id = ?',
  );
  const processed = new Statement(
    db,
    `update postback_events
     set is_processed = 1, processed_at = ?, order_id = coalesce(?, order_id), error_message = ?
     where id = ?`,
  );
  const link = new Statement(db, 'update postback_events set order_id = ? where id = ?');
  const unprocessed = new Statement<PostbackEventRow>(
    db,
    'select * from postback_events where is_processed = 0 order by received_at, id limit ?',
  );

  const recent = new Statement<PostbackEventRow>(
    db,
    'select * from (select * from postback_events order by id desc limit ?) order by id',
  );

  return {
    /** Journals a postback as it came. @returns its id, for `markProcessed` */
    insertEvent(event: NewPostbackEvent): number {
      const { account_type, account_id, event_type, payload, body_hash, signature, is_verified, received_at } = event;
      const values = [account_type, account_id, event_type, payload, body_hash, signature, is_verified, received_at];
      return insert.insert(...values);
    },

    /** The first event of an account with this body that was taken at or after `sinceSec` (epoch seconds); null for a new one. */
    firstWith(accountId: string, bodyHash: string, sinceSec: number): number | null {
      return first.get(accountId, bodyHash, sinceSec)?.id ?? null;
    },

    /** It says what another event has said: nothing is made of it. */
    markDouble(id: number, of: number): void {
      double.run(db.nowSec(), of, id);
    },

    markProcessed(
      id: number,
      result: { readonly order_id?: string | null; readonly error?: string | null } = {},
    ): void {
      processed.run(db.nowSec(), result.order_id ?? null, result.error ?? null, id);
    },

    /** Names the order that an event is about, once the order has a row. */
    link(id: number, orderId: string): void {
      link.run(orderId, id);
    },

    /** The last ones, oldest first. */
    recent(limit: number): PostbackEventRow[] {
      return recent.all(limit);
    },

    unprocessed(limit = 10_000): PostbackEventRow[] {
      return unprocessed.all(limit);
    },
  };
}
