import { describe, expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { linkId } from '@dhancopy/domain/ids';
import { heldOf, outcomeOf, ownUnitsOf } from './index.ts';
import { INSTRUMENT, LEADER, World } from './testing/world.ts';

const ASSET = INSTRUMENT.id as string as Asset;
const LINK = linkId(1);

/** A link with a follower whose account was read, and a copy of 10 on its way to the broker: no answer and no frame has come. */
function onItsWay(orderType: 'MARKET' | 'LIMIT'): World {
  const world = new World([[1, 1]]);
  const [follower] = world.followers;
  if (!follower) throw new Error('no follower');
  world.readAccount(follower);
  world.leaderPlaces('BUY', 10, orderType);
  for (const frame of world.frames.filter(({ accountId }) => accountId === LEADER)) {
    world.deliver(world.frames.indexOf(frame), false);
  }
  expect(world.of(follower)).toHaveLength(1);
  return world;
}

describe('a link is removed while a copy of it is on its way', () => {
  it('cancels the order when it turns up', () => {
    const world = onItsWay('LIMIT');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    world.arrive();
    expect(world.of(world.followers[0] ?? LEADER).map(({ status }) => status)).toEqual(['CANCELED']);
  });

  it('cancels at once what rests', () => {
    const world = onItsWay('LIMIT');
    world.arrive();
    expect(world.of(world.followers[0] ?? LEADER).map(({ status }) => status)).toEqual(['ACCEPTED']);
    world.post({ type: 'LinkRemoved', linkId: LINK });
    expect(world.of(world.followers[0] ?? LEADER).map(({ status }) => status)).toEqual(['CANCELED']);
  });

  it('ends the copy: it does not wait for ever', () => {
    const world = onItsWay('LIMIT');
    const [order] = world.orders;
    if (!order) throw new Error('expected an order');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    // Its order may still fill.
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBeNull();
    world.arrive();
    expect(outcomeOf(world.state, LINK, order.id)?.reason).toBe('LINK_REMOVED');
  });

  it('leaves what it filled to the follower as his own', () => {
    const world = onItsWay('MARKET');
    world.post({ type: 'LinkRemoved', linkId: LINK });
    world.arrive();
    expect(heldOf(world.state, LINK, ASSET, 'INTRADAY')).toBe(0);
    expect(ownUnitsOf(world.state, world.followers[0] ?? LEADER, ASSET, 'INTRADAY')).toBe(10);
    world.leaderPlaces('SELL', 10, 'MARKET');
    world.arrive();
    expect(world.of(world.followers[0] ?? LEADER)).toHaveLength(1);
  });
});
