import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLeaderFill } from '../position/log.ts';
import { World } from '../testing/world.ts';

/** A leader's market order, negative for a sale. */
type Order = number;

/** What each fill closes and opens by the log, in its order, and what the leader opened by the copies. */
interface Roles {
  readonly fills: readonly string[];
  readonly opened: readonly string[];
}

/**
 * The leader trades; the fills are heard of in an order, the lost ones not at all; then his book is read.
 * @param heard - the place at which each fill is heard of, lowest first; null when its frame is lost
 */
function played(orders: readonly Order[], heard: readonly (number | null)[]): Roles {
  const world = new World([[1, 1]]);
  for (const units of orders) world.leaderPlaces(units > 0 ? 'BUY' : 'SELL', Math.abs(units), 'MARKET');
  const frames = world.frames.splice(0);
  const placements = frames.filter(({ filledQty }) => filledQty === 0);
  const fills = frames.filter(({ filledQty }) => filledQty > 0);
  const order = fills
    .map((report, at) => ({ report, place: heard[at] ?? null }))
    .filter(({ place }) => place !== null)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  for (const report of [...placements, ...order.map((each) => each.report)]) {
    world.post({ type: 'OrderReported', report, receivedMs: world.nowMs, askedMs: null });
  }
  world.readLeaderBook(false);
  const [position] = world.state.positions.values();
  return {
    fills: (position?.log ?? []).filter(isLeaderFill).map((fill) => {
      return `${fill.copy}: closes ${fill.exit}${fill.exit > 0 ? ` of ${fill.of}` : ''}, opens ${fill.entry}`;
    }),
    opened: [...world.state.copies.values()].map(({ id, leaderOpened }) => `${id}: ${leaderOpened}`).sort(),
  };
}

const units = fc.integer({ min: 1, max: 60 }).chain((size) => fc.constantFrom(size, -size));

describe('fills of the leader, once a read of his book shows their order', () => {
  it('count as if they had been reported in the order of the exchange', () => {
    fc.assert(
      fc.property(
        fc.array(units, { minLength: 1, maxLength: 6 }).chain((orders) =>
          fc.tuple(
            fc.constant(orders),
            fc.array(fc.option(fc.integer({ min: 0, max: 9 })), {
              minLength: orders.length,
              maxLength: orders.length,
            }),
          ),
        ),
        ([orders, heard]) => {
          expect(played(orders, heard)).toEqual(
            played(
              orders,
              orders.map((_, at) => at),
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a sale that was reported after a later purchase closes nothing of that purchase', () => {
    const lost = played([-40, 70], [null, 0]);
    expect(lost.fills.map((fill) => fill.split(': ')[1])).toEqual(['closes 0, opens 40', 'closes 40 of 40, opens 30']);
  });
});
