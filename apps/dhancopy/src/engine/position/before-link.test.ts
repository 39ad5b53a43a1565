import { describe, expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { LinkSettings } from '@dhancopy/domain/link';
import type { OrderSide } from '@dhancopy/domain/order';
import { paise } from '@dhancopy/domain/price';
import { outcomeOf } from '../index.ts';
import { LEADER, World } from '../testing/world.ts';
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

  it('is none of its business either where a later order filled before it did', () => {
    const world = morning(
      (early) => {
        const first = early.leaderPlaces('BUY', 30, 'LIMIT');
        early.nowMs += 5_000;
        early.leaderPlaces('BUY', 1, 'MARKET');
        early.nowMs += 5_000;
        early.fill(first, 10);
        early.fill(first, 20);
        early.arrive();
      },
      { lateEntryMs: 3_600_000 },
    );
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

it("the clock of the machine was set back since: the broker's time of the link counts", () => {
  const world = new World([[1, 1]], { lateEntryMs: 3_600_000 });
  world.linkedMs = world.nowMs;
  world.linkedBrokerMs = world.nowMs;
  world.nowMs += 5_000;
  world.leaderPlaces('BUY', 100, 'MARKET');
  // Two seconds later by the broker's clock, and before the link was made by the clock that the process has now.
  world.nowMs += 2_000 - 8_000;
  world.brokerAheadMs = 8_000;
  world.restart('lost');
  world.arrive();
  world.settle();
  expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([100]);
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

  it('is copied without what it had filled before', () => {
    const world = morning(
      (early) => {
        const order = early.leaderPlaces('BUY', 50, 'LIMIT');
        early.fill(order, 20);
        early.nowMs += 2_000;
        early.fill(order, 10);
        early.arrive();
      },
      { openOrders: 'copy', lateEntryMs: 3_600_000 },
    );
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([20]);
    const [order] = world.orders;
    if (!order) throw new Error('expected an order');
    world.fill(order, 20);
    for (const copy of world.of(FOLLOWER)) world.fill(copy, copy.quantity);
    world.arrive();
    world.settle();
    expect(world.net(FOLLOWER)).toBe(20);
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('FILLED');
    world.leaderPlaces('SELL', 50, 'MARKET');
    world.arrive();
    world.settle(true);
    expect(world.net(FOLLOWER)).toBe(0);
  });

  it('is copied without what it had filled while the engine ran without the link', () => {
    const world = new World([[1, 1]], { openOrders: 'copy', lateEntryMs: 3_600_000 });
    const link = world.state.links.get(LINK);
    if (!link) throw new Error('expected a link');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    const order = world.leaderPlaces('BUY', 50, 'LIMIT');
    world.fill(order, 20);
    world.arrive();
    world.nowMs += 60_000;
    world.post({ type: 'LinkChanged', link: { ...link, sinceMs: world.nowMs } });
    world.nowMs += 5_000;
    world.fill(order, 10);
    world.arrive();
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([30]);
  });

  it('rests at the follower with the first read after the link is made, also when the engine runs', () => {
    const world = new World([[1, 1]], { openOrders: 'copy' });
    const link = world.state.links.get(LINK);
    if (!link) throw new Error('expected a link');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    const order = world.leaderPlaces('BUY', 50, 'LIMIT');
    world.fill(order, 20);
    world.arrive();
    world.nowMs += 60_000;
    const made = { ...link, sinceMs: world.nowMs };
    world.post({ type: 'LinkChanged', link: made });
    // It was heard of a minute ago, and may be over.
    expect(world.of(FOLLOWER)).toEqual([]);
    world.readLeaderBook(false);
    world.advance(500);
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([30]);
    world.arrive();
    world.post({ type: 'LinkChanged', link: { ...made, settings: { ...made.settings, copyOn: 'transit' } } });
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([30]);
  });

  it('is copied without what it had filled before, also where its size could not be worked out at first', () => {
    const world = new World([[1, 1]], { sizing: 'capital_proportional' });
    const link = world.state.links.get(LINK);
    const follower = world.state.accounts.get(FOLLOWER)?.account;
    const leader = world.state.accounts.get(LEADER)?.account;
    if (!link || !follower || !leader) throw new Error('expected a link and its accounts');
    const capital = paise(10_000_000);
    world.post({ type: 'LinkRemoved', linkId: LINK });
    world.post({ type: 'AccountChanged', account: { ...leader, capital } });
    const order = world.leaderPlaces('BUY', 50, 'LIMIT');
    world.fill(order, 20);
    world.arrive();
    world.nowMs += 60_000;
    world.post({ type: 'LinkChanged', link: { ...link, sinceMs: world.nowMs } });
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('CAPITAL_UNKNOWN');
    world.nowMs += 5_000;
    world.fill(order, 10);
    world.arrive();
    world.post({ type: 'AccountChanged', account: { ...follower, capital } });
    expect(world.of(FOLLOWER).map(({ quantity }) => quantity)).toEqual([30]);
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

  it('leaves an exit an exit, also where a fill from before is heard of after it', () => {
    const world = new World([[1, 1]]);
    const link = world.state.links.get(LINK);
    if (!link) throw new Error('expected a link');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    const bought = world.leaderPlaces('BUY', 150, 'LIMIT');
    const sold = world.leaderPlaces('SELL', 150, 'LIMIT');
    world.arrive();
    world.fill(bought, 150);
    world.frames.splice(0);
    world.nowMs += 60_000;
    world.post({ type: 'LinkChanged', link: { ...link, sinceMs: world.nowMs } });
    world.nowMs += 5_000;
    world.fill(sold, 150);
    world.arrive();
    world.readLeaderBook(false);
    world.settle(true);
    expect(world.net(LEADER)).toBe(0);
    expect(world.net(FOLLOWER)).toBe(0);
  });

  it('is left alone also if it was placed in the second in which the link was made', () => {
    const world = new World([[1, 1]], { openOrders: 'skip' });
    const link = world.state.links.get(LINK);
    if (!link) throw new Error('expected a link');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    world.nowMs = Math.floor(world.nowMs / 1_000) * 1_000 + 300;
    const order = world.leaderPlaces('BUY', 50, 'LIMIT');
    world.arrive();
    world.post({ type: 'LinkChanged', link: { ...link, sinceMs: Math.floor(world.nowMs / 1_000) * 1_000 } });
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('BEFORE_LINK');
    expect(world.of(FOLLOWER)).toEqual([]);
  });

  it('opens nothing, also where another order has closed by then what it was to close', () => {
    const { world, order } = resting('BUY', 'skip');
    world.leaderPlaces('SELL', 40, 'MARKET');
    world.arrive();
    world.settle();
    const [, exit] = world.of(FOLLOWER);
    expect([world.net(FOLLOWER), exit?.quantity]).toEqual([-40, 40]);
    if (!exit) throw new Error('expected an exit');
    // He buys 42 at the market; before that is heard, both orders that rest fill.
    world.leaderPlaces('BUY', 42, 'MARKET');
    world.fill(order, 50);
    world.fill(exit, 40);
    world.arrive();
    world.settle(true);
    expect(world.net(LEADER)).toBe(52);
    expect(world.net(FOLLOWER)).toBe(2);
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

it('what filled before the link was made, and is reported with later fills, is given back when the trades are read', () => {
  const world = new World([[1, 1]], { copyOn: 'fill' });
  const order = world.leaderPlaces('BUY', 100, 'LIMIT');
  world.arrive();
  world.fill(order, 60);
  world.frames.splice(0);
  world.nowMs += 5_000;
  const link = world.state.links.get(LINK);
  if (!link) throw new Error('expected a link');
  world.post({ type: 'LinkChanged', link: { ...link, sinceMs: world.nowMs } });
  world.nowMs += 5_000;
  world.fill(order, 40);
  world.arrive();
  world.readLeaderBook(true);
  world.settle(true);
  expect(world.net(FOLLOWER)).toBe(40);
  world.leaderPlaces('SELL', 100, 'MARKET');
  world.settle(true);
  expect(world.net(FOLLOWER)).toBe(0);
});
