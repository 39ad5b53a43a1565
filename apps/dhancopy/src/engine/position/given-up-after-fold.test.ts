import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { LEADER, World } from '../testing/world.ts';
import type { BrokerOrder } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** What happened is read, so that it is settled and folded away. */
function settle(world: World): void {
  world.arrive();
  world.advance(4_000);
  world.readLeaderBook(true);
  world.arrive();
  world.readAccount(FOLLOWER);
}

function base(world: World): number | undefined {
  const [position] = world.state.positions.values();
  return position?.base;
}

/** A leader order of 100 of which 50 have filled, and its copy with as many: their fills are folded, and the rest of both rests. */
function halfFilled(): { world: World; copy: BrokerOrder } {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.arrive();
  const [order] = world.of(LEADER);
  const [copy] = world.of(FOLLOWER);
  if (!order || !copy) throw new Error('there is no order');
  world.fill(order, 50);
  world.fill(copy, 50);
  settle(world);
  return { world, copy };
}

it('takes nothing of what another order opened since, when the follower takes an order over of which all was closed', () => {
  const { world, copy } = halfFilled();
  world.leaderPlaces('SELL', 50, 'MARKET');
  settle(world);
  world.leaderPlaces('BUY', 30, 'MARKET');
  settle(world);
  expect(base(world)).toBe(30);
  // The rest of the first order still rests, and the follower cancels his.
  world.cancelsByHand(copy);
  world.arrive();
  expect(world.notices).toContain('FOLLOWER_DETACHED');
  world.leaderPlaces('SELL', 30, 'MARKET');
  world.settle();
  expect(world.net(FOLLOWER)).toBe(0);
});

it('takes the part that exits have left of it', () => {
  const { world, copy } = halfFilled();
  world.leaderPlaces('SELL', 25, 'MARKET');
  settle(world);
  world.leaderPlaces('BUY', 30, 'MARKET');
  settle(world);
  expect(base(world)).toBe(55);
  world.cancelsByHand(copy);
  settle(world);
  // 25 of the first order are the follower's own now.
  world.leaderPlaces('SELL', 55, 'MARKET');
  world.settle();
  expect(world.net(FOLLOWER)).toBe(25);
});
