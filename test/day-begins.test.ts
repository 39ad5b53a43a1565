import { afterEach, expect, it } from 'vitest';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { FastClock } from './kit/fast-clock.ts';
import { HDFC, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';
const DAY_MS = 86_400_000;
const MORNING_MS = 8.5 * 3_600_000;
/** So long before the moment the engine starts: a busy machine takes its time. */
const BEFORE_MS = 30_000;

let rig: Rig;
afterEach(() => rig.close());

/** Set to shortly before a time of tomorrow in India. */
function clockBefore(timeMs: number): FastClock {
  return new FastClock(istDayStart(Date.now()) + DAY_MS + timeMs - BEFORE_MS - Date.now());
}

it('the capital of the new day counts from the morning on', async () => {
  const clock = clockBefore(MORNING_MS);
  const readMs = istDayStart(clock.nowMs()) + MORNING_MS + 8_000;
  rig = await Rig.create({ clock, followers: [{ id: FOLLOWER, sizing: 'capital_proportional', ratio: '1' }] });
  // In the night he withdraws three quarters of his money.
  rig.emulator.control.setFunds(FOLLOWER, 2_500_000);
  await rig.later('half past eight, and the reads after it', () => clock.nowMs() > readMs);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('it to be copied', () => rig.orders(FOLLOWER).some(({ filledQuantity }) => filledQuantity > 0));
  expect(rig.net(FOLLOWER)).toBe(5);
});

it("a read in the night does not take yesterday's loss for one of the new day", async () => {
  const clock = clockBefore(0);
  const midnight = istDayStart(clock.nowMs()) + DAY_MS;
  // The broker's day does not change at midnight.
  rig = await Rig.create({ clock, emulator: { now: Date.now }, followers: [{ id: FOLLOWER, ratio: '1' }] });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: 500 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('it to be copied', () => rig.net(FOLLOWER) === 20);
  const { control } = rig.emulator;
  // From the next night on he has lost ₹1,052 of the day before, by the broker's list.
  await rig.later('midnight', () => clock.nowMs() > midnight);
  control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_560);
  const readMs = clock.nowMs() + 12_000;
  await rig.later('the reads after it', () => clock.nowMs() > readMs);
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('it to be decided', () => (rig.mapping(order)?.reason_code ?? null) !== null);
  expect(rig.mapping(order)?.reason_code).toBe('FILLED');
  expect(rig.notices.filter(({ code }) => code === 'DAILY_LOSS')).toEqual([]);
});
