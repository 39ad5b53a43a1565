import type { AccountIdentity } from '@dhancopy/domain/account';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { CallRecord } from '@dhancopy/dhan/rest/http';
import type { NewError } from '../../store/audit/error-log.ts';
import { errorColumns } from '../notices.ts';
import type { Clock } from '../time/clock.ts';
import type { Recorder } from '../recorder.ts';
import { wordsFor } from '../words.ts';

export interface JournaledFrame {
  readonly processed: (order: VenueOrderId) => void;
  readonly ignored: (why: string) => void;
  /** @param order - whose frame it is, as far as it can be read */
  readonly failed: (error: Error, order: string | null) => void;
}

const PAYLOAD_MAX = 65_536;
/** What is longer is no order number of the broker. */
const ORDER_ID_MAX = 40;

/** Everything that came from or went to the broker for one account, kept as it was. */
export class Journal {
  readonly #account: AccountIdentity;
  readonly #url: string;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  #connectionRow: number | null = null;
  #connectionId = '';
  /** The row of the last connection says how it ended, or there is none yet. */
  #isClosed = true;
  #connections = 0;
  #sequence = 0;

  constructor(account: AccountIdentity, url: string, recorder: Recorder, clock: Clock) {
    this.#account = account;
    this.#url = url;
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** The next attempt to connect has no row yet. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  connecting(attempt = 0): void {
    this.#isClosed = false;
    this.#connections += 1;
    this.#sequence = 0;
    const connectionId = `${this.#account.id}-${Math.floor(this.#clock.nowUs() / 1000).toString(36)}-${this.#connections}`;
    this.#connectionId = connectionId;
    this.#recorder.add((store) => {
      this.#connectionRow = store.websockets.openConnection({
        account_type: this.#account.role,
        account_id: this.#account.id,
        connection_id: connectionId,
        ws_url: this.#url,
        subscribed_events: 'order_alert',
      });
      if (attempt > 0) store.websockets.updateConnection(this.#connectionRow, { connect_attempts: attempt });
    });
  }

  connected(): void {
    const now = Math.floor(this.#clock.nowMs() / 1000);
    this.#onConnection({ status: 'CONNECTED', connected_at: now, last_heartbeat_at: now });
  }

  heartbeat(): void {
    this.#onConnection({ last_heartbeat_at: Math.floor(this.#clock.nowMs() / 1000) });
  }

  /** @param status - `DISCONNECTED` when it was ended here, `ERROR` when it broke. The end that was written first stays. */
  closed(status: 'DISCONNECTED' | 'ERROR'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onConnection({ status, disconnected_at: Math.floor(this.#clock.nowMs() / 1000) });
  }

  #onConnection(
    changes: Parameters<Parameters<Parameters<Recorder['add']>[0]>[0]['websockets']['updateConnection']>[1],
  ): void {
    this.#recorder.add((store) => {
      if (this.#connectionRow !== null) store.websockets.updateConnection(this.#connectionRow, changes);
    });
  }

  /** A raw frame, before anything is made of it; what became of it is added in the same commit. */
  frame(data: string | Buffer, receivedUs: number): JournaledFrame {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const connectionId = this.#connectionId;
    const isText = typeof data === 'string';
    const payload = (isText ? data : data.toString('base64')).slice(0, PAYLOAD_MAX);
    const save = (type: string, order: string | null, why: string | null, error?: Error): void => {
      this.#recorder.add((store) => {
        const id = store.websockets.insertMessage({
          connection_id: connectionId,
          account_type: this.#account.role,
          account_id: this.#account.id,
          message_type: type,
          payload,
          sequence_number: sequence,
          received_at: Math.floor(receivedUs / 1_000_000),
          received_us: receivedUs,
        });
        const isKnown = order !== null && store.orders.get(order) !== undefined;
        store.websockets.markProcessed(id, { order_id: isKnown ? order : null, error: why });
        if (error) {
          store.errors.add({
            error_type: 'BAD_FRAME',
            ...errorColumns(error),
            error_message: error.message,
            order_id: order,
            severity: 'WARNING',
            account_type: this.#account.role,
            account_id: this.#account.id,
            context: { websocket_message_id: id },
          });
        }
      });
    };
    return {
      processed: (order) => save('order_alert', order, null),
      ignored: (why) => save(isText ? 'other' : 'binary', null, why),
      failed: (error, order) => save('order_alert', order, error.message, error),
    };
  }

  /** One call to the broker. The store redacts bodies; headers never come here. */
  call(call: CallRecord): void {
    this.#recorder.add((store) => {
      store.audit.add({
        action: call.action,
        module: call.module,
        account_type: this.#account.role,
        account_id: this.#account.id,
        request_data: call.request,
        response_data: auditedResponse(call),
        status_code: call.httpStatus,
        error_message: call.error,
        duration_ms: Math.round(call.durationMs),
        ts: Math.floor(call.startedUs / 1_000_000),
        ts_us: call.startedUs,
      });
    });
  }

  unreadableRow(row: unknown, why: string): void {
    const order = typeof row === 'object' && row !== null && 'orderId' in row ? row.orderId : null;
    this.#error({
      error_type: 'UNREADABLE_ROW',
      error_code: 'WIRE',
      error_message: why,
      severity: 'ERROR',
      order_id: typeof order === 'string' ? order.slice(0, ORDER_ID_MAX) : null,
      context: { row },
    });
  }

  readFailed(error: Error): void {
    this.#error({
      error_type: 'READ_FAILED',
      ...errorColumns(error),
      error_message: wordsFor(error, this.#account.id),
      severity: 'WARNING',
    });
  }

  #error(error: NewError): void {
    this.#recorder.add((store) => {
      store.errors.add({ ...error, account_type: this.#account.role, account_id: this.#account.id });
    });
  }
}

/** Polls of whole books are kept as their size: the rows are in their own tables, and a poll every few seconds would drown the rest. */
const LISTS: ReadonlySet<string> = new Set([
  'get_order_book',
  'get_trade_book',
  'get_positions',
  'get_holdings',
  'get_super_orders',
  'get_forever_orders',
  'get_ledger',
  'get_trade_history',
]);

function auditedResponse(call: CallRecord): unknown {
  if (LISTS.has(call.action) && call.error === null) return { bytes: call.responseBytes };
  return call.response.slice(0, 4_000);
}
