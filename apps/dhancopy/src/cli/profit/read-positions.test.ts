import { expect, it } from 'vitest';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { readPositions } from './read-positions.ts';

/** Trades whose result in floats is -0.2999999999999119. */
it('gives amounts in whole paise, and prices with four decimals', () => {
  const store = newLinkedStore(1);
  const traded = (side: 'BUY' | 'SELL', quantity: number, price: number, at: number): void => {
    const id = `F-${at}`;
    const order = { id, account_id: 'F1', account_type: 'follower', side, quantity, traded_qty: quantity } as const;
    store.orders.upsertOrder(anOrder({ ...order, correlation_id: `dc_1_h${at}_00`, status: 'EXECUTED' }));
    store.trades.upsertTrade({
      account_type: 'follower',
      account_id: 'F1',
      order_id: id,
      exchange_trade_id: `T-${at}`,
      side,
      quantity,
      price,
      trade_value: quantity * price,
      product: 'INTRADAY',
      exchange_segment: 'NSE_EQ',
      security_id: '11536',
      trade_ts: OPENING + at,
    });
  };
  traded('BUY', 3, 100.1, 1);
  traded('BUY', 4, 100.35, 2);
  traded('SELL', 7, 100.2, 3);
  const [line] = readPositions(store, (OPENING + 60) * 1000)[0]?.lines ?? [];
  expect(line).toMatchObject({ realisedToday: -0.3, netToday: -0.3, netRealised: -0.3, netTotal: -0.3 });
  traded('BUY', 3, 100.1, 4);
  traded('BUY', 4, 100.35, 5);
  store.copyPositions.upsert({
    link_id: 1,
    asset: 'NSE_EQ:11536',
    product: 'INTRADAY',
    exchange_segment: 'NSE_EQ',
    security_id: '11536',
    follower_product: 'INTRADAY',
    held_qty: 7,
    doubt: null,
    state: '{}',
    updated_at: OPENING,
  });
  expect(readPositions(store, (OPENING + 60) * 1000)[0]?.lines[0]?.averageCost).toBe(100.2429);
});
