import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderReport } from '@dhancopy/domain/order';
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
 * @param releasedAfter - so many fills are heard of when the follower closes a unit by hand
 */
function played(orders: readonly Order[], heard: readonly (number | null)[], releasedAfter = Infinity): Roles {
  const world = new World([[1, 1]]);
  for (const units of orders) world.leaderPlaces(units > 0 ? 'BUY' : 'SELL', Math.abs(units), 'MARKET');
  const frames = world.frames.splice(0);
  const placements = frames.filter(({ filledQty }) => filledQty === 0);
  const fills = frames.filter(({ filledQty }) => filledQty > 0);
  const order = fills
    .map((report, at) => ({ report, place: heard[at] ?? null }))
    .filter(({ place }) => place !== null)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const hear = (report: OrderReport): void =>
    world.post({ type: 'OrderReported', report, receivedMs: world.nowMs, askedMs: null });
  placements.forEach(hear);
  for (const [at, { report }] of order.entries()) {
    hear(report);
    if (at + 1 === releasedAfter) release(world);
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

function release({ state }: World): void {
  for (const [key, position] of state.positions) {
    state.positions.set(key, { ...position, log: [...position.log, { moved: 'released', units: 1 }] });
  }
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

  it('open what they opened by the exchange, also those from before the follower closed units by hand', () => {
    fc.assert(
      fc.property(
        fc.array(units, { minLength: 2, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (orders, places, releasedAfter) => {
          const inOrder = orders.map((_, at) => at);
          const heard = inOrder.map((at) => (places[at] ?? 0) + (at < releasedAfter ? 0 : 10));
          expect(played(orders, heard, releasedAfter).opened).toEqual(played(orders, inOrder).opened);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stay as they were heard where one of them would have to move past what the follower closed by hand', () => {
    const late = played([-27, -96, 123], [0, null, 1], 2);
    expect(late.fills.map((fill) => fill.split(': ')[1])).toEqual([
      'closes 0, opens 27',
      'closes 27 of 27, opens 96',
      'closes 96 of 96, opens 0',
    ]);
  });

  it('a sale that was reported after a later purchase closes nothing of that purchase', () => {
    const lost = played([-40, 70], [null, 0]);
    expect(lost.fills.map((fill) => fill.split(': ')[1])).toEqual(['closes 0, opens 40', 'closes 40 of 40, opens 30']);
  });
});
