import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { systemClock } from 'dhancopy/runtime/time/clock';
import type { Clock } from 'dhancopy/runtime/time/clock';
import { HDFC, Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';
const DAY_MS = 86_400_000;
const MORNING_MS = 8.5 * 3_600_000;
/** So long before the moment the engine starts: a busy machine takes its time. */
const BEFORE_MS = 20_000;

let rig: Rig;
afterEach(() => rig.close());

/** The machine's clock, set to shortly before a time of tomorrow in India. */
function clockBefore(timeMs: number): Clock {
  const aheadMs = istDayStart(Date.now()) + DAY_MS + timeMs - BEFORE_MS - Date.now();
  const nowMs = (): number => Date.now() + aheadMs;
  return { ...systemClock, nowMs, nowUs: () => nowMs() * 1_000 };
}

it('the capital of the new day counts from the morning on', async () => {
  const clock = clockBefore(MORNING_MS);
  const day = istDayStart(clock.nowMs());
  const follower = { id: FOLLOWER, sizing: 'capital_proportional', ratio: '1' } as const;
  rig = await Rig.create({ start: false, emulator: { now: clock.nowMs }, followers: [follower] });
  await rig.start({ clock });
  // In the night he withdraws three quarters of his money.
  rig.emulator.control.setFunds(FOLLOWER, 2_500_000);
  await rig.until('half past eight, and the reads after it', () => clock.nowMs() > day + MORNING_MS + 8_000, 60_000);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('it to be copied', () => rig.orders(FOLLOWER).some(({ filledQuantity }) => filledQuantity > 0));
  expect(rig.net(FOLLOWER)).toBe(5);
});

it("a read in the night does not take yesterday's loss for one of the new day", async () => {
  const clock = clockBefore(0);
  const midnight = istDayStart(clock.nowMs()) + DAY_MS;
  rig = await Rig.create({ start: false, followers: [{ id: FOLLOWER, ratio: '1' }] });
  await rig.start({ clock });
  await rig.do({ op: 'config.set', key: 'snapshot_interval_seconds', value: '5', by: 'asha' });
  await rig.do({ op: 'risk.set', by: 'asha', clientId: FOLLOWER, dailyLoss: 500 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await rig.until('it to be copied', () => rig.net(FOLLOWER) === 20);
  const { control } = rig.emulator;
  // From the next night on he has lost ₹1,052 of the day before, by the broker's list.
  await rig.until('midnight', () => clock.nowMs() > midnight, 60_000);
  control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1_560);
  await sleep(8_000);
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('it to be decided', () => (rig.mapping(order)?.reason_code ?? null) !== null);
  expect(rig.mapping(order)?.reason_code).toBe('FILLED');
  expect(rig.notices.filter(({ code }) => code === 'DAILY_LOSS')).toEqual([]);
});
