import { openStore, type Store } from 'dhancopy/store/store';

/** A frame with the length of the broker's. */
export const PAYLOAD = JSON.stringify({ Data: 'x'.repeat(900), Type: 'order_alert' });
export const ORDER = '112261126000001';
export const NOW_SEC = Math.floor(Date.now() / 1000);

/** A database with one leader and the order of the events. */
export function prepareEvents(path: string): void {
  const store = openStore({ path });
  store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
  store.orders.upsertOrder({
    id: ORDER,
    account_type: 'leader',
    account_id: 'L',
    status: 'PENDING',
    side: 'BUY',
    product: 'CNC',
    order_type: 'LIMIT',
    validity: 'DAY',
    security_id: '1333',
    exchange_segment: 'NSE_EQ',
    quantity: 1,
    created_at: NOW_SEC,
    updated_at: NOW_SEC,
  });
  store.close();
}

/** A frame, its mark as processed, and a step of its order. */
export function writeEvent(store: Store, n: number): void {
  const id = store.websockets.insertMessage({
    connection_id: 'c',
    account_type: 'leader',
    account_id: 'L',
    message_type: 'order_alert',
    payload: PAYLOAD,
    sequence_number: n,
    received_at: NOW_SEC,
  });
  store.websockets.markProcessed(id, { order_id: ORDER, error: null });
  store.orderEvents.appendOrderEvent({
    order_id: ORDER,
    event_type: 'UPDATED',
    event_source: 'WEBSOCKET',
    event_data: '{}',
    event_ts: NOW_SEC,
  });
}
