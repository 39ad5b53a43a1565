import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

/** He is long 75, rests an exit of all of it, cuts that to 50, and sells the other 25 at the market. */
it('an exit that is heard of after a later one opens nothing', () => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 75, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(75);
  world.leaderPlaces('SELL', 75, 'LIMIT');
  const [overtaken] = world.frames.splice(0);
  world.leaderPlaces('SELL', 25, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(50);
  if (!overtaken) throw new Error('expected the frame of the resting exit');
  world.frames.push(overtaken);
  world.arrive();
  const resting = world.of(FOLLOWER).filter(({ status }) => status === 'ACCEPTED');
  expect(resting.map(({ side, quantity }) => `${side} ${quantity}`)).toEqual(['SELL 50']);
});
