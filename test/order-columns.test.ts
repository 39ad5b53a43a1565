import { afterEach, expect, it } from 'vitest';
import { istToMs } from '@dhancopy/domain/indian-time';
import { LEADER, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';
const OPTION = { exchangeSegment: 'NSE_FNO', securityId: '52345', productType: 'MARGIN' } as const;

let rig: Rig;
afterEach(() => rig.close());

/** A limit order that rests, is modified and cancelled, and two market orders that fill. */
async function play(): Promise<void> {
  const resting = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20, orderType: 'LIMIT', price: 1600 });
  await rig.until('resting', () => rig.orders(FOLLOWER)[0]?.status === 'PENDING');
  rig.emulator.control.modifyAppOrder(LEADER, resting, { price: 1602 });
  await rig.until('modified', () => rig.orders(FOLLOWER)[0]?.priceRupees === 1602);
  rig.emulator.control.cancelAppOrder(LEADER, resting);
  await rig.until('cancelled', () => rig.orders(FOLLOWER)[0]?.status === 'CANCELLED');
  const entry = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 50);
  const exit = rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('over', () => [entry, exit].every((id) => rig.mapping(id)?.is_open === 0));
}

it('say what the contract is, when the exchange took the order, and what it was placed with', async () => {
  rig = await Rig.create();
  const id = rig.leaderPlaces({ ...OPTION, transactionType: 'BUY', quantity: 130 });
  await rig.until('copied', () => rig.mapping(id)?.reason_code === 'FILLED');
  await rig.stop();
  const [contract] = rig.query<{
    trading_symbol: string;
    expiry_date: string;
    strike_price: number;
    option_type: string;
  }>("select * from instruments where security_id = '52345' and exchange_segment = 'NSE_FNO'");
  const expected = {
    trading_symbol: contract?.trading_symbol,
    drv_expiry_date: (istToMs(contract?.expiry_date ?? '') ?? 0) / 1000,
    drv_option_type: contract?.option_type === 'CE' ? 'CALL' : 'PUT',
    drv_strike_price: contract?.strike_price,
  };
  const orders = rig.query<{ exchange_time: number; created_at: number; algo_id: string | null }>(
    'select * from orders order by account_type desc',
  );
  expect(orders).toHaveLength(2);
  for (const row of orders) {
    expect(row).toMatchObject({ ...expected, order_status: 'TRADED', leg_type: null, oms_error_code: null });
    expect(Math.abs(row.exchange_time - row.created_at)).toBeLessThan(10);
  }
  // The exchange's id for orders of the API; the leader's comes from the app.
  expect(orders.map(({ algo_id }) => algo_id)).toEqual([null, '99999']);
  const requests = rig.query<{ raw_request: string | null }>(
    'select raw_request from orders order by account_type desc',
  );
  expect(requests[0]?.raw_request).toBeNull();
  expect(JSON.parse(requests[1]?.raw_request ?? '')).toMatchObject({
    securityId: '52345',
    exchangeSegment: 'NSE_FNO',
    transactionType: 'BUY',
    productType: 'MARGIN',
    quantity: 65,
  });
  const trades = rig.query('select * from trades');
  expect(trades.length).toBeGreaterThanOrEqual(2);
  for (const trade of trades) expect(trade).toMatchObject(expected);
});

it('have one spelling of each word, whichever source an order came from', async () => {
  rig = await Rig.create();
  await play();
  const stop = rig.leaderPlaces({
    transactionType: 'BUY',
    quantity: 20,
    orderType: 'STOP_LOSS',
    price: 1700,
    triggerPrice: 1690,
  });
  await rig.until('resting', () => rig.orders(FOLLOWER).some(({ orderType }) => orderType === 'STOP_LOSS'));
  rig.emulator.control.modifyAppOrder(LEADER, stop, { orderType: 'LIMIT', price: 1602, triggerPrice: 0 });
  await rig.until('a limit', () => rig.orders(FOLLOWER).at(-1)?.orderType === 'LIMIT');
  await rig.stop();
  const words = (column: string): unknown[] =>
    rig.query<{ word: unknown }>(`select distinct ${column} as word from orders order by 1`).map(({ word }) => word);
  expect(words('order_status')).toEqual(['CANCELLED', 'PENDING', 'TRADED']);
  expect(words('trading_symbol')).toEqual(['HDFCBANK']);
  expect(words('leg_type')).toEqual([null]);
  expect(rig.query("select 1 from orders where (status = 'EXECUTED') <> (order_status = 'TRADED')")).toEqual([]);
  expect(
    rig.query("select distinct old_value, new_value from order_modifications where modification_type = 'ORDER_TYPE'"),
  ).toEqual([{ old_value: 'STOP_LOSS', new_value: 'LIMIT' }]);
  expect(rig.query('select 1 from orders where completed_at < created_at')).toEqual([]);
  expect(rig.query("select 1 from orders where status in ('EXECUTED', 'CANCELLED') and completed_at is null")).toEqual(
    [],
  );
});

it('are not written again by a restart that brings no news', async () => {
  rig = await Rig.create();
  await play();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20, orderType: 'LIMIT', price: 1600 });
  await rig.until('resting', () => rig.orders(FOLLOWER).at(-1)?.status === 'PENDING');
  await rig.until('recorded', () => rig.query("select 1 from orders where order_status = 'PENDING'").length === 2);
  await rig.stop();
  const rows = (): unknown => ({
    orders: rig.query('select * from orders order by id'),
    events: rig.query('select * from order_events order by id'),
    modifications: rig.query('select * from order_modifications order by id'),
    trades: rig.query('select * from trades order by id'),
    // The engine's own notes on a copy, and when it wrote them, are not part of what happened.
    copies: rig
      .query<object>('select * from copy_mappings order by id')
      .map((row) => ({ ...row, state: '', updated_at: 0 })),
  });
  const before = rows();
  await rig.start();
  await rig.stop();
  expect(rows()).toEqual(before);
});
