import { expect, it } from 'vitest';
import { positionRow } from '@dhancopy/dhan/rest/portfolio/response';
import { POSITION_ROW } from '@dhancopy/dhan/testing/samples/portfolio';
import { lastPriceOf } from './last-price.ts';

const priceOf = (changes: object): number | null => lastPriceOf(positionRow.parse({ ...POSITION_ROW, ...changes }));

it.each([
  ['a long one', {}, 106.5],
  ['a long one with a loss', { unrealizedProfit: -334.75 }, 96.2],
  ['a short one', { netQty: -50, buyAvg: 0, sellAvg: 1612.4, unrealizedProfit: -120 }, 1614.8],
  ['one of ten barrels each', { netQty: 2, buyAvg: 6_000, multiplier: 10, unrealizedProfit: 100 }, 6_005],
  ['one without a multiplier', { netQty: 5, buyAvg: 10, multiplier: 0, unrealizedProfit: 5 }, 11],
  [
    'one in a currency',
    { exchangeSegment: 'NSE_CURRENCY', netQty: 1_000, buyAvg: 83.1225, unrealizedProfit: 5 },
    83.1275,
  ],
  ['a closed one', { netQty: 0, unrealizedProfit: 0 }, null],
  ['one without an average', { buyAvg: 0 }, null],
])('the last price of %s', (_name, changes, price) => {
  expect(priceOf(changes)).toBe(price);
});
