import { describe, expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** The leader's limit for 100 has filled 40, and so has its copy; both fills are folded. */
function halfFilled(): World {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.settle();
  for (const order of world.orders) world.fill(order, 40);
  world.settle();
  world.advance(5_000);
  world.readLeaderBook(false);
  expect([...world.state.positions.values()].map(({ base, log }) => [base, log.length])).toEqual([[40, 0]]);
  return world;
}

describe('the follower cancels a copy himself, and then the leader cancels his order', () => {
  it.each(['at once', 'after a restart'])('what had filled is his own and is not bought again (%s)', (when) => {
    const world = halfFilled();
    const [copy] = world.of(FOLLOWER);
    const [order] = world.orders;
    if (!copy || !order) throw new Error('no copy rests');
    world.cancelsByHand(copy);
    world.settle();
    world.cancelsByHand(order);
    world.settle();
    if (when === 'after a restart') world.restart();
    world.settle();
    expect(world.of(FOLLOWER)).toHaveLength(1);
    expect([...world.state.positions.values()].map(({ base, held }) => [base, held])).toEqual([[0, 0]]);

    // Nor is it sold when the leader gets out.
    world.leaderPlaces('SELL', 40, 'MARKET');
    world.settle();
    expect(world.net(FOLLOWER)).toBe(40);
  });
});

describe('the follower moves the copy of a target, and the leader gets out by another order', () => {
  it('is warned that his order closes nothing any more, and again when it fills', () => {
    const world = new World([[1, 1]]);
    world.leaderPlaces('BUY', 100, 'MARKET');
    world.settle();
    world.leaderPlaces('SELL', 100, 'LIMIT');
    world.settle();
    const moved = world.of(FOLLOWER).find(({ status }) => status === 'ACCEPTED');
    if (!moved) throw new Error('no target rests');
    world.modifiesByHand(moved, 100, 161_500);
    world.advance(2_000);
    world.settle();
    expect(world.notices).toContain('EXIT_FOLLOWER_DETACHED');
    expect(world.notices).not.toContain('OWN_ORDER_LEFT');
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.settle();
    expect(world.net(FOLLOWER)).toBe(0);
    expect(world.notices.filter((code) => code === 'OWN_ORDER_LEFT')).toHaveLength(1);
    expect(world.notices).not.toContain('OWN_POSITION_OPENED');
    world.fill(moved, 100);
    world.settle();
    expect(world.notices.filter((code) => code === 'OWN_POSITION_OPENED')).toHaveLength(1);
  });
});
