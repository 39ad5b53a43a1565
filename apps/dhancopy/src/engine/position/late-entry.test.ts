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
