import { describe, expect, it } from 'vitest';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { accountId, linkId, venueOrderId } from '@dhancopy/domain/ids';
import type { CopyOrder } from './order/copy-order.ts';
import { unsettled, World } from './testing/world.ts';

const FOLLOWER = 'F1';

/** A copy of 50 whose first placement was proved absent, and whose second one rests. */
function placedTwice(): World {
  const world = new World([[1, 2]]);
  world.fault = 'loseRequest';
  world.leaderPlaces('BUY', 100, 'LIMIT');
  // The fault is for the copy, which is decided when the leader's frame arrives.
  world.deliver(0, false);
  world.settle();
  expect(copyOf(world).clientOrderId).toMatch(/_01$/);
  return world;
}

function copyOf(world: World): CopyOrder {
  const [copy, ...others] = [...world.state.copies.values()].flatMap((copy) => copy.orders);
  if (!copy || others.length > 0) throw new Error(`expected one copy, found ${others.length + (copy ? 1 : 0)}`);
  return copy;
}

/** The placement that was proved absent, there after all and with a fill. */
function theGhostTurnsUp(world: World): World['orders'][number] {
  const live = world.orders.find(({ account }) => account === FOLLOWER);
  if (!live?.clientId) throw new Error('no copy rests');
  const clientId = live.clientId.replace(/1$/, '0') as ClientOrderId;
  const ghost = { ...live, id: venueOrderId('999'), clientId, filledQty: 10 };
  world.orders.push(ghost);
  return ghost;
}

describe('an order that a later one had replaced, after a restart', () => {
  it('is known, its fills count once, and what is open of it is cancelled', () => {
    const world = placedTwice();
    world.restart();
    const ghost = theGhostTurnsUp(world);
    world.settle();
    expect(ghost.status).toBe('CANCELED');
    expect(copyOf(world).earlier).toEqual([{ filledQty: 10, isAbsent: true }]);
    expect(copyOf(world).actual).toMatchObject({ state: 'open', terms: { quantity: 40 } });
    expect(unsettled(world)).toEqual([]);

    world.restart();
    world.settle();
    expect(copyOf(world).earlier).toEqual([{ filledQty: 10, isAbsent: true }]);
    expect(unsettled(world)).toEqual([]);
    expect(world.state.orphans.size).toBe(0);
  });

  it('is adopted with the later one when the database was lost', () => {
    const world = placedTwice();
    const ghost = theGhostTurnsUp(world);
    ghost.status = 'CANCELED';
    world.restart('lost');
    world.settle();
    expect(copyOf(world)).toMatchObject({ generation: 1, earlier: [{ filledQty: 10, isAbsent: false }] });
    expect(copyOf(world).actual).toMatchObject({ state: 'open', terms: { quantity: 40 } });
    expect(world.orders.filter(({ account }) => account === FOLLOWER)).toHaveLength(2);
    expect(unsettled(world)).toEqual([]);
    expect(world.state.orphans.size).toBe(0);

    // A fill that was on its way when it was cancelled.
    ghost.filledQty = 15;
    world.settle();
    expect(copyOf(world)).toMatchObject({ earlier: [{ filledQty: 15, isAbsent: false }] });
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a contract that the list does not name yet when the process ends', () => {
  it('is copied after the start, and what the leader filled keeps its order', () => {
    const world = new World([[1, 1]]);
    world.isListed = false;
    world.leaderPlaces('BUY', 100, 'LIMIT');
    const [order] = world.orders;
    if (!order) throw new Error('the leader has no order');
    world.fill(order, 60);
    world.leaderPlaces('SELL', 20, 'MARKET');
    while (world.frames.length > 0) world.deliver(0, false);
    expect(world.of(world.followers[0] ?? order.account)).toHaveLength(0);

    world.isListed = true;
    world.restart();
    world.settle(true);
    // The 40 that his order still rests for have filled ahead of it.
    expect(world.net(world.followers[0] ?? order.account)).toBe(80);
    world.cancelsByHand(order);
    world.settle(true);
    expect(world.net(world.followers[0] ?? order.account)).toBe(40);
    expect(unsettled(world)).toEqual([]);
  });
});

describe('the leader got out on an earlier day while the copier was not running', () => {
  it('is reported with the first read, for no book shows the order any more', () => {
    const world = new World([[1, 1]]);
    world.leaderPlaces('BUY', 100, 'MARKET');
    world.settle();
    world.restart();
    world.settle();
    expect(world.notices).not.toContain('LEADER_POSITION_MOVED');
    // Neither the order nor the position is in his books.
    world.orders.splice(0, world.orders.length, ...world.orders.filter(({ account }) => account === FOLLOWER));
    world.restart();
    expect(world.notices.filter((code) => code === 'LEADER_POSITION_MOVED')).toHaveLength(1);
    world.settle();
    world.restart();
    world.settle();
    expect(world.notices.filter((code) => code === 'LEADER_POSITION_MOVED')).toHaveLength(1);
  });
});

describe('what happened while no engine ran', () => {
  it('a quantity that the leader changed is followed at once', () => {
    const world = new World([[1, 1]]);
    const order = world.leaderPlaces('BUY', 24, 'LIMIT');
    world.arrive();
    world.settle();
    expect(world.of(accountId(FOLLOWER)).map(({ quantity }) => quantity)).toEqual([24]);
    world.modifiesByHand(order, 40, order.price);
    world.frames.splice(0);
    world.restart();
    world.settle();
    expect(world.of(accountId(FOLLOWER)).map(({ quantity }) => quantity)).toEqual([40]);
  });

  it('a correction is not taken for one that an older copy of the database does not know', () => {
    const world = new World([[1, 1]]);
    const begun = (): ReadonlySet<string> =>
      new Set(world.of(accountId(FOLLOWER)).flatMap(({ clientId }) => (clientId?.includes('_-') ? [clientId] : [])));
    const flattened = (): void => {
      world.leaderPlaces('BUY', 10, 'MARKET');
      world.arrive();
      world.settle();
      world.post({ type: 'PositionsClosed', linkId: linkId(1) });
      world.settle();
    };
    flattened();
    expect(begun().size).toBe(1);
    world.nowMs += 60_000;
    // The same day, with a database that knows nothing of it.
    world.restart('lost');
    world.settle();
    flattened();
    expect(begun().size).toBe(2);
    expect(world.net(accountId(FOLLOWER))).toBe(0);
  });
});
