import { afterEach, expect, it } from 'vitest';
import { frameOf } from '../fuzz/product/world/broker.ts';
import { LEADER, World } from '../fuzz/product/world/world.ts';

const FOLLOWER = '2100000001';

let world: World;
afterEach(() => world.stop());

function spoilt(frame: ReturnType<typeof frameOf>, changes: Record<string, unknown>): string {
  return JSON.stringify({ ...frame, Data: { ...frame.Data, ...changes } });
}

it.each(['', ' ', 0, null])('goes on after a frame with the order number %j', async (orderNo) => {
  world = await World.start();
  const frame = frameOf(world.leaderOrder());
  world.broker.frame(LEADER, spoilt(frame, { orderNo, txnType: 'X' }));
  world.broker.frame(LEADER, JSON.stringify(frame));
  await world.pass(1_000);
  expect(world.broker.writes.map(({ body }) => body['quantity'])).toEqual([10, 20]);
});

it('does not sell what a frame says was filled beyond the order', async () => {
  world = await World.start();
  world.broker.onFollowerFrame = (account, frame) => {
    const good = frame as ReturnType<typeof frameOf>;
    const isFilled = account === FOLLOWER && good.Data['status'] === 'Traded';
    world.broker.frame(account, isFilled ? spoilt(good, { tradedQty: 10_000 }) : JSON.stringify(good));
  };
  world.broker.frame(LEADER, JSON.stringify(frameOf(world.leaderOrder())));
  await world.pass(10_000);
  const sent = world.broker.writes.map(({ body }) => [body['transactionType'], body['quantity']]);
  expect(sent).toEqual([
    ['BUY', 10],
    ['BUY', 20],
  ]);
});
