import { afterEach, expect, it } from 'vitest';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const HOUR_MS = 3_600_000;

it.each([
  ['was right and is set back', 0],
  ['was an hour ahead when the link was made and is set right', HOUR_MS],
] as const)('the clock of the machine %s while the product runs: nothing is reversed', async (_what, aheadMs) => {
  let offMs: number = aheadMs;
  const clock = {
    ...systemClock,
    nowMs: () => systemClock.nowMs() + offMs,
    nowUs: () => systemClock.nowUs() + offMs * 1_000,
  };
  play = await Case.open({ start: false });
  play.rig.query(`update links set created_at = created_at + ${aheadMs / 1_000}`, 'write');
  await play.rig.start({ clock });
  await play.ready();
  offMs -= HOUR_MS;
  await play.rig.until('the notice', () => play.noticed('CLOCK_SET_BACK', /by 3600 s/).length === 1);
  play.leader('BUY', { quantity: 100 });
  await play.ends({ units: 100, sent: [100], resting: 0 });
  play.leader('SELL', { quantity: 50 });
  await play.ends({ units: 50, sent: [100, -50], resting: 0 });
});

it.each([0, 60_000])(
  'units leave without an order, and the leader sells: they stay released (clock %i ms ahead)',
  async (aheadMs) => {
    const clock = new FastClock(aheadMs);
    play = await Case.open({ clock, emulator: { now: () => clock.nowMs() - aheadMs } });
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.control.transferUnits(FOLLOWER, { ...HDFC, productType: 'INTRADAY', quantity: -40 });
    await play.rig.later('released', () => play.noticed('RELEASED', /40/).length > 0);
    play.leader('SELL', { quantity: 50 });
    await play.has(30);
    play.leader('SELL', { quantity: 50 });
    await play.ends({ units: 0, sent: [100, -30, -30], resting: 0 });
    expect(play.noticed('OWN_POSITION_OPENED')).toEqual([]);
  },
);
