import { afterEach, expect, it } from 'vitest';
import { FastClock } from '../kit/fast-clock.ts';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const OTHER = '2000000002';

let rig: Rig;
afterEach(() => rig.close());

it('account resume tries an address again that the broker refused, though the account was never paused', async () => {
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
  const { control } = rig.emulator;
  const refused = { httpStatus: 400, errorType: 'Invalid_IP', errorCode: 'DH-905', errorMessage: 'Invalid IP' };
  control.addFault({ accounts: FOLLOWER, operations: 'place', effect: { kind: 'refuse', ...refused } });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 5 });
  await rig.until('the account to be blocked', () => rig.notices.some(({ code }) => code === 'ACCOUNT_BLOCKED'));
  control.clearFaults();
  await rig.do({ op: 'account.state', clientId: FOLLOWER, state: 'ACTIVE' });
  await rig.until(
    'it to be live',
    () => rig.runtime?.status().accounts.every(({ state }) => state === 'LIVE') === true,
  );
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 7 });
  await rig.until('the next order to be copied', () => rig.net(FOLLOWER) >= 7);
});

it('an account that is removed and added again while others are read has one session', async () => {
  const [slow, leader] = ['3000000001', '4000000001'];
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
  const { control } = rig.emulator;
  const add = (clientId: string, role: 'leader' | 'follower') => {
    const { accessToken: token } = control.addAccount({ dhanClientId: clientId });
    return { op: 'account.add' as const, role, clientId, name: clientId, token };
  };
  const both = [add(slow, 'follower'), add(leader, 'leader')];
  control.addFault({ accounts: slow, operations: 'profile', effect: { kind: 'latency', ms: 2_000 } });
  // Leaders are read when all followers are read.
  const imported = rig.do({ op: 'account.import', steps: both.map((each) => ({ where: each.clientId, do: each })) });
  const asked = () => control.requests({ dhanClientId: slow, operation: 'profile' }).length;
  await rig.until('the slow one to be read', () => asked() > 0);
  await rig.do({ op: 'account.remove', clientId: leader });
  await rig.do(both[1] ?? add(leader, 'leader'));
  await imported;
  expect(control.streamCount(leader)).toBe(1);
  await rig.do({ op: 'account.remove', clientId: leader });
  await rig.until('its stream to be closed', () => control.streamCount(leader) === 0);
});

it('a link that is resumed while a flatten goes on for another is not closed again', async () => {
  const clock = new FastClock();
  rig = await Rig.create({
    clock,
    followers: [
      { id: FOLLOWER, ratio: '1' },
      { id: OTHER, ratio: '1' },
    ],
  });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 5 });
  await rig.until('both to have it', () => rig.net(FOLLOWER) === 5 && rig.net(OTHER) === 5);
  rig.emulator.control.addFault({ accounts: OTHER, operations: 'place', effect: { kind: 'refuse' } });
  const flatten = rig.do({ op: 'flatten', by: 'asha', leader: LEADER }).catch(String);
  await rig.until('the first to be closed', () => rig.net(FOLLOWER) === 0);
  await rig.do({ op: 'link.state', leader: LEADER, follower: FOLLOWER, state: 'ACTIVE' });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 7 });
  await rig.until('the next order to be copied', () => rig.net(FOLLOWER) === 7);
  // It ends when its time is over; until then it goes on closing, every half second.
  expect(await clock.fasterUntil(flatten)).toContain('not everything is closed');
  expect(rig.net(FOLLOWER)).toBe(7);
});
