import { describe, expect, it } from 'vitest';
import type { BrokerOrder } from '../testing/world.ts';
import { World } from '../testing/world.ts';

/** The leader's limit has filled, the copy of it rests. */
function behind(): { readonly world: World; readonly copy: BrokerOrder } {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.arrive();
  const [leader, copy] = world.orders;
  if (!leader || !copy) throw new Error('no copy rests');
  world.fill(leader, 100);
  world.arrive();
  return { world, copy };
}

function reasonOf(world: World): string | undefined {
  const [copy] = world.state.copies.values();
  return copy?.outcome?.reason ?? copy?.givenUp?.reason;
}

describe('an entry that rests after the leader has filled', () => {
  it('is moved towards the market after five seconds, and given up five seconds after that', () => {
    const { world, copy } = behind();
    const before = copy.price;
    world.advance(4_999);
    expect(copy.price).toBe(before);
    world.advance(1);
    world.arrive();
    expect(copy.price).toBeGreaterThan(before);
    world.advance(4_999);
    expect(reasonOf(world)).toBeUndefined();
    world.advance(1);
    expect(reasonOf(world)).toBe('FILL_TIMEOUT');
  });

  it.each(['never reached the broker', 'was answered late'])('is not given up for a price that %s', (how) => {
    const { world, copy } = behind();
    const before = copy.price;
    if (how === 'never reached the broker') world.fault = 'loseRequest';
    world.advance(5_000);
    if (how === 'never reached the broker') {
      expect(copy.price).toBe(before);
      world.restart();
    }
    world.advance(6_000);
    expect(reasonOf(world)).toBeUndefined();
    world.arrive();
    world.advance(2_000);
    world.readFollowerBook(copy.account);
    world.arrive();
    expect(reasonOf(world)).toBeUndefined();
    expect(copy.price).toBeGreaterThan(before);
    world.fill(copy, 100);
    world.arrive();
    expect(reasonOf(world)).toBe('FILLED');
  });

  it('is given up after an hour in which nothing could be sent, and not moved to the market then', () => {
    const { world, copy } = behind();
    const before = copy.price;
    world.advance(3_000);
    world.post({ type: 'AccountReadiness', accountId: copy.account, ready: false, why: 'no token' });
    for (let minute = 0; minute < 60; minute += 1) world.advance(60_000);
    world.post({ type: 'AccountReadiness', accountId: copy.account, ready: true, why: null });
    world.settle();
    expect(copy.price).toBe(before);
    expect(copy.status).toBe('CANCELED');
    expect(reasonOf(world)).toBe('FILL_TIMEOUT');
  });

  it('is given up when the price is refused again and again', () => {
    const { world, copy } = behind();
    for (let round = 0; round < 40 && reasonOf(world) === undefined; round += 1) {
      world.fault = 'refuse';
      world.advance(1_000);
      world.fault = 'none';
      world.arrive();
    }
    expect(reasonOf(world)).toBe('FILL_TIMEOUT');
    world.settle();
    expect(copy.status).toBe('CANCELED');
  });

  it('had filled before it was given up, and only a restart reads that: what was bought is held', () => {
    const { world, copy } = behind();
    world.fill(copy, 100);
    world.frames.length = 0;
    for (let minute = 0; minute < 5; minute += 1) world.advance(60_000);
    expect(reasonOf(world)).toBe('FILL_TIMEOUT');
    // His fills have their place now, so that nothing but the copy's own end is missing to settle them.
    world.readLeaderBook(true);
    world.restart();
    world.settle();
    expect(world.net(copy.account)).toBe(100);
    expect(reasonOf(world)).toBe('FILLED');
  });
});
