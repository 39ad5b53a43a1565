import { expect, it } from 'vitest';
import { LEADER, unsettled, World } from './testing/world.ts';

it('forgets what ended, and still knows the position that it left', () => {
  const world = new World([[1, 2]]);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.settle();
  expect(world.state.copies.size).toBe(1);

  // Within one day: INTRADAY ends with it.
  world.nowMs += 3 * 3_600_000;
  world.post({ type: 'DayEnded', beforeMs: world.nowMs - 3_600_000 });
  expect(world.state.copies.size).toBe(0);
  expect(world.state.orders.size).toBe(0);
  expect(world.state.copyByClientId.size).toBe(0);
  expect(world.knownLeaderNet()).toBe(100);

  world.orders.length = 0;
  world.leaderPlaces('SELL', 50, 'MARKET');
  while (world.frames.length > 0) world.deliver(0, false);
  while (world.answers.length > 0) world.answer(0);
  while (world.frames.length > 0) world.deliver(0, false);
  expect(world.of(LEADER)).toHaveLength(1);
  expect(world.followers.map((id) => world.net(id))).toEqual([-25]);
  expect([...world.state.copies.values()].map(({ outcome }) => outcome?.reason)).toEqual(['FILLED']);
});

it('keeps what is still open', () => {
  const world = new World([[1, 2]]);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.settle();
  world.nowMs += 3 * 86_400_000;
  world.post({ type: 'DayEnded', beforeMs: world.nowMs });
  expect(world.state.copies.size).toBe(1);
  expect(unsettled(world)).toEqual([]);
});
