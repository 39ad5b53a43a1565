import { describe, expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { outcomeOf } from '../index.ts';
import { World } from '../testing/world.ts';
import type { BrokerOrder } from '../testing/world.ts';

const FOLLOWER = accountId('F1');
const LINK = linkId(1);

/** The follower changes the quantity of a copy in his app, and it fills before anything shows the change. */
function editsAndFills(world: World, order: BrokerOrder, quantity: number): void {
  world.nowMs += 5_000;
  Object.assign(order, { quantity });
  world.fill(order, quantity);
  world.arrive();
  world.settle(true);
}

/** A copy that rests, of an order of the leader for 100. */
function resting(world: World, side: 'BUY' | 'SELL'): { leader: BrokerOrder; copy: BrokerOrder } {
  const leader = world.leaderPlaces(side, 100, 'LIMIT');
  world.arrive();
  const copy = world.of(FOLLOWER).at(-1);
  if (copy?.quantity !== 100 || copy.status !== 'ACCEPTED') throw new Error('expected a copy that rests');
  return { leader, copy };
}

describe('a copy of which the follower changes the quantity, and which fills at once, is left to him', () => {
  it.each([30, 150])('an entry of 100 becomes %i: nothing is bought or sold for him after that', (quantity) => {
    const world = new World([[1, 1]]);
    const { leader, copy } = resting(world, 'BUY');
    world.fill(leader, 100);
    world.arrive();
    editsAndFills(world, copy, quantity);
    expect(outcomeOf(world.state, LINK, leader.id)?.reason).toBe('FOLLOWER_DETACHED');
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.arrive();
    world.settle(true);
    expect(world.net(FOLLOWER)).toBe(quantity);
    expect(world.of(FOLLOWER)).toHaveLength(1);
  });

  it('an exit of 100 becomes 30: he keeps 70', () => {
    const world = new World([[1, 1]]);
    world.leaderPlaces('BUY', 100, 'MARKET');
    world.arrive();
    const { leader, copy } = resting(world, 'SELL');
    world.fill(leader, 100);
    world.arrive();
    editsAndFills(world, copy, 30);
    expect(outcomeOf(world.state, LINK, leader.id)?.reason).toBe('FOLLOWER_DETACHED');
    expect(world.net(FOLLOWER)).toBe(70);
    expect([...world.state.positions.values()].map(({ held }) => held)).toEqual([0]);
  });

  it('a quantity that we have asked for is no change of his, also where the answer was lost', () => {
    const world = new World([[1, 1]]);
    const { leader, copy } = resting(world, 'BUY');
    world.modifiesByHand(leader, 140, 161_200);
    world.arrive();
    expect(copy.quantity).toBe(140);
    world.fill(leader, 140);
    world.fill(copy, 140);
    world.arrive();
    world.settle();
    expect(outcomeOf(world.state, LINK, leader.id)?.reason).toBe('FILLED');
  });
});
