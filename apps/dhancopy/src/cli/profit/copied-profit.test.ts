import { expect, it } from 'vitest';
import { copiedProfit } from './copied-profit.ts';
import type { Movement } from './copied-profit.ts';

const TODAY = 1_000;

/** `B 10 100 c2 @900`: bought 10 at ₹100 for ₹2 of charges at 900; `?` for what nobody knows. */
function moved(text: string): Movement[] {
  return text.split(', ').map((each) => {
    const [side, quantity, price, charges, at] = each.split(' ');
    const known = (word = ''): number | null => (word.includes('?') ? null : Number(word.replace(/^[c@]/, '')));
    return {
      side: side === 'B' ? 'BUY' : 'SELL',
      quantity: Number(quantity),
      price: known(price),
      charges: known(charges),
      atSec: Number(at?.slice(1)),
    };
  });
}

it.each([
  ['bought and sold today', 'B 10 100 c2 @1001, S 10 103 c3 @1002', { realisedToday: 30, chargesToday: 5, charges: 5 }],
  ['carried over night', 'B 10 100 c2 @900, S 10 103 c3 @1002', { realisedToday: 30, chargesToday: 3, charges: 5 }],
  ['all of it yesterday', 'B 10 100 c2 @900, S 10 103 c3 @901', { realisedToday: 0, chargesToday: 0, charges: 5 }],
  ['charges that are not known yet', 'B 10 100 c? @1001, S 10 103 c3 @1002', { charges: 3, uncharged: 1 }],
  ['units that left at a price', 'B 10 100 c2 @1001, S 4 110 c0 @1002', { realisedToday: 40, unpriced: 0 }],
  [
    'units that left at an unknown price: at their cost',
    'B 10 100 c2 @1001, S 4 ? c0 @1002',
    { realisedToday: 0, unpriced: 4 },
  ],
])('%s', (_what, text, expected) => {
  expect(copiedProfit(moved(text), TODAY, 1)).toMatchObject(expected);
});

it('counts a contract of several units', () => {
  expect(copiedProfit(moved('B 1 100 c2 @1001, S 1 103 c3 @1002'), TODAY, 100).realisedToday).toBe(300);
});
