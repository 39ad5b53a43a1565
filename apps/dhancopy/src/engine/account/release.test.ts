import { expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { heldOf } from '../index.ts';
import { INSTRUMENT, LEADER, World } from '../testing/world.ts';
import type { BrokerOrder } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** A leader's limit for 100 rests, and so does its copy. */
function resting(): { readonly world: World; readonly copy: BrokerOrder; readonly order: BrokerOrder } {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.arrive();
  const [copy] = world.of(FOLLOWER);
  const [order] = world.of(LEADER);
  if (!copy || !order) throw new Error('there is no order');
  return { world, copy, order };
}

it('does not buy again what the follower closed of a copy that had filled ahead of the leader', () => {
  const { world, copy, order } = resting();
  world.fill(copy, 60);
  world.arrive();
  // He sells the 60, which the reads show.
  for (let read = 1; read <= 4; read += 1) {
    world.advance(1_000);
    world.readAccount(FOLLOWER, 0);
  }
  expect(heldOf(world.state, linkId(1), INSTRUMENT.id as string as Asset, 'INTRADAY')).toBe(0);
  world.fill(order, 100);
  world.settle(true);
  // 60 and 40: his order was for 100.
  expect(world.net(FOLLOWER)).toBe(100);
});

it('the same, when the leader had filled a part of his order by then', () => {
  const { world, copy, order } = resting();
  world.fill(copy, 60);
  world.fill(order, 20);
  world.arrive();
  // He sells the 60, which the reads show: 20 that the leader has filled, and 40 ahead of him.
  for (let read = 1; read <= 4; read += 1) {
    world.advance(1_000);
    world.readAccount(FOLLOWER, 0);
  }
  world.arrive();
  expect(heldOf(world.state, linkId(1), INSTRUMENT.id as string as Asset, 'INTRADAY')).toBe(0);
  world.fill(order, 80);
  world.settle(true);
  expect(world.net(FOLLOWER)).toBe(100);
  // What he closed is not bought for him: his link holds the 40 that came after.
  expect(heldOf(world.state, linkId(1), INSTRUMENT.id as string as Asset, 'INTRADAY')).toBe(40);
});

it('gives up what is missing on one side, and leaves what should be held on the other', () => {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  world.leaderPlaces('BUY', 22, 'MARKET');
  world.arrive();
  world.leaderPlaces('SELL', 16, 'LIMIT');
  world.leaderPlaces('SELL', 16, 'LIMIT');
  world.arrive();
  const [, first, second] = world.of(LEADER);
  const [, one, other] = world.of(FOLLOWER);
  if (!first || !second || !one || !other) throw new Error('there is no order');
  // Both copies fill ahead of him, and what is too much is bought back.
  world.fill(one, 16);
  world.fill(other, 16);
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(0);
  const link = world.state.links.get(linkId(1));
  if (!link) throw new Error('there is no link');
  world.post({ type: 'LinkChanged', link: { ...link, state: 'REDUCING' } });
  // He holds 6 now. By the copy of his other order, which rests, 10 short would follow: an entry, which the link does not take.
  world.fill(second, 16);
  world.arrive();
  expect(world.notices).toContain('CORRECTION_GIVEN_UP');
  const [position] = world.state.positions.values();
  expect(position?.log.filter((entry) => 'moved' in entry)).toEqual([]);
});
