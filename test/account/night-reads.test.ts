import { afterEach, expect, it } from 'vitest';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { Case } from '../cases/case.ts';
import { FastClock } from '../kit/fast-clock.ts';

let play: Case;
afterEach(() => play.rig.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

// Splits and bonuses come into the holdings in the night. A read before that must not count as the first of the new day.
it.each([
  ['02:00', 2 * HOUR_MS, -DAY_MS],
  ['08:29', 8.48 * HOUR_MS, -DAY_MS],
  ['08:31', 8.52 * HOUR_MS, 0],
])('what is read at %s belongs to its trading day', async (_at, afterMidnightMs, dayMs) => {
  const midnight = istDayStart(Date.now());
  const rig = (play = await Case.open({ clock: new FastClock(midnight + afterMidnightMs - Date.now()) })).rig;
  await play.copied('BUY', { quantity: 10, productType: 'CNC' });
  const days = (): unknown[] => rig.query(`select json_extract(state, '$.dayMs') as day from own_positions`);
  await rig.until('the account to be read', () => days().length > 0);
  expect(days()).toEqual([{ day: midnight + dayMs }]);
});
