import { describe, expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { LinkSettings } from '@dhancopy/domain/link';
import type { OrderSide } from '@dhancopy/domain/order';
import { outcomeOf } from '../index.ts';
import { World } from '../testing/world.ts';
import type { BrokerOrder } from '../testing/world.ts';

const FOLLOWER = accountId('F1');
const LINK = linkId(1);

/** The leader trades all morning; at noon somebody links a follower to him, with a data folder of its own. */
function morning(trade: (world: World) => void, settings: Partial<LinkSettings> = {}): World {
  const world = new World([[1, 1]], settings);
  trade(world);
  world.nowMs += 60_000;
  world.linkedMs = world.nowMs;
  world.nowMs += 5_000;
  world.orders.splice(0, world.orders.length, ...world.orders.filter(({ account }) => account !== FOLLOWER));
  world.restart('lost');
  world.settle();
  return world;
}

describe('what was over before the link was made', () => {
  it('is none of its business: no copy, no row', () => {
    const world = morning((early) => {
      early.leaderPlaces('BUY', 100, 'MARKET');
      early.arrive();
    });
    expect(world.of(FOLLOWER)).toEqual([]);
    expect(world.state.copies.size).toBe(0);
  });

  it('still counts for his position: an exit of it is no entry', () => {
    const world = morning((early) => {
      early.leaderPlaces('BUY', 100, 'MARKET');
      early.arrive();
    });
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.arrive();
    world.settle();
    expect(world.of(FOLLOWER)).toEqual([]);
    expect([...world.state.copies.values()].map(({ outcome }) => outcome?.reason)).toEqual(['NOTHING_COPIED']);
  });
});

describe('an order that was open when the link was made', () => {
  function resting(side: OrderSide, openOrders: 'copy' | 'skip'): { world: World; order: BrokerOrder } {
    const world = morning(
      (early) => {
        early.leaderPlaces(side, 50, 'LIMIT');
        early.arrive();
      },
      { openOrders },
    );
    const [order] = world.orders;
    if (!order) throw new Error('expected an order');
    return { world, order };
  }

  it('is copied where that was chosen', () => {
    const { world, order } = resting('BUY', 'copy');
    world.fill(order, 50);
    world.arrive();
    world.settle();
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([50]);
  });

  it('is left alone where that was chosen, and says why', () => {
    const { world, order } = resting('BUY', 'skip');
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('BEFORE_LINK');
    world.fill(order, 50);
    world.arrive();
    world.settle();
    expect(world.of(FOLLOWER)).toEqual([]);
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('BEFORE_LINK');
  });

  it('closes all the same what was copied since', () => {
    const { world, order } = resting('SELL', 'skip');
    world.leaderPlaces('BUY', 50, 'MARKET');
    world.arrive();
    world.settle();
    expect(world.net(FOLLOWER)).toBe(50);
    world.fill(order, 50);
    world.arrive();
    world.settle();
    expect(world.net(FOLLOWER)).toBe(0);
  });
});
