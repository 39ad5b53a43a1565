import { afterEach, expect, it } from 'vitest';
import { FastClock } from '../kit/fast-clock.ts';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
afterEach(() => rig.close());

it('a stream is found mute also when a read for the record is the first to show the order', async () => {
  rig = await Rig.create({ start: false, clock: new FastClock() });
  await rig.start({ pollMs: 3_600_000 });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  rig.emulator.control.muteStream(LEADER, true);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.later('the order to be copied', () => rig.net(FOLLOWER) === 50);
  await rig.later('the stream to be found mute', () => rig.notices.some(({ code }) => code === 'STREAM_MUTE'));
  expect(rig.notices.filter(({ code }) => code === 'STREAM_MUTE').map(({ accountId }) => accountId)).toEqual([LEADER]);
});

it.each([LEADER, FOLLOWER])('the stream of %s is not mute for what happened while it was down', async (account) => {
  rig = await Rig.create({ clock: new FastClock() });
  const { control } = rig.emulator;
  const reads = (): number => control.requests({ dhanClientId: account, operation: 'positions' }).length;
  for (let round = 1; round <= 3; round += 1) {
    control.refuseStreams(account, true);
    control.resetStream(account);
    await rig.until('it to be down', () => control.streamCount(account) === 0);
    rig.leaderPlaces({ transactionType: 'BUY', quantity: 4 }, account);
    control.refuseStreams(account, false);
    await rig.later('it to be open again', () => control.streamCount(account) === 1);
    const before = reads();
    await rig.later('more reads', () => reads() >= before + 2);
  }
  expect(rig.notices.filter(({ code }) => code === 'STREAM_MUTE')).toEqual([]);
});
