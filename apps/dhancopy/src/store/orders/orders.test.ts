import { describe, expect, it } from 'vitest';
import { anOrder, newLinkedStore, OPENING } from '../testing.ts';

describe('orders', () => {
  it('a later report changes what it says and keeps what it does not mention', () => {
    const { orders } = newLinkedStore(0);
    orders.upsertOrder(
      anOrder({
        correlation_id: 'c-1',
        raw_request: '{}',
        exchange_order_id: 'X',
        created_us: 5,
        mapping_id: 7,
        trigger_price: 3,
      }),
    );
    orders.upsertOrder(
      anOrder({
        status: 'PART_TRADED',
        quantity: 80,
        price: 1,
        traded_qty: 30,
        created_at: OPENING + 9,
        created_us: 9,
        account_id: null,
      }),
    );
    expect(orders.get('L-1')).toMatchObject({
      status: 'PART_TRADED',
      quantity: 80,
      price: 1,
      traded_qty: 30,
      trigger_price: null,
      correlation_id: 'c-1',
      raw_request: '{}',
      exchange_order_id: 'X',
      mapping_id: 7,
      account_id: 'L',
      created_at: OPENING,
      created_us: 5,
      is_sliced_order: 0,
    });
  });

  it('a report that leaves out how much was traded, or why it was refused, does not undo it', () => {
    const { orders } = newLinkedStore(0);
    orders.upsertOrder(anOrder({ traded_qty: 40, after_market_order: 1, oms_error_description: 'RMS: margin' }));
    orders.upsertOrder(anOrder({ status: 'CANCELLED' }));
    const kept = { traded_qty: 40, after_market_order: 1, oms_error_description: 'RMS: margin', status: 'CANCELLED' };
    expect(orders.get('L-1')).toMatchObject(kept);
    orders.upsertOrder(anOrder({ traded_qty: 0 }));
    expect(orders.get('L-1')?.traded_qty).toBe(0);
  });

  it('a report without news moves no time', () => {
    const { orders } = newLinkedStore(0);
    const order = anOrder({ status: 'EXECUTED', order_status: 'TRADED', completed_at: OPENING + 3, updated_us: 1 });
    expect(orders.upsertOrder(order)).toBe(true);
    const before = orders.get('L-1');
    const again = {
      ...order,
      updated_at: OPENING + 60,
      updated_us: 2,
      created_at: OPENING + 60,
      completed_at: OPENING + 60,
    };
    expect(orders.upsertOrder(again)).toBe(false);
    expect(orders.get('L-1')).toEqual(before);
    expect(orders.upsertOrder({ ...again, avg_price: 5 })).toBe(true);
    // It ended once.
    expect(orders.get('L-1')).toMatchObject({ avg_price: 5, updated_at: OPENING + 60, completed_at: OPENING + 3 });
  });

  it('never end before they began, by whichever clock', () => {
    const { orders } = newLinkedStore(0);
    orders.upsertOrder(anOrder());
    orders.upsertOrder(anOrder({ status: 'CANCELLED', completed_at: OPENING - 2 }));
    expect(orders.get('L-1')).toMatchObject({ created_at: OPENING, completed_at: OPENING });
  });

  it('are found by id, correlation, mapping, account and time', () => {
    const { orders } = newLinkedStore(1);
    orders.upsertOrder(anOrder({ correlation_id: 'c-1', mapping_id: 3 }));
    orders.upsertOrder(anOrder({ id: 'L-2', correlation_id: 'c-1', status: 'CANCELLED', created_at: OPENING + 1 }));
    orders.upsertOrder(anOrder({ id: 'F-1', account_id: 'F1', account_type: 'follower' }));
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
    expect(orders.get('nothing')).toBeUndefined();
    expect(ids(orders.byCorrelation('c-1'))).toEqual(['L-1', 'L-2']);
    expect(ids(orders.byMapping(3))).toEqual(['L-1']);
    expect(ids(orders.active('L'))).toEqual(['L-1']);
    expect(ids(orders.since('L', OPENING))).toEqual(['L-1', 'L-2']);
    expect(ids(orders.since('L', OPENING + 1))).toEqual(['L-2']);
  });

  it('refuse an account that is not there', () => {
    expect(() => newLinkedStore(0).orders.upsertOrder(anOrder({ account_id: 'nobody' }))).toThrow(
      expect.objectContaining({ code: 'CONSTRAINT_FAILED' }),
    );
  });
});

describe('order events', () => {
  it('are numbered 1, 2, 3 within each order', () => {
    const { orders, orderEvents } = newLinkedStore(0);
    orders.upsertOrder(anOrder());
    orders.upsertOrder(anOrder({ id: 'L-2' }));
    const event = { event_type: 'MODIFIED', event_source: 'WEBSOCKET', event_ts: OPENING } as const;
    orderEvents.appendOrderEvent({ ...event, order_id: 'L-1' });
    orderEvents.appendOrderEvent({ ...event, order_id: 'L-2', event_us: 77, event_data: '{}' });
    orderEvents.appendOrderEvent({ ...event, order_id: 'L-1', event_ts: OPENING - 5 });
    expect(orderEvents.events('L-1').map(({ sequence, event_ts }) => [sequence, event_ts])).toEqual([
      [1, OPENING],
      [2, OPENING - 5],
    ]);
    expect(orderEvents.events('L-2')).toMatchObject([
      { sequence: 1, event_us: 77, event_data: '{}', event_source: 'WEBSOCKET' },
    ]);
  });

  it('keep what was modified, and why it was not', () => {
    const { orders, orderEvents } = newLinkedStore(0);
    orders.upsertOrder(anOrder());
    const change = {
      order_id: 'L-1',
      modification_type: 'PRICE',
      old_value: '1',
      new_value: '2',
      modified_at: OPENING,
    } as const;
    orderEvents.addModification({ ...change, status: 'FAILED', error_message: 'refused, token=canary' });
    expect(orderEvents.modifications('L-1')).toMatchObject([
      { ...change, status: 'FAILED', error_message: 'refused, token=[redacted]' },
    ]);
  });
});

describe('trades', () => {
  const trade = {
    order_id: 'L-1',
    account_id: 'L',
    account_type: 'leader',
    exchange_trade_id: '77',
    security_id: '11536',
    exchange_segment: 'NSE_EQ',
    side: 'BUY',
    product: 'INTRADAY',
    quantity: 10,
    price: 100.05,
    trade_ts: OPENING,
  } as const;

  it('the same trade twice is one row, and charges that came later are kept', () => {
    const { orders, trades } = newLinkedStore(0);
    orders.upsertOrder(anOrder());
    expect(trades.upsertTrade(trade)).toBe('NSE_EQ:77:L-1');
    trades.upsertTrade({ ...trade, brokerage: 20, total_charges: 21.5, net_amount: 1022 });
    trades.upsertTrade(trade);
    expect(trades.byOrder('L-1')).toMatchObject([
      {
        id: 'NSE_EQ:77:L-1',
        price: 100.05,
        brokerage: 20,
        total_charges: 21.5,
        net_amount: 1022,
        created_at: OPENING,
        stt: 0,
      },
    ]);
    expect(trades.since('L', OPENING)).toHaveLength(1);
    expect(trades.since('L', OPENING + 1)).toHaveLength(0);
  });

  it('two trades of one order, and one number in two segments, are different trades', () => {
    const { orders, trades } = newLinkedStore(0);
    orders.upsertOrder(anOrder());
    for (const change of [{}, { exchange_trade_id: '78' }, { exchange_segment: 'BSE_EQ' }])
      trades.upsertTrade({ ...trade, ...change });
    expect(trades.byOrder('L-1')).toHaveLength(3);
  });
});
