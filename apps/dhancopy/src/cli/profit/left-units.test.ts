import { expect, it } from 'vitest';
import { istToMs } from '@dhancopy/domain/indian-time';
import { leavings } from './left-units.ts';
import type { LeftUnits, OwnTrade } from './left-units.ts';

const NOON = (istToMs('2026-11-27 12:00:00') ?? NaN) / 1_000;

function sold(quantity: number, price: number, charges: number | null, secondsBefore: number): OwnTrade {
  return { side: 'SELL', quantity, price, charges, trade_ts: NOON - secondsBefore };
}

function gone(units: number, reason = 'CLOSED_BY_HAND', price: number | null = 111): LeftUnits {
  return { reason, units, price, released_at: NOON };
}

it.each([
  ['a hand trade brings its price, and its charges', [gone(50)], [sold(50, 120, 30, 5)], ['50 at 120, 30']],
  ['part of a hand trade has part of its charges', [gone(20)], [sold(50, 120, 30, 5)], ['20 at 120, 12']],
  [
    'several trades, the newest first',
    [gone(60)],
    [sold(50, 120, 30, 9), sold(20, 121, 10, 5)],
    ['20 at 121, 10', '40 at 120, 24'],
  ],
  [
    'a trade counts once',
    [gone(30), gone(30)],
    [sold(40, 120, 40, 5)],
    ['30 at 120, 30', '10 at 120, 10', '20 at 111, 0'],
  ],
  ['charges that are not known yet', [gone(50)], [sold(50, 120, null, 5)], ['50 at 120, null']],
  ['a trade whose row is not read yet: the price that was reported', [gone(50)], [], ['50 at 111, 0']],
  ['a square-off at the price of its trade', [gone(50, 'SQUARED_OFF', 100)], [sold(50, 98, 5, 5)], ['50 at 98, 5']],
  ['units that became his own', [gone(50, 'LINK_REMOVED', 111)], [], ['50 at null, 0']],
  [
    'a purchase does not close what was bought',
    [gone(50)],
    [{ ...sold(50, 120, 30, 5), side: 'BUY' as const }],
    ['50 at 111, 0'],
  ],
  ['a trade of the day before', [gone(50)], [sold(50, 120, 30, 86_400)], ['50 at 111, 0']],
  ['a later trade', [gone(50)], [sold(50, 120, 30, -120)], ['50 at 111, 0']],
])('%s', (_what, left, own, expected) => {
  const moved = leavings(left, own);
  expect(moved.map(({ quantity, price, charges }) => `${quantity} at ${price}, ${charges}`)).toEqual(expected);
});

it('a short position is bought back', () => {
  const bought: OwnTrade = { side: 'BUY', quantity: 50, price: 90, charges: 4, trade_ts: NOON };
  expect(leavings([gone(-50)], [bought])).toEqual([{ side: 'BUY', quantity: 50, price: 90, charges: 4, atSec: NOON }]);
});
