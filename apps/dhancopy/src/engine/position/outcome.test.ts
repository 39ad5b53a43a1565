import { expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { outcomeOf } from '../index.ts';
import { World } from '../testing/world.ts';
import type { BrokerOrder } from '../testing/world.ts';

const FOLLOWER = accountId('F1');
const LINK = linkId(1);

/** A copy rests, all trading is halted (what rests stays at the broker), and the leader's order fills. */
function halted(): { world: World; order: BrokerOrder; copy: BrokerOrder } {
  const world = new World([[1, 1]], { fillPolicy: 'leave' });
  const order = world.leaderPlaces('BUY', 50, 'LIMIT');
  world.arrive();
  const [copy] = world.of(FOLLOWER);
  if (!copy) throw new Error('expected a copy');
  world.post({ type: 'TradingStateChanged', state: 'HALTED', byKillSwitch: true });
  return { world, order, copy };
}

it('a copy that fills whole is filled, whatever was said of it while it rested', () => {
  const { world, order, copy } = halted();
  world.fill(order, 50);
  world.fill(copy, 50);
  world.arrive();
  world.settle();
  expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('FILLED');
});

it('a copy that fills in part is not', () => {
  const { world, order, copy } = halted();
  world.fill(order, 50);
  world.fill(copy, 20);
  world.arrive();
  copy.status = 'CANCELED';
  world.readFollowerBook(FOLLOWER);
  world.settle();
  expect(outcomeOf(world.state, LINK, order.id)?.reason).not.toBe('FILLED');
});

it('an end stands after a restart, also before the leader is read: nothing is reported as waiting again', () => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 10, 'MARKET');
  world.arrive();
  const ends = (): unknown[] => [...world.state.copies.values()].map(({ outcome }) => outcome?.reason ?? null);
  expect(ends()).toEqual(['FILLED']);
  const seen = new Set<unknown>();
  const post = world.post.bind(world);
  world.post = (event) => {
    post(event);
    for (const end of ends()) seen.add(end);
  };
  world.restart();
  expect([...seen]).toEqual(['FILLED']);
});
