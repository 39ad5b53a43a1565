import { afterEach, expect, it } from 'vitest';
import { DhanClient } from '@dhancopy/dhan/client';
import { openStore } from 'dhancopy/store/store';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER, Rig } from '../kit/rig.ts';

let rig: Rig;
let client: DhanClient | null = null;
afterEach(async () => {
  await client?.close();
  client = null;
  await rig.close();
});

/** The leader's own program, in addition to the copier. */
function leader(): DhanClient {
  const store = openStore({ path: rig.settings.databasePath, readOnly: true, key: rig.key });
  const token = store.tokens.activeToken(LEADER)?.access_token ?? '';
  store.close();
  const { apiUrl, authUrl } = rig.settings;
  client = new DhanClient({ dhanClientId: LEADER, apiUrl, authUrl, accessToken: () => token });
  return client;
}

const SUPER = {
  ...HDFC,
  transactionType: 'BUY',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  quantity: 10,
  price: 1600,
  targetPrice: 1650,
  stopLossPrice: 1590,
  trailingJump: 5,
} as const;

interface Leg {
  readonly leg_type: string;
  readonly status: string;
  readonly order_status: string;
  readonly price: number;
}
const legs = (orderId: string) =>
  rig.query<Leg>(
    `select leg_type, status, order_status, price from bracket_order_legs where parent_order_id = '${orderId}' order by leg_type`,
  );

it('records the legs of a super order as its entry fills, and the view shows it while a leg is live', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  const { orderId } = await leader().superOrders.placeSuperOrder(SUPER);
  await rig.later('recorded', () => legs(orderId).length === 3);
  expect(legs(orderId)).toEqual([
    { leg_type: 'ENTRY', status: 'PENDING', order_status: 'PENDING', price: 1600 },
    { leg_type: 'SL', status: 'PENDING', order_status: 'PENDING', price: 1590 },
    { leg_type: 'TARGET', status: 'PENDING', order_status: 'PENDING', price: 1650 },
  ]);
  // Each leg has the id of its order, in whichever order list and stream have shown them, and the quantity of the entry.
  const joined = () =>
    rig.query(
      `select g.leg_type, g.quantity, o.leg_type as of_order, o.parent_order_id
       from bracket_order_legs as g join orders as o on o.id = g.leg_order_id
       where g.parent_order_id = '${orderId}' order by g.leg_type`,
    );
  await rig.later('joined', () => joined().length === 3);
  expect(joined()).toEqual([
    { leg_type: 'ENTRY', quantity: 10, of_order: 'ENTRY', parent_order_id: null },
    { leg_type: 'SL', quantity: 10, of_order: 'SL', parent_order_id: orderId },
    { leg_type: 'TARGET', quantity: 10, of_order: 'TARGET', parent_order_id: orderId },
  ]);
  expect(legs(orderId)).toHaveLength(3);
  const child = (type: string) =>
    rig.query<{ id: string }>(`select id from orders where parent_order_id = '${orderId}' and leg_type = '${type}'`)[0]
      ?.id;
  expect(rig.query(`select * from v_active_bracket_orders where parent_order_id = '${orderId}'`)).toMatchObject([
    {
      account_id: LEADER,
      bo_profit_value: 50,
      bo_stop_loss_value: 10,
      entry_leg_id: orderId,
      target_leg_id: child('TARGET'),
      sl_leg_id: child('SL'),
    },
  ]);
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1599);
  await rig.later('entered', () => legs(orderId)[0]?.status === 'TRADED');
  await rig.later(
    'the view still has it',
    () => rig.query(`select 1 from v_active_bracket_orders where parent_order_id = '${orderId}'`).length === 1,
  );
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1652);
  await rig.later('closed', () => legs(orderId)[0]?.order_status === 'CLOSED');
  await rig.later(
    'and gone from the view',
    () => rig.query(`select 1 from v_active_bracket_orders where parent_order_id = '${orderId}'`).length === 0,
  );
}, 60_000);

it('never takes the stream for mute while the leader trades next to a super order', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  const { control } = rig.emulator;
  const placed = await leader().superOrders.placeSuperOrder(SUPER);
  const prices = [1_601, 1_599, 1_604, 1_610, 1_620, 1_652];
  for (const [n, price] of prices.entries()) {
    const units = 10 * (n + 1);
    const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: units });
    await rig.until('copied', () => rig.mapping(order)?.reason_code === 'FILLED');
    control.setPrice(HDFC.exchangeSegment, HDFC.securityId, price);
    // Longer than the time that a stream is given.
    const before = control.requests({ dhanClientId: LEADER, operation: 'orders' }).length;
    await rig.later(
      'polled',
      () => control.requests({ dhanClientId: LEADER, operation: 'orders' }).length >= before + 6,
      15_000,
    );
  }
  const entry = () =>
    rig.query<{ status: string }>(`select status from orders where id = '${placed.orderId}'`)[0]?.status;
  expect(entry()).toBe('EXECUTED');
  expect(rig.notices.map(({ code }) => code)).not.toContain('STREAM_MUTE');
  expect(rig.runtime?.status().accounts.map(({ reconnects }) => reconnects)).toEqual([0, 0]);
}, 90_000);

const FOREVER = {
  ...HDFC,
  transactionType: 'SELL',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  quantity: 5,
  price: 1698,
  triggerPrice: 1700,
} as const;

it('records forever orders, an OCO as one row, and does not guess the outcome of one that is no longer listed', async () => {
  rig = await Rig.create({
    clock: new FastClock(),
    leaders: [{ dhanClientId: LEADER, holdings: [{ securityId: '1333', quantity: 50 }] }],
    start: false,
  });
  const broker = leader();
  const single = await broker.foreverOrders.placeForeverOrder({ ...FOREVER, orderFlag: 'SINGLE' });
  const oco = await broker.foreverOrders.placeForeverOrder({
    ...FOREVER,
    orderFlag: 'OCO',
    // The first pair is the stop, the second the target.
    price: 1498,
    triggerPrice: 1500,
    price1: 1698,
    triggerPrice1: 1700,
    quantity1: 5,
  });
  await rig.start();
  const row = (id: string) => rig.query<Record<string, unknown>>(`select * from forever_orders where id = '${id}'`)[0];
  await rig.later(
    'recorded after the start',
    () => row(oco.orderId) !== undefined && row(single.orderId) !== undefined,
  );
  expect(row(single.orderId)).toMatchObject({
    account_id: LEADER,
    account_type: 'leader',
    status: 'ACTIVE',
    order_status: 'CONFIRM',
    order_type: 'SINGLE',
    trigger_type: 'LTP_ABOVE',
    trigger_price_above: 1700,
    trigger_price_below: null,
    trading_symbol: 'HDFCBANK',
    expires_at: Number(row(single.orderId)?.['created_at']) + 365 * 86_400,
    triggered_order_id: null,
    correlation_id: null,
    price: 1698,
    order_type_after_trigger: 'LIMIT',
    oco_price: null,
  });
  expect(row(oco.orderId)).toMatchObject({
    status: 'ACTIVE',
    order_type: 'OCO',
    trigger_type: 'LTP_RANGE',
    trigger_price_above: 1700,
    trigger_price_below: 1500,
    price: 1698,
    oco_price: 1498,
    oco_quantity: 5,
  });
  expect(rig.query('select id from v_active_forever_orders')).toHaveLength(2);

  await broker.foreverOrders.cancelForeverOrder(single.orderId);
  // The stream does not report this. The next snapshot finds it.
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'a test' });
  await rig.later('cancelled', () => row(single.orderId)?.['status'] === 'CANCELLED');

  rig.query(
    `update forever_orders set id = '5139999999999', order_status = 'CONFIRM', status = 'ACTIVE' where id = '${single.orderId}'`,
    'write',
  );
  await rig.later('not listed', () => row('5139999999999')?.['order_status'] === 'NOT_LISTED');
  expect(row('5139999999999')).toMatchObject({ status: 'ACTIVE' });
  const unlisted = () => rig.query("select 1 from error_log where error_type = 'FOREVER_ORDER_UNLISTED'");
  expect(unlisted()).toHaveLength(1);
}, 60_000);

it('joins a forever order that has fired to the order that it has placed', async () => {
  rig = await Rig.create({
    clock: new FastClock(),
    leaders: [{ dhanClientId: LEADER, holdings: [{ securityId: '1333', quantity: 50 }] }],
    start: false,
  });
  const broker = leader();
  const above = await broker.foreverOrders.placeForeverOrder({ ...FOREVER, orderFlag: 'SINGLE' });
  const below = await broker.foreverOrders.placeForeverOrder({
    ...FOREVER,
    orderFlag: 'SINGLE',
    price: 1498,
    triggerPrice: 1500,
  });
  await rig.start();
  const row = (id: string) => rig.query<Record<string, unknown>>(`select * from forever_orders where id = '${id}'`)[0];
  await rig.later('recorded', () => row(above.orderId) !== undefined && row(below.orderId) !== undefined);
  expect(row(below.orderId)).toMatchObject({
    trigger_type: 'LTP_BELOW',
    trigger_price_above: null,
    trigger_price_below: 1500,
  });
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1701);
  await rig.later('fired', () => row(above.orderId)?.['triggered_order_id'] !== null);
  const [placed] = rig.query<Record<string, unknown>>(
    `select * from orders where parent_order_id = '${above.orderId}'`,
  );
  expect(placed).toMatchObject({ account_id: LEADER, side: 'SELL', quantity: 5, leg_type: null });
  expect(row(above.orderId)).toMatchObject({
    status: 'TRIGGERED',
    triggered_order_id: placed?.['id'],
    // As it was when the trigger was set, and not as the price is now.
    trigger_type: 'LTP_ABOVE',
  });
  expect(row(below.orderId)).toMatchObject({ status: 'ACTIVE', triggered_order_id: null, trigger_type: 'LTP_BELOW' });
}, 60_000);

it('copies the order that a forever order places when it fires, whatever forever_enabled says', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  await rig.do({ op: 'config.set', key: 'forever_enabled', value: 'false', by: 'a test' });
  const bought = { ...FOREVER, transactionType: 'BUY', orderFlag: 'SINGLE', quantity: 100 } as const;
  const { orderId } = await leader().foreverOrders.placeForeverOrder(bought);
  const fired = () => rig.query<{ id: string }>(`select id from orders where parent_order_id = '${orderId}'`)[0]?.id;
  expect(rig.mappings()).toEqual([]);
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1701);
  await rig.later('fired', () => fired() !== undefined);
  await rig.until('copied', () =>
    rig.mappings().some((row) => row.leader_order_id === fired() && row.follower_order_id !== null),
  );
}, 60_000);

it('a super order that rests at the start of the copier, or arrives while the stream is down, is not treated as a plain order', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  await rig.stop();
  const before = await leader().superOrders.placeSuperOrder(SUPER);
  await rig.start();
  const reason = (order: string) =>
    rig.mappings().find((row) => row.leader_order_id === order && row.is_open === 0)?.reason_code;
  await rig.later('it is refused', () => reason(before.orderId) === 'SUPER_ORDER');

  const { control } = rig.emulator;
  control.muteStream(LEADER, true);
  const unreported = await client?.superOrders.placeSuperOrder({ ...SUPER, quantity: 20 });
  await rig.later('the book to report it', () => reason(unreported?.orderId ?? '') === 'SUPER_ORDER');
  control.muteStream(LEADER, false);
  // Plain orders are copied as usual.
  const plain = control.placeAppOrder(LEADER, {
    ...HDFC,
    transactionType: 'BUY',
    quantity: 100,
    productType: 'INTRADAY',
    orderType: 'MARKET',
    validity: 'DAY',
  });
  await rig.until('the plain one is copied', () => reason(plain) === 'FILLED');
  expect(control.requests({ operation: 'place' }).length).toBe(
    new Set(rig.mappings().map(({ link_id }) => link_id)).size,
  );
});

it('tells the operator, once, when a super order that is not copied takes the leader out of what was copied', async () => {
  rig = await Rig.create({ clock: new FastClock() });
  const [{ follower } = { follower: '' }] = rig.links();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('copied', () => rig.net(follower) === 10);
  const orphaned = () => rig.notices.filter(({ code }) => code === 'ORPHAN_POSITION');
  const exit = {
    ...SUPER,
    transactionType: 'SELL',
    quantity: 20,
    price: 1612,
    targetPrice: 1500,
    stopLossPrice: 1700,
  } as const;
  await leader().superOrders.placeSuperOrder(exit);
  await rig.until('it is said', () => orphaned().length > 0);
  expect(rig.net(LEADER)).toBe(0);
  expect(rig.net(follower)).toBe(10);
  expect(orphaned()[0]?.text).toContain('this account still holds 10 units');
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 2, productType: 'CNC' });
  await rig.until('the next one is copied', () => rig.orders(follower).length === 2);
  expect(orphaned()).toHaveLength(1);
});
