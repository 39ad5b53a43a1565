import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { LEADER, World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** A read of the leader's books from before his purchase, which is handled after the frames of it. */
function lateRead(world: World, askedMs: number): void {
  const at = { askedMs, receivedMs: world.nowMs };
  world.post({ type: 'LeaderBookRead', accountId: LEADER, reports: [], trades: [], positions: [], ...at });
}

it.each([
  ['asked before the purchase, answered after its frames', 0],
  ['asked right after the purchase, which the rows do not show yet', 1_000],
])('%s: the exit closes what was copied, and opens nothing', (_what, afterMs) => {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  const askedMs = world.nowMs + afterMs;
  world.advance(100);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.arrive();
  world.advance(1_200);
  lateRead(world, askedMs);
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(100);
  world.leaderPlaces('SELL', 100, 'MARKET');
  world.settle();
  expect(world.net(FOLLOWER)).toBe(0);
  expect(world.notices).not.toContain('LEADER_POSITION_MOVED');
});
