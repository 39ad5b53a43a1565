import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');
const DAY_MS = 86_400_000;

it.each(['BUY', 'SELL'] as const)(
  'an order of the evening before (%s) fills at the follower first: its INTRADAY units are of today, and the exit of today closes them',
  (side) => {
    const world = new World([[1, 1]]);
    const order = world.leaderPlaces(side, 100, 'LIMIT');
    world.arrive();
    const [copy] = world.of(FOLLOWER);
    if (!copy) throw new Error('expected a copy');
    world.nowMs += DAY_MS;
    world.fill(copy, 40);
    world.arrive();
    world.fill(copy, 60);
    world.arrive();
    world.fill(order, 100);
    world.arrive();
    const sign = side === 'BUY' ? 1 : -1;
    expect([...world.state.positions.values()].map(({ held }) => held)).toEqual([sign * 100]);
    world.leaderPlaces(side === 'BUY' ? 'SELL' : 'BUY', 100, 'MARKET');
    world.arrive();
    world.settle(true);
    expect(world.net(FOLLOWER)).toBe(0);
  },
);

it('what an earlier day left is not taken into the new one', () => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 30, 'MARKET');
  const order = world.leaderPlaces('BUY', 100, 'LIMIT');
  world.arrive();
  const copy = world.of(FOLLOWER).find(({ quantity }) => quantity === 100);
  if (!copy) throw new Error('expected a copy');
  expect(world.net(FOLLOWER)).toBe(30);
  // Over night the broker squares off the 30 of both.
  world.nowMs += DAY_MS;
  world.fill(copy, 100);
  world.arrive();
  expect([...world.state.positions.values()].map(({ held }) => held)).toEqual([100]);
  world.fill(order, 100);
});
