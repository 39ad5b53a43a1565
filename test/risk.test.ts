import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { FastClock } from './kit/fast-clock.ts';
import { HDFC, LEADER, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
afterEach(() => rig.close());

const mappings = () =>
  rig.query<{ reason_code: string; follower_quantity: number }>(
    'select reason_code, follower_quantity from copy_mappings order by id',
  );
const violations = () =>
  rig.query(
    'select violation_type, limit_value, order_id, security_id, action_taken, account_id from risk_violations order by id',
  );
const reasons = () => mappings().map(({ reason_code: reason }) => reason);
const held = () =>
  rig.orders(FOLLOWER).reduce((sum, order) => {
    return sum + (order.transactionType === 'BUY' ? 1 : -1) * order.filledQuantity;
  }, 0);

it('does not place an entry above a limit, and records the reason', async () => {
  rig = await Rig.create({ clock: FastClock.atNoon(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  await rig.do({ op: 'risk.set', by: 'asha', orderValue: 20_000, positionSize: 15 });
  const tooDear = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(reasons).toEqual(['RISK_ORDER_VALUE']);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await expect.poll(held).toBe(10);
  const tooMuch = rig.leaderPlaces({ transactionType: 'BUY', quantity: 6 });
  await expect.poll(() => reasons().at(-1)).toBe('RISK_POSITION_SIZE');
  // Half of the leader's quantity.
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 18 });
  await expect.poll(held).toBe(5);
  const row = { security_id: HDFC.securityId, action_taken: 'ORDER_REJECTED', account_id: FOLLOWER };
  expect(violations()).toEqual([
    { ...row, violation_type: 'ORDER_VALUE', limit_value: 20_000, order_id: tooDear },
    { ...row, violation_type: 'POSITION_SIZE', limit_value: 15, order_id: tooMuch },
  ]);
  expect(rig.orders(FOLLOWER)).toHaveLength(2);
}, 30_000);

it('a loss of the day stops entries, also after a restart, until the limit changes', async () => {
  rig = await Rig.create({ clock: FastClock.atNoon(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: 500 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(held).toBe(20);
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_560);
  await expect.poll(() => rig.notices.filter(({ code }) => code === 'DAILY_LOSS').length).toBe(1);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(() => reasons().at(-1)).toBe('RISK_DAILY_LOSS');
  await rig.stop();
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_700);
  await rig.start();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(() => reasons().slice(1)).toEqual(['RISK_DAILY_LOSS', 'RISK_DAILY_LOSS']);
  // A third of the leader's quantity.
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 60 });
  await expect.poll(held).toBe(0);
  const orders = rig.orders(LEADER).map(({ orderId }) => orderId);
  expect(violations()).toMatchObject([
    { violation_type: 'DAILY_LOSS', limit_value: 500, order_id: null, action_taken: 'ENTRIES_STOPPED' },
    { violation_type: 'DAILY_LOSS', limit_value: 500, order_id: orders[1], action_taken: 'ORDER_REJECTED' },
    { violation_type: 'DAILY_LOSS', limit_value: 500, order_id: orders[2], action_taken: 'ORDER_REJECTED' },
  ]);
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: 5_000 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(held).toBe(20);
  expect(rig.orders(LEADER)).toHaveLength(5);
}, 60_000);

it('a limit of another account does not cancel the daily loss', async () => {
  const other = '2000000002';
  rig = await Rig.create({
    clock: FastClock.atNoon(),
    followers: [
      { id: FOLLOWER, ratio: '1' },
      { id: other, ratio: '1' },
    ],
  });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: 500 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(held).toBe(20);
  rig.emulator.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_560);
  await expect.poll(() => rig.notices.filter(({ code }) => code === 'DAILY_LOSS').length).toBe(1);
  await rig.do({ op: 'risk.set', by: 'asha', clientId: other, orderValue: 1 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(() => reasons().slice(-2).sort()).toEqual(['RISK_DAILY_LOSS', 'RISK_ORDER_VALUE']);
  expect(held()).toBe(20);
}, 30_000);

it("a position limit of another program's row stops an entry, and is recorded as one of ours", async () => {
  rig = await Rig.create({ clock: FastClock.atNoon(), followers: [{ id: FOLLOWER, ratio: '1' }], start: false });
  const db = new DatabaseSync(rig.settings.databasePath);
  db.exec(
    `insert into traders_control (account_type, control_type, position_size_limit, is_active, created_at, updated_at)
     values ('follower', 'POSITION_LIMIT', 15, 1, 1, 1)`,
  );
  db.close();
  await rig.start();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await expect.poll(held).toBe(10);
  const tooMuch = rig.leaderPlaces({ transactionType: 'BUY', quantity: 6 });
  await expect.poll(() => reasons().at(-1)).toBe('RISK_POSITION_SIZE');
  expect(violations()).toMatchObject([{ violation_type: 'POSITION_SIZE', limit_value: 15, order_id: tooMuch }]);
}, 30_000);
