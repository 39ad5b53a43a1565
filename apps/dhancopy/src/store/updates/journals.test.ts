import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anOrder, newLinkedStore, OPENING } from '../testing.ts';

const FOLLOWER = { account_id: 'F1', account_type: 'follower' } as const;

describe('websocket messages', () => {
  const frame = {
    ...FOLLOWER,
    connection_id: 'ws-1',
    message_type: 'order_alert',
    payload: '{"Data":{}}',
    sequence_number: 1,
    received_at: OPENING,
    received_us: OPENING * 1e6 + 7,
  };

  it('wait, oldest first, until they led to an order or to an error', () => {
    const { websockets, orders } = newLinkedStore(1);
    orders.upsertOrder(anOrder());
    const first = websockets.insertMessage({ ...frame, received_at: OPENING + 1 });
    const second = websockets.insertMessage(frame);
    const third = websockets.insertMessage({ ...frame, received_us: null });
    expect(websockets.unprocessed().map(({ id }) => id)).toEqual([second, third, first]);
    expect(websockets.unprocessed(1)).toMatchObject([{ ...frame, is_processed: 0, order_id: null }]);
    websockets.markProcessed(second, { order_id: 'L-1' });
    websockets.markProcessed(first, { error: 'unknown status' });
    expect(websockets.unprocessed().map(({ id }) => id)).toEqual([third]);
  });

  it('are never refused for an account that is not known', () => {
    const { websockets } = newLinkedStore(0);
    expect(websockets.insertMessage({ ...frame, account_id: 'nobody' })).toBeGreaterThan(0);
  });
});

describe('websocket connections', () => {
  it('change what is named and keep the rest', () => {
    const { websockets } = newLinkedStore(1);
    const id = websockets.openConnection({
      ...FOLLOWER,
      connection_id: 'c',
      ws_url: 'wss://x',
      subscribed_events: 'orders',
    });
    websockets.updateConnection(id, { status: 'CONNECTED', connected_at: OPENING, connect_attempts: 3 });
    websockets.updateConnection(id, { last_heartbeat_at: OPENING + 5 });
    expect(websockets.connections('F1')).toMatchObject([
      {
        id,
        status: 'CONNECTED',
        connected_at: OPENING,
        connect_attempts: 3,
        last_heartbeat_at: OPENING + 5,
        subscribed_events: 'orders',
      },
    ]);
  });
});

describe('postbacks', () => {
  it('wait until they are processed', () => {
    const { postbacks, orders } = newLinkedStore(1);
    orders.upsertOrder(anOrder());
    const event = {
      ...FOLLOWER,
      event_type: 'order',
      payload: '{}',
      body_hash: null,
      signature: null,
      is_verified: 0,
      received_at: OPENING,
    } as const;
    const first = postbacks.insertEvent(event);
    const second = postbacks.insertEvent(event);
    postbacks.markProcessed(first, { order_id: 'L-1' });
    expect(postbacks.unprocessed()).toMatchObject([{ ...event, id: second }]);
    postbacks.markProcessed(second, { error: 'no such order' });
    expect(postbacks.unprocessed()).toEqual([]);
  });
});

describe('audit and errors', () => {
  it('are redacted at the source: no canary reaches the file', () => {
    const store = newLinkedStore(1);
    const token = 'canary-4711';
    store.audit.add({
      ...FOLLOWER,
      action: 'place_order',
      module: 'orders',
      request_data: { headers: { 'access-token': token }, body: { quantity: 5 } },
      response_data: `{"accessToken":"${token}"}`,
      error_message: `401 for token=${token}`,
      status_code: 401,
      duration_ms: 12,
      ts_us: 5,
    });
    store.errors.add({
      ...FOLLOWER,
      error_type: 'BROKER',
      error_message: `pin=${token}`,
      stack_trace: `Error: totp: ${token}\n    at x`,
      context: { deep: [{ partner_secret: token }] },
      severity: 'CRITICAL',
      order_id: 'any',
    });
    expect(store.audit.since('F1', OPENING)).toMatchObject([
      { action: 'place_order', status_code: 401, duration_ms: 12, ts: OPENING, ts_us: 5, account_type: 'follower' },
    ]);
    expect(JSON.parse(store.audit.since('F1', 0)[0]?.request_data ?? '')).toEqual({
      headers: { 'access-token': '[redacted]' },
      body: { quantity: 5 },
    });
    expect(store.errors.since(OPENING)).toMatchObject([
      { severity: 'CRITICAL', error_type: 'BROKER', order_id: 'any' },
    ]);
    expect(store.errors.since(OPENING + 1)).toEqual([]);
    store.close();
    const file = readFileSync(store.path);
    expect(file.includes('place_order')).toBe(true);
    expect(file.includes(token)).toBe(false);
  });
});
