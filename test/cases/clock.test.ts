import { afterEach, expect, it } from 'vitest';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER } from '../kit/rig.ts';
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

it('the clock is set back after a link was made, and the process starts again: what is older than the link stays so', async () => {
  const back = {
    ...systemClock,
    nowMs: () => systemClock.nowMs() - 60_000,
    nowUs: () => systemClock.nowUs() - 60_000_000,
  };
  play = await Case.open();
  await play.ready();
  await play.copied('BUY', { quantity: 80 });
  const made = (): unknown => play.rig.query('select since_broker_ms from links');
  const madeAt = made();
  play.control.muteStream(LEADER, true);
  await play.rig.stop();
  // His exit is read by the process that starts, and is not older than the link, as little as the entry was.
  play.leader('SELL', { quantity: 20 });
  await play.rig.start({ clock: back });
  await play.has(60);
  play.leader('SELL', { quantity: 60 });
  await play.ends({ units: 0, sent: [80, -20, -60], resting: 0 });
  expect(made()).toEqual(madeAt);
  expect(JSON.stringify(madeAt)).toMatch(/"since_broker_ms":\d{13}/);
});
