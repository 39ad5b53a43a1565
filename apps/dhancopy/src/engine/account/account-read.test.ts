import { describe, expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { heldOf } from '../index.ts';
import { INSTRUMENT, World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');
const ASSET = INSTRUMENT.id as string as Asset;

/** A follower of the same size who holds 100 copied units, by his account as well. */
function holding100(): World {
  const world = new World([[1, 1]]);
  world.readAccount(FOLLOWER);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.settle();
  world.advance(1_000);
  world.readAccount(FOLLOWER);
  expect(held(world)).toBe(100);
  return world;
}

/** An exit of 60 that the broker has reported as accepted; it has filled, and no report says so yet. */
function exitFilledUnheard(): { world: World; askedMs: number } {
  const world = holding100();
  world.advance(4_000);
  const askedMs = world.nowMs;
  world.nowMs += 500;
  world.leaderPlaces('SELL', 60, 'MARKET');
  for (const frame of world.frames.filter((each) => each.accountId !== FOLLOWER))
    world.deliver(world.frames.indexOf(frame), false);
  world.answer(0);
  const accepted = world.frames.findIndex(({ status }) => status === 'ACCEPTED');
  world.deliver(accepted, false);
  return { world, askedMs };
}

function held(world: World): number {
  return heldOf(world.state, linkId(1), ASSET, 'INTRADAY');
}

describe('1. a difference counts when two reads in a row show it', () => {
  it('leaves units that one read does not show to that read: an exit sells the others', () => {
    const world = holding100();
    world.readAccount(FOLLOWER, 40);
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.arrive();
    expect(world.of(FOLLOWER).map(({ side, filledQty }) => [side, filledQty])).toEqual([
      ['BUY', 100],
      ['SELL', 40],
    ]);
  });

  it('sells them too when the next read shows them again', () => {
    const world = holding100();
    world.readAccount(FOLLOWER, 40);
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.arrive();
    world.advance(1_000);
    world.readAccount(FOLLOWER);
    world.settle();
    expect(world.net(FOLLOWER)).toBe(0);
    expect(held(world)).toBe(0);
  });

  it('does not count so shortly after a fill that the list of positions may be older than it', () => {
    const world = new World([[1, 1]]);
    world.readAccount(FOLLOWER);
    world.leaderPlaces('BUY', 100, 'MARKET');
    world.arrive();
    for (const units of [0, 0, 100, 100]) {
      world.advance(900);
      world.readAccount(FOLLOWER, units);
    }
    expect(held(world)).toBe(100);
    world.leaderPlaces('SELL', 100, 'MARKET');
    world.settle();
    expect(world.net(FOLLOWER)).toBe(0);
    expect(world.notices).not.toContain('RELEASED');
  });

  it('does not count as the second where it was asked for before the first was there: both may show a fill of ours', () => {
    const { world, askedMs } = exitFilledUnheard();
    world.readAccount(FOLLOWER, 40, askedMs);
    world.nowMs += 100;
    world.readAccount(FOLLOWER, 40, askedMs + 200);
    world.settle();
    expect(held(world)).toBe(40);
    expect(world.notices).not.toContain('RELEASED');
  });

  it('counts only seconds later where an exit of ours rests: its row in the order book may come late', () => {
    const { world } = exitFilledUnheard();
    for (let read = 1; read <= 3; read += 1) {
      world.readAccount(FOLLOWER, 40);
      world.nowMs += 900;
    }
    world.settle();
    expect(held(world)).toBe(40);
    expect(world.notices).not.toContain('RELEASED');
  });

  it.each([
    ['neither its answer nor its frames have come', false],
    ['its answer has come, and no frame', true],
  ])('does not count while an exit of ours has filled without our knowing, and %s', (_when, isAnswered) => {
    const world = holding100();
    world.leaderPlaces('SELL', 60, 'MARKET');
    for (const frame of world.frames.filter((each) => each.accountId !== FOLLOWER)) {
      world.deliver(world.frames.indexOf(frame), false);
    }
    if (isAnswered) world.answer(0);
    expect(world.net(FOLLOWER)).toBe(40);
    for (let read = 1; read <= 3; read += 1) {
      world.nowMs += 1_000;
      world.readAccount(FOLLOWER);
    }
    expect(held(world)).toBe(100);
    world.settle();
    expect(held(world)).toBe(40);
    expect(world.notices).not.toContain('RELEASED');
  });
});
