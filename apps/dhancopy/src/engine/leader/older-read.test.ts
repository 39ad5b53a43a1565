import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { isSuspicious } from '../index.ts';
import { LEADER, World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** A read of the leader's books from before his purchase, which is handled after the frames of it. */
function lateRead(world: World, askedMs: number): void {
  const at = { askedMs, receivedMs: world.nowMs };
  world.post({ type: 'LeaderBookRead', accountId: LEADER, reports: [], trades: [], positions: [], ...at });
}

/** The follower has the leader's 100, and nothing when the leader has sold them. */
function exitCloses(world: World): void {
  expect(world.net(FOLLOWER)).toBe(100);
  world.leaderPlaces('SELL', 100, 'MARKET');
  world.settle();
  expect(world.net(FOLLOWER)).toBe(0);
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
  exitCloses(world);
  expect(world.notices).not.toContain('LEADER_POSITION_MOVED');
});

it('two reads of the leader are answered in the opposite order: the exit closes what was copied', () => {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  const askedMs = world.nowMs;
  world.advance(100);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.readLeaderBook(true);
  lateRead(world, askedMs);
  world.settle();
  exitCloses(world);
});

it.each(['a frame reported it', 'only the book reports it'])(
  'the list of positions is older than the row of a purchase (%s): the exit closes what was copied',
  (how) => {
    const world = new World([[1, 1]]);
    world.readAccount(FOLLOWER);
    world.leaderPlaces('BUY', 100, 'MARKET');
    if (how === 'a frame reported it') world.arrive();
    else world.frames.length = 0;
    world.advance(500);
    world.readLeaderBook(true, 0);
    world.settle();
    expect(isSuspicious(world.state, LEADER)).toBe(true);
    exitCloses(world);
    world.advance(4_000);
    world.readLeaderBook(true);
    expect(isSuspicious(world.state, LEADER)).toBe(false);
    expect(world.notices).not.toContain('LEADER_POSITION_MOVED');
  },
);
