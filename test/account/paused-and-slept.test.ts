import { afterEach, expect, it } from 'vitest';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
afterEach(() => rig.close());

it('an account that was paused stays paused when the machine has slept and the account is read again', async () => {
  rig = await Rig.create({ start: false, followers: [{ id: FOLLOWER, ratio: '1' }] });
  let sleptMs = 0;
  await rig.start({ clock: { ...systemClock, nowMs: () => Date.now() + sleptMs } });
  const reasonOf = (order: string): string | null => rig.mapping(order)?.reason_code ?? null;
  await rig.do({ op: 'account.state', clientId: FOLLOWER, state: 'REDUCING' });
  const fundsRead = (): number => rig.emulator.control.requests({ dhanClientId: FOLLOWER, operation: 'funds' }).length;
  const before = fundsRead();
  sleptMs = 6_000;
  await rig.until('the engine to notice it', () => rig.notices.some(({ code }) => code === 'ENGINE_SLEPT'));
  await rig.until('the account to be read again', () => fundsRead() > before);
  const refused = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('it to be decided', () => reasonOf(refused) !== null);
  expect(reasonOf(refused)).toBe('ACCOUNT_REDUCING');
  await rig.do({ op: 'account.state', clientId: FOLLOWER, state: 'ACTIVE' });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 5 });
  await rig.until('the next one to be copied', () => rig.net(FOLLOWER) === 5);
});
