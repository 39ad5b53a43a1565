import { afterEach, expect, it } from 'vitest';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
let rig: Rig;
afterEach(() => rig.close());

const modifications = (order: string): object[] =>
  rig.query(
    `select modification_type, old_value, new_value, status from order_modifications where order_id = '${order}' order by id`,
  );

it('of the leader are recorded as those of the copies are, also those made while no engine ran', async () => {
  rig = await Rig.create();
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20, orderType: 'LIMIT', price: 1600 });
  await rig.until('resting', () => rig.orders(FOLLOWER)[0]?.status === 'PENDING');
  const copy = rig.orders(FOLLOWER)[0]?.orderId ?? '';
  rig.emulator.control.modifyAppOrder(LEADER, order, { price: 1602, quantity: 40 });
  await rig.until('copied', () => rig.orders(FOLLOWER)[0]?.priceRupees === 1602);
  await rig.until('recorded', () => modifications(copy).length === 2);
  expect(modifications(order)).toEqual([
    { modification_type: 'QUANTITY', old_value: '20', new_value: '40', status: 'SUCCESS' },
    { modification_type: 'PRICE', old_value: '1600', new_value: '1602', status: 'SUCCESS' },
  ]);
  expect(modifications(copy)).toEqual([
    { modification_type: 'QUANTITY', old_value: '10', new_value: '20', status: 'SUCCESS' },
    { modification_type: 'PRICE', old_value: '1600', new_value: '1602', status: 'SUCCESS' },
  ]);
  await rig.stop();
  rig.emulator.control.modifyAppOrder(LEADER, order, { price: 1598 });
  await rig.start();
  await rig.until('followed', () => rig.orders(FOLLOWER)[0]?.priceRupees === 1598);
  expect(modifications(order).slice(2)).toEqual([
    { modification_type: 'PRICE', old_value: '1602', new_value: '1598', status: 'SUCCESS' },
  ]);
});
