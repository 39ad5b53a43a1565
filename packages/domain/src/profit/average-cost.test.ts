import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTrade, FLAT, unrealisedAt } from './average-cost.ts';

interface Traded {
  readonly side: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly price: number;
}

function traded(text: string): Traded[] {
  return text.split(', ').map((each) => {
    const [side, quantity, price] = each.split(' ');
    return { side: side === 'B' ? 'BUY' : 'SELL', quantity: Number(quantity), price: Number(price) };
  });
}

describe('what trades come to', () => {
  it.each([
    ['bought', 'B 100 10', 100, 10, 0],
    ['added dearer', 'B 100 10, B 100 20', 200, 15, 0],
    ['half sold: the average stays', 'B 100 10, S 50 12', 50, 10, 100],
    ['sold out', 'B 100 10, S 100 12', 0, 0, 200],
    ['in again later: what was earned stays earned', 'B 100 10, S 100 12, B 100 20', 100, 20, 200],
    ['short', 'S 50 10, B 50 8', 0, 0, 100],
    ['past zero', 'B 50 10, S 80 12', -30, 12, 100],
    ['a loss', 'B 10 100, S 10 90.5', 0, 0, -95],
  ])('%s', (_name, text, units, averageCost, realised) => {
    const end = traded(text).reduce((position, trade) => afterTrade(position, trade), FLAT);
    expect(end).toEqual({ units, averageCost, realised });
  });

  it('counts a contract of several units', () => {
    const [buy, sell] = traded('B 1 100, S 1 103');
    if (!buy || !sell) throw new Error('expected two trades');
    expect(afterTrade(afterTrade(FLAT, buy, 100), sell, 100).realised).toBe(300);
  });
});

/** The cash that changed hands is another way to the same figure. */
it('agrees with the cash, whatever is traded', () => {
  const trade = fc.record<Traded>({
    side: fc.constantFrom('BUY', 'SELL'),
    quantity: fc.integer({ min: 1, max: 500 }),
    price: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000 }), (trades, last) => {
      const end = trades.reduce((position, each) => afterTrade(position, each), FLAT);
      const cash = trades.reduce(
        (sum, { side, quantity, price }) => sum + (side === 'BUY' ? -1 : 1) * quantity * price,
        0,
      );
      expect(end.realised + unrealisedAt(end, last)).toBeCloseTo(cash + end.units * last, 4);
    }),
  );
});
