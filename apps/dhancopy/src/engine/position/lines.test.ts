import { expect, it } from 'vitest';
import { World } from '../testing/world.ts';
import type { Copy } from './copy.ts';
import { pictureOf } from './lines.ts';
import { activeIn } from './picture-now.ts';

/** Two entries and two exits, one of each at rest, with fills in parts: what a busy position has. */
function busyWorld(): World {
  const world = new World([[1, 2]]);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.arrive();
  const entry = world.leaderPlaces('BUY', 60, 'LIMIT');
  world.leaderPlaces('SELL', 40, 'LIMIT');
  world.arrive();
  world.fill(entry, 20);
  world.leaderPlaces('SELL', 30, 'MARKET');
  world.arrive();
  return world;
}

/** What may become of a copy within one event, and how it is changed for that. */
const CHANGES: Readonly<Record<string, (copy: Copy) => Copy>> = {
  'nothing changes': (copy) => copy,
  'it waits': (copy) => ({ ...copy, waiting: 'for budget' }),
  'its orders are gone': (copy) => ({ ...copy, orders: [] }),
  'an entry is given up': (copy) => ({ ...copy, entryMost: 5, givenUp: { reason: 'FILL_TIMEOUT', detail: '' } }),
  'the follower has it in his own hands': (copy) => ({
    ...copy,
    detached: { copied: 5, isHandedOver: false, exit: 0 },
  }),
  'another order traded for it': (copy) => ({ ...copy, writtenOff: 3 }),
  'what it had filled ahead is released': (copy) => ({ ...copy, releasedAhead: [{ after: 0, units: 4 }] }),
  'its fills are folded': (copy) => ({ ...copy, folded: { leaderEntry: 20, exit: 0, entry: 10 } }),
};

it.each(Object.keys(CHANGES))('what was found earlier in the event changes nothing: %s', (name) => {
  const { state } = busyWorld();
  const [position] = state.positions.values();
  const change = CHANGES[name];
  if (!position || !change) throw new Error('expected a position');
  const copies = activeIn(state, position);
  expect(copies.length).toBeGreaterThan(3);
  const before = pictureOf(state, position, copies, 'accepted', 1);
  for (const [at, copy] of copies.entries()) {
    const changed = copies.with(at, change(copy));
    const again = pictureOf(state, position, changed, 'accepted', 1, before);
    expect(again).toEqual(pictureOf(state, position, changed, 'accepted', 1));
  }
  expect(pictureOf(state, position, copies.slice(1), 'accepted', 1, before)).toEqual(
    pictureOf(state, position, copies.slice(1), 'accepted', 1),
  );
});

it('what was found earlier in the event does not count for a position whose log has moved since', () => {
  const { state } = busyWorld();
  const [position] = state.positions.values();
  if (!position) throw new Error('expected a position');
  const copies = activeIn(state, position);
  const before = pictureOf(state, position, copies, 'accepted', 1);
  const released = { ...position, log: [...position.log, { moved: 'released', units: -7 } as const] };
  const again = pictureOf(state, released, copies, 'accepted', 1, before);
  expect(again.target.target).toBe(before.target.target - 7);
  expect(again).toEqual(pictureOf(state, released, copies, 'accepted', 1));
});
