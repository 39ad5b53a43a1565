import { afterEach, expect, it } from 'vitest';
import { FastClock } from './kit/fast-clock.ts';
import { HDFC, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
afterEach(() => rig.close());

it.each([
  ['another limit is set', { orderValue: 900_000 }, 500],
  ['the daily loss is set below the loss that is known', { dailyLoss: 500 }, 100_000],
] as const)('the loss of the day counts at once: %s', async (_what, change, before) => {
  rig = await Rig.create({ clock: FastClock.atNoon(), followers: [{ id: FOLLOWER, ratio: '1' }] });
  const pace = (seconds: string) =>
    ({ op: 'config.set', key: 'snapshot_interval_seconds', value: seconds, by: 'asha' }) as const;
  await rig.do(pace('5'));
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: before });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('it to be copied', () => rig.net(FOLLOWER) === 20);
  // He loses ₹1,052, and the engine reads it twice at least.
  const { control } = rig.emulator;
  control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_560);
  const reads = () => control.requests({ dhanClientId: FOLLOWER, operation: 'holdings' }).length;
  const known = reads();
  await rig.until('it to be read', () => reads() >= known + 2);
  // No further read helps.
  await rig.do(pace('60'));
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, ...change });
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('it to be decided', () => (rig.mapping(order)?.reason_code ?? null) !== null);
  expect(rig.mapping(order)?.reason_code).toBe('RISK_DAILY_LOSS');
});
