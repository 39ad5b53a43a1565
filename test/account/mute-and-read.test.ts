import { afterEach, expect, it } from 'vitest';
import { FastClock } from '../kit/fast-clock.ts';
import { LEADER, Rig } from '../kit/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

it('a stream is found mute also when a read for the record is the first to show the order', async () => {
  rig = await Rig.create({ start: false, clock: new FastClock() });
  await rig.start({ pollMs: 3_600_000 });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  rig.emulator.control.muteStream(LEADER, true);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.later('the order to be copied', () => rig.net('2000000001') === 50);
  await rig.later('the stream to be found mute', () => rig.notices.some(({ code }) => code === 'STREAM_MUTE'));
  expect(rig.notices.filter(({ code }) => code === 'STREAM_MUTE').map(({ accountId }) => accountId)).toEqual([LEADER]);
});
