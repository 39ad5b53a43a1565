import { afterEach, expect, it } from 'vitest';
import { Rig } from '../kit/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

it('copies a market order', async () => {
  rig = await Rig.create();
  const id = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('filled', () => rig.net('2000000001') === 50);
  await rig.until('row', () => rig.mapping(id)?.reason_code === 'FILLED');
  expect(rig.mapping(id)?.status).toBe('placed');
  const exit = rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('flat', () => rig.mapping(exit)?.reason_code === 'FILLED');
  expect(rig.net('2000000001')).toBe(0);
});
