import { describe, expect, it } from 'vitest';
import type { NewOrderEvent } from '../../store/orders/order-events.ts';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import type { Store } from '../../store/store.ts';
import { readStory } from './read.ts';

const OPENING_US = OPENING * 1_000_000;

interface Call {
  readonly mark: string;
  readonly startedUs: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** A copy for the first follower whose request ended 2 s after the leader's order. */
function copied(calls: readonly Call[]): Store {
  const store = newLinkedStore();
  store.orders.upsertOrder(anOrder());
  store.mappings.insertMapping({
    leader_order_id: 'L-1',
    link_id: 1,
    leader_account_id: 'L',
    account_id: 'F1',
    status: 'pending',
    leader_quantity: 100,
    follower_quantity: 50,
    correlation_id: 'dc_1_h1_00',
    state: '{}',
    is_open: 1,
    decided_us: OPENING_US,
    sent_us: OPENING_US,
    answered_us: OPENING_US + 2_000_000,
    created_at: OPENING,
    updated_at: OPENING,
  });
  for (const { mark, startedUs, status, error } of calls) {
    store.audit.add({
      action: 'place_order',
      module: 'orders',
      account_type: 'follower',
      account_id: 'F1',
      request_data: { correlationId: mark },
      status_code: status,
      error_message: error,
      duration_ms: 1_000,
      ts: Math.floor(startedUs / 1_000_000),
      ts_us: startedUs,
    });
  }
  return store;
}

function texts(store: Store): string[] {
  return readStory(store, 'L-1')?.steps.map(({ text }) => text) ?? [];
}

const LOST = 'NO_ANSWER: no answer: the connection was cut (ECONNRESET)';

describe('the end of a request', () => {
  it.each([
    ['an answer', 200, null, "the broker's answer for Follower 1 came"],
    ['a refusal', 400, 'DH-905: quantity', "the broker's answer for Follower 1 came"],
    ['none', null, LOST, 'no answer came for Follower 1: the order may be at the broker, and the engine looks it up'],
    [
      'no connection',
      null,
      'NOT_SENT: could not connect: nothing listens at that address (ECONNREFUSED)',
      'the request for Follower 1 did not reach the broker',
    ],
  ])('is %s', (_what, status, error, words) => {
    const store = copied([{ mark: 'dc_1_h1_00', startedUs: OPENING_US + 1_000_000, status, error }]);
    expect(texts(store)).toContain(words);
  });

  it('is not known where its call is not on record', () => {
    expect(texts(copied([]))).toContain('the request for Follower 1 ended');
  });

  it('is that of the slice that ended at that time', () => {
    const store = copied([
      { mark: 'dc_1_h1_00', startedUs: OPENING_US + 500_000, status: 200, error: null },
      { mark: 'dc_1_h1_01', startedUs: OPENING_US + 1_000_000, status: null, error: LOST },
    ]);
    expect(texts(store)).toContainEqual(expect.stringMatching(/^no answer came for Follower 1/));
  });

  it('has no code of ours in the words of its call', () => {
    const store = copied([{ mark: 'dc_1_h1_00', startedUs: OPENING_US, status: null, error: LOST }]);
    expect(texts(store)).toContain('place order: no answer: the connection was cut (ECONNRESET) after 1000 ms');
  });
});

it.each([
  ['NEW', 'PENDING', 'WEBSOCKET', 'new, resting, reported by the stream'],
  ['NEW', 'TRANSIT', 'REST_API', 'new, on its way to the exchange, found by a read'],
  ['NEW', 'CONFIRM', 'WEBSOCKET', 'new (CONFIRM), reported by the stream'],
  ['ACCEPTED', 'PENDING', 'WEBSOCKET', 'resting, reported by the stream'],
  ['ACCEPTED', 'TRIGGERED', 'WEBSOCKET', 'resting (TRIGGERED), reported by the stream'],
  ['FILLED', 'TRADED', 'POSTBACK', 'filled, reported by a postback'],
  ['CANCELED', 'CANCELLED', 'WEBSOCKET', 'cancelled, reported by the stream'],
] as const)('the event %s (%s) is in words', (event_type, status, event_source, words) => {
  const store = newLinkedStore();
  store.orders.upsertOrder(anOrder());
  const data = { status, quantity: 100, filledQty: 0, orderType: 'LIMIT', price: 1650, text: '' };
  const event: NewOrderEvent = {
    order_id: 'L-1',
    event_type,
    event_source,
    event_data: JSON.stringify(data),
    event_ts: OPENING,
  };
  store.orderEvents.appendOrderEvent(event);
  expect(texts(store)).toEqual([`${words}: LIMIT at ₹1,650.00, 0 of 100 filled`]);
});
