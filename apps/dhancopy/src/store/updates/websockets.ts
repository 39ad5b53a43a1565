import type { Narrow } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** One stream of one account. Times are epoch seconds. */
export type WebsocketConnectionRow = Narrow<Row<'websocket_connections'>, { readonly connect_attempts: number }>;

export type NewWebsocketConnection = Pick<
  WebsocketConnectionRow,
  'account_type' | 'account_id' | 'connection_id' | 'subscribed_events'
> & {
  /** Without its query: the feed's carries the token. */
  readonly ws_url: string;
};

export type WebsocketConnectionChanges = Partial<
  Pick<
    WebsocketConnectionRow,
    'status' | 'connect_attempts' | 'last_heartbeat_at' | 'connected_at' | 'disconnected_at' | 'subscribed_events'
  >
>;

/** One raw frame. `received_at` is epoch seconds, `received_us` epoch microseconds. */
export type WebsocketMessageRow = Narrow<Row<'websocket_messages'>, { readonly is_processed: 0 | 1 }>;

export type NewWebsocketMessage = Pick<
  WebsocketMessageRow,
  'connection_id' | 'account_type' | 'account_id' | 'message_type' | 'payload' | 'sequence_number' | 'received_at'
> & { readonly received_us?: number | null };

export type Websockets = ReturnType<typeof websockets>;

/** The streams and the journal of their frames. Source: the seed's "Live Order Updates (WebSocket)". */
export function websockets(db: Connection) {
  const insertConnection = new Statement(
    db,
    `insert into websocket_connections
       (account_type, account_id, connection_id, ws_url, status, subscribed_events, created_at, updated_at)
     values (?, ?, ?, ?, 'CONNECTING', ?, ?, ?)`,
  );
  const updateConnection = new Statement(
    db,
    `update websocket_connections
     set
       status = coalesce(?, status),
       connect_attempts = coalesce(?, connect_attempts),
       last_heartbeat_at = coalesce(?, last_heartbeat_at),
       connected_at = coalesce(?, connected_at),
       disconnected_at = coalesce(?, disconnected_at),
       subscribed_events = coalesce(?, subscribed_events),
       updated_at = ?
     where id = ?`,
  );
  const closeLeft = new Statement(
    db,
    `update websocket_connections
     set status = ?, disconnected_at = coalesce(last_heartbeat_at, connected_at, created_at), updated_at = ?
     where status in ('CONNECTING', 'CONNECTED') and account_id is not null`,
  );
  const byAccount = new Statement<WebsocketConnectionRow>(
    db,
    'select * from websocket_connections where account_id = ? order by id',
  );
  const insertMessage = new Statement(
    db,
    `insert into websocket_messages
       (connection_id, account_type, account_id, message_type, payload, sequence_number, received_at, received_us)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const processed = new Statement(
    db,
    `update websocket_messages
     set is_processed = 1, processed_at = ?, order_id = coalesce(?, order_id), error_message = ?
     where id = ?`,
  );
  const unprocessed = new Statement<WebsocketMessageRow>(
    db,
    'select * from websocket_messages where is_processed = 0 order by received_at, id limit ?',
  );

  return {
    /** Notes a stream that is about to connect. @returns the row's id */
    openConnection(connection: NewWebsocketConnection): number {
      const { account_type, account_id, connection_id, ws_url, subscribed_events } = connection;
      const now = db.nowSec();
      return insertConnection.insert(account_type, account_id, connection_id, ws_url, subscribed_events, now, now);
    },

    /** What is left out stays. */
    updateConnection(id: number, changes: WebsocketConnectionChanges): void {
      updateConnection.run(
        changes.status ?? null,
        changes.connect_attempts ?? null,
        changes.last_heartbeat_at ?? null,
        changes.connected_at ?? null,
        changes.disconnected_at ?? null,
        changes.subscribed_events ?? null,
        db.nowSec(),
        id,
      );
    },

    /**
     * Closes what still says that it is connecting or connected, for a moment when no engine has a connection. The last sign of life is
     * the time of the end. Rows without an account are other programs' own.
     * @param status - `ERROR`: the process ended without closing it
     * @returns how many there were
     */
    closeLeft(status: 'DISCONNECTED' | 'ERROR'): number {
      return closeLeft.run(status, db.nowSec());
    },

    connections(accountId: string): WebsocketConnectionRow[] {
      return byAccount.all(accountId);
    },

    /** Journals a frame as it came. @returns its id, for `markProcessed` */
    insertMessage(message: NewWebsocketMessage): number {
      return insertMessage.insert(
        message.connection_id,
        message.account_type,
        message.account_id,
        message.message_type,
        message.payload,
        message.sequence_number,
        message.received_at,
        message.received_us ?? null,
      );
    },

    /** A frame was dealt with: it led to (or was about) an order, or it could not be used. */
    markProcessed(
      id: number,
      result: { readonly order_id?: string | null; readonly error?: string | null } = {},
    ): void {
      processed.run(db.nowSec(), result.order_id ?? null, result.error ?? null, id);
    },

    /** Frames that were journaled and not dealt with, oldest first: what a crash has left. */
    unprocessed(limit = 10_000): WebsocketMessageRow[] {
      return unprocessed.all(limit);
    },
  };
}
