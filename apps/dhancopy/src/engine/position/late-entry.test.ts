import { describe, expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { LinkSettings } from '@dhancopy/domain/link';
import { World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** He is long 10, sells 95 at the market, and the machine sleeps for an hour before it hears of that. */
function slept(settings: Partial<LinkSettings> = {}): World {
  const world = new World([[1, 1]], settings);
  world.leaderPlaces('BUY', 10, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(10);
  world.nowMs += 1_000;
  world.leaderPlaces('SELL', 95, 'MARKET');
  world.nowMs += 3_600_000;
  return world;
}

describe('a sale that closes and opens, reported an hour late', () => {
  it.each([['accepted'], ['fill']] as const)('closes what was copied, once, and opens nothing (%s)', (copyOn) => {
    const world = slept({ copyOn });
    world.arrive();
    world.settle();
    const sales = world.of(FOLLOWER).filter(({ side }) => side === 'SELL');
    expect(sales.map(({ quantity }) => quantity)).toEqual([10]);
    expect(world.net(FOLLOWER)).toBe(0);
  });
});

describe('a limit order of the leader that is heard of late', () => {
  /** Its report waited for half a minute: in the network, or for a locked database. */
  function heardLate(becomes: (world: World, order: ReturnType<World['leaderPlaces']>) => void): World {
    const world = new World([[1, 1]]);
    const order = world.leaderPlaces('BUY', 10, 'LIMIT');
    world.nowMs += 1_000;
    becomes(world, order);
    world.nowMs += 30_000;
    world.arrive();
    return world;
  }
  const outcomes = (world: World): unknown[] => [...world.state.copies.values()].map(({ outcome }) => outcome?.reason);

  it('and has filled since: nothing is bought', () => {
    const world = heardLate((each, order) => each.fill(order, 10));
    world.settle();
    expect(world.of(FOLLOWER)).toEqual([]);
    expect(outcomes(world)).toEqual(['LATE_ENTRY']);
  });

  it('and was cancelled since: nothing is bought', () => {
    const world = heardLate((each, order) => each.cancelsByHand(order));
    world.settle();
    expect(world.of(FOLLOWER)).toEqual([]);
    expect(outcomes(world)).toEqual(['LEADER_CANCELED']);
  });

  it('and still rests: it is copied once a read has shown that', () => {
    const world = heardLate(() => undefined);
    expect(world.of(FOLLOWER)).toEqual([]);
    world.readLeaderBook(false);
    world.advance(500);
    expect(world.of(FOLLOWER).map(({ side, quantity }) => `${side} ${quantity}`)).toEqual(['BUY 10']);
  });
});

describe('a machine whose clock is not the one of the broker', () => {
  it.each([
    [-12_000, 'accepted'],
    [-12_000, 'fill'],
    [12_000, 'accepted'],
    [12_000, 'fill'],
  ] as const)('%i ms, %s: what the leader buys now is copied, and what he bought long ago is not', (ahead, copyOn) => {
    const world = new World([[1, 1]], { copyOn });
    world.brokerAheadMs = ahead;
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.arrive();
    expect(world.net(FOLLOWER)).toBe(10);
    world.leaderPlaces('BUY', 5, 'MARKET');
    world.nowMs += 11_000;
    world.arrive();
    world.settle();
    expect(world.net(FOLLOWER)).toBe(10);
  });
});

describe('a market order that is copied late', () => {
  /** The leader trades at 1,612, and the machine hears of it some seconds later. */
  function heardLate(world: World, side: 'BUY' | 'SELL', quantity: number, afterMs = 3_000): World {
    world.leaderPlaces(side, quantity, 'MARKET');
    world.nowMs += afterMs;
    world.arrive();
    return world;
  }
  const sent = (world: World): string[] =>
    world.of(FOLLOWER).map(({ side, quantity, orderType, price }) => `${side} ${quantity} ${orderType} ${price / 100}`);

  it('goes out at a limit inside the band, and keeps it while it rests', () => {
    const world = heardLate(new World([[1, 1]]), 'BUY', 100);
    expect(sent(world)).toEqual(['BUY 100 LIMIT 1620']);
    for (let second = 0; second < 4; second += 1) {
      world.readLeaderBook(true);
      world.readFollowerBook(FOLLOWER);
      world.readAccount(FOLLOWER);
      world.advance(1_000);
      world.arrive();
    }
    expect(sent(world)).toEqual(['BUY 100 LIMIT 1620']);
  });

  it('keeps its limit over a restart', () => {
    const world = heardLate(new World([[1, 1]]), 'BUY', 100);
    world.restart();
    world.arrive();
    expect(sent(world)).toEqual(['BUY 100 LIMIT 1620']);
  });

  it('is late a second and a half after the second of the broker, and not before', () => {
    expect(sent(heardLate(new World([[1, 1]]), 'BUY', 100, 2_499))).toEqual(['BUY 100 MARKET 0']);
    expect(sent(heardLate(new World([[1, 1]]), 'BUY', 100, 2_501))).toEqual(['BUY 100 LIMIT 1620']);
  });

  it('closes at the market and then opens inside the band, where the leader has turned round', () => {
    const world = heardLate(new World([[1, 1]]), 'BUY', 10, 0);
    heardLate(world, 'SELL', 25);
    world.arrive();
    expect(sent(world)).toEqual(['BUY 10 MARKET 0', 'SELL 10 MARKET 0', 'SELL 15 LIMIT 1604']);
    expect(world.net(FOLLOWER)).toBe(0);
    world.settle(true);
    expect(world.net(FOLLOWER)).toBe(-15);
  });
});

describe('an order of which a part was copied in time', () => {
  it('is not copied further for fills that are heard of too late', () => {
    const world = new World([[1, 1]], { copyOn: 'fill' });
    const order = world.leaderPlaces('BUY', 100, 'LIMIT');
    world.fill(order, 40);
    world.arrive();
    expect(world.net(FOLLOWER)).toBe(0);
    for (const copy of world.of(FOLLOWER)) world.fill(copy, 40);
    world.arrive();
    expect(world.net(FOLLOWER)).toBe(40);
    world.fill(order, 60);
    world.nowMs += 6 * 3_600_000;
    world.arrive();
    world.settle(true);
    expect(world.net(FOLLOWER)).toBe(40);
    expect([...world.state.copies.values()].map(({ outcome }) => outcome?.reason)).toEqual(['LATE_ENTRY']);
  });
});
