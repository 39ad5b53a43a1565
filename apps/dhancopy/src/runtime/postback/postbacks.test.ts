import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KnownOrder } from '../../engine/index.ts';
import { accountId } from '@dhancopy/domain/ids';
import { reportFromRow } from '@dhancopy/dhan/mapping';
import { readPostback } from '@dhancopy/dhan/postback/postback';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { Postbacks } from './postbacks.ts';

const PATH = 'a-path-that-nobody-knows';
const SECRET = 'what the proxy signs with';
const BODY = {
  dhanClientId: 'F1',
  orderId: '112260915000123',
  correlationId: 'dc_1_x_00',
  orderStatus: 'TRADED',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  quantity: 25,
  price: 1612.5,
  filled_qty: 25,
};

/** What stream and polls have told of the order already. */
function known(changes: Partial<typeof BODY>): KnownOrder {
  const order = readPostback(JSON.stringify({ ...BODY, ...changes }));
  const row = { ...order, amoTime: null, remainingQuantity: 0, averageTradedPrice: 0 };
  const report = reportFromRow(row, accountId('F1'), 'BOOK');
  return { report, firstSeenMs: 0, lastFrameMs: 0, lastReadMs: 0, lastFillMs: null, revision: 0 };
}

function world({ secret = null, events = null }: { secret?: string | null; events?: string | null } = {}) {
  const store = newLinkedStore(1);
  store.postbackConfigs.set({
    account_type: 'follower',
    account_id: 'F1',
    webhook_url: 'https://desk.example/postback/',
    path_secret: PATH,
    webhook_secret: secret,
    event_types: events,
  });
  store.config.set('postback_enabled', true);
  let told: KnownOrder | undefined;
  const reads: string[] = [];
  const open = () => {
    const postbacks = new Postbacks({
      store,
      loop: { known: () => told },
      sessions: { get: () => ({ reread: (order) => reads.push(order) }) },
    });
    postbacks.reload();
    return postbacks;
  };
  const postbacks = open();
  let atMs = OPENING * 1000;
  return {
    store,
    postbacks,
    reads,
    reopen: open,
    alreadyKnown: (order: KnownOrder) => (told = order),
    later: (ms: number) => (atMs += ms),
    post(body: unknown, signature: string | null = null, pathSecret = PATH) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return postbacks.receive({ pathSecret, body: text, signature, receivedMs: atMs });
    },
    rows: () =>
      store.postbacks.unprocessed().length === 0
        ? store.postbacks.recent(100).map(({ event_type, is_verified, is_processed, error_message }) => ({
            event_type,
            is_verified,
            is_processed,
            error_message,
          }))
        : 'there are unprocessed ones',
  };
}

const done = { is_processed: 1, error_message: null };

describe('a postback', () => {
  it('is journaled, and its order read from the broker', () => {
    const w = world();
    expect(w.post(BODY)).toBe('journaled');
    expect(w.reads).toEqual(['112260915000123']);
    expect(w.rows()).toEqual([{ ...done, event_type: 'TRADED', is_verified: null }]);
    expect(w.store.postbackConfigs.active()[0]?.last_triggered_at).toBe(OPENING);
  });

  it('about what stream or polls reported already costs no read', () => {
    const w = world();
    w.alreadyKnown(known({}));
    w.post(BODY);
    w.post({ ...BODY, orderStatus: 'PENDING', filled_qty: 0 });
    expect(w.reads).toEqual([]);
    w.alreadyKnown(known({ orderStatus: 'PART_TRADED', filled_qty: 10 }));
    w.post({ ...BODY, quantity: 26 });
    expect(w.reads).toHaveLength(1);
  });

  it('that comes twice is marked as a double and not applied again, also after a restart', () => {
    const w = world();
    for (let time = 0; time < 2; time += 1) expect(w.post(BODY)).toBe('journaled');
    expect(w.reads).toHaveLength(1);
    const restarted = w.reopen();
    const again = { pathSecret: PATH, body: JSON.stringify(BODY), signature: null, receivedMs: OPENING * 1000 + 5_000 };
    expect(restarted.receive(again)).toBe('journaled');
    expect(w.reads).toHaveLength(1);
    const [first, ...doubles] = w.store.postbacks.recent(10);
    expect(first).toMatchObject({ is_processed: 1, double_of: null });
    expect(doubles.map(({ is_processed, double_of }) => [is_processed, double_of])).toEqual([
      [1, first?.id],
      [1, first?.id],
    ]);
    // A day later it is about another order.
    expect(restarted.receive({ ...again, receivedMs: again.receivedMs + 86_500_000 })).toBe('journaled');
    expect(w.reads).toHaveLength(2);
  });

  it('that somebody sent without a signature before does not make the true one a double', () => {
    const w = world({ secret: SECRET });
    const signature = `sha256=${createHmac('sha256', SECRET).update(JSON.stringify(BODY)).digest('hex')}`;
    expect(w.post(BODY)).toBe('unsigned');
    expect(w.post(BODY, signature)).toBe('journaled');
    expect(w.reads).toHaveLength(1);
  });

  it('refers to the order once that is known', () => {
    const w = world();
    w.store.orders.upsertOrder(anOrder({ id: BODY.orderId, account_id: 'F1', account_type: 'follower' }));
    w.post(BODY);
    expect(w.store.postbacks.recent(1)[0]?.order_id).toBe(BODY.orderId);
  });

  it('that came before its order refers to it with the next post, or at the latest at a stop', () => {
    const w = world();
    const other = { ...BODY, orderId: '112260915000124' };
    for (const body of [BODY, other]) w.post(body);
    const upsert = (id: string) =>
      w.store.orders.upsertOrder(anOrder({ id, account_id: 'F1', account_type: 'follower' }));
    const links = () => w.store.postbacks.recent(9).map(({ order_id }) => order_id);
    upsert(BODY.orderId);
    w.post({ ...BODY, orderId: '112260915000125' });
    expect(links()).toEqual([BODY.orderId, null, null]);
    upsert(other.orderId);
    w.postbacks.linkAhead();
    expect(links()).toEqual([BODY.orderId, other.orderId, null]);
  });

  it('for another account, of a trigger, unwanted, or unreadable is kept and changes nothing', () => {
    const w = world({ events: 'TRADED,REJECTED' });
    w.post({ ...BODY, dhanClientId: 'F2' });
    w.post({ dhanClientId: 'F1', alertId: '5', alertStatus: 'TRIGGERED' });
    w.post({ ...BODY, orderStatus: 'PENDING' });
    w.post('{"orderId":');
    w.post({ ...BODY, quantity: 'many' });
    expect(w.reads).toEqual([]);
    expect(w.rows()).toMatchObject([
      { event_type: 'TRADED', error_message: 'dhanClientId: expected F1, found "F2"' },
      { event_type: 'ALERT', error_message: null },
      { event_type: 'PENDING', error_message: 'PENDING is not among the selected events' },
      { event_type: 'UNREADABLE', error_message: expect.stringContaining('JSON') as unknown },
      { event_type: 'TRADED', error_message: expect.stringContaining('quantity') as unknown },
    ]);
  });

  it('at a wrong path, or while postbacks are off, is not even journaled', () => {
    const w = world();
    expect(w.post(BODY, null, 'guessed')).toBe('unknown');
    w.store.config.set('postback_enabled', false);
    w.postbacks.reload();
    expect(w.post(BODY)).toBe('off');
    expect(w.rows()).toEqual([]);
  });

  it('is believed to come from the proxy only with its signature', () => {
    const w = world({ secret: SECRET });
    const text = JSON.stringify(BODY);
    const signature = `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`;
    expect(w.post(text)).toBe('unsigned');
    expect(w.post(`${text} `, signature)).toBe('unsigned');
    expect(w.reads).toEqual([]);
    expect(w.post(text, signature)).toBe('journaled');
    expect(w.reads).toHaveLength(1);
    expect(w.rows()).toMatchObject([{ is_verified: 0 }, { is_verified: 0 }, { is_verified: 1, error_message: null }]);
  });

  it('in a flood is turned away, and taken again a minute later', () => {
    const w = world();
    w.alreadyKnown(known({}));
    const verdicts = Array.from({ length: 1_203 }, () => w.post(BODY));
    expect(verdicts.filter((each) => each === 'journaled')).toHaveLength(1_200);
    expect(verdicts.at(-1)).toBe('too-many');
    w.later(60_001);
    expect(w.post(BODY)).toBe('journaled');
  });

  it('that was journaled and not dealt with before a crash is dealt with at the next start', () => {
    const w = world();
    w.store.postbacks.insertEvent({
      account_type: 'follower',
      account_id: 'F1',
      event_type: 'TRADED',
      payload: JSON.stringify(BODY),
      body_hash: null,
      signature: null,
      is_verified: null,
      received_at: OPENING,
    });
    w.reopen().resume();
    expect(w.reads).toEqual(['112260915000123']);
    expect(w.rows()).toEqual([{ ...done, event_type: 'TRADED', is_verified: null }]);
  });
});
