import { expect, it } from 'vitest';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import { bareReport } from '../testing/bare-report.ts';
import { World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

it('our exit fills, then the follower sells by hand, and the hand trade is heard of first: the exit counts as first', () => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 100, 'MARKET');
  world.settle();
  world.readAccount(FOLLOWER);
  world.liquid = false;
  const sale = world.leaderPlaces('SELL', 100, 'MARKET');
  world.fill(sale, 100);
  world.arrive();
  const exit = world.of(FOLLOWER).at(-1);
  if (exit?.side !== 'SELL') throw new Error('expected an exit');
  world.fill(exit, 100);
  const fill = world.frames.splice(0);
  world.nowMs += 2_000;
  const hand = bareReport({
    accountId: FOLLOWER,
    venueOrderId: venueOrderId('900'),
    side: 'SELL',
    quantity: 100,
    filledQty: 100,
    status: 'FILLED',
    tsEventMs: world.nowMs,
  });
  world.post({ type: 'OrderReported', report: hand, receivedMs: world.nowMs, askedMs: null });
  for (const report of fill) world.post({ type: 'OrderReported', report, receivedMs: world.nowMs, askedMs: null });
  world.liquid = true;
  world.arrive();
  expect([...world.state.positions.values()].map(({ held }) => held)).toEqual([0]);
  expect([...world.state.own.values()].map(({ units }) => units)).toEqual([-100]);
  // Nothing is bought back: the hand trade opened a position of the follower's own.
  expect(world.of(FOLLOWER)).toHaveLength(2);
  expect(world.notices).toContain('OWN_POSITION_OPENED');
});
