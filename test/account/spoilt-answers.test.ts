import { afterEach, expect, it } from 'vitest';
import { frameOf } from '../fuzz/product/world/broker.ts';
import { LEADER, World } from '../fuzz/product/world/world.ts';

const FOLLOWER = '2100000001';
const DEEP = '{"0":'.repeat(20_000) + '1' + '}'.repeat(20_000);

let world: World;
afterEach(() => world.stop());

function leaderOrder(orderId: string): void {
  const order = world.leaderOrder({ orderId, filled: 10, status: 'TRADED' });
  world.broker.frame(LEADER, JSON.stringify(frameOf(order)));
}

async function start(): Promise<void> {
  world = await World.start();
  world.broker.onFollowerFrame = (account, frame) => void world.broker.frame(account, JSON.stringify(frame));
}

it.each([
  [
    'profits beyond all money',
    '/positions',
    (text: string) => text.replaceAll('"realizedProfit":0', '"realizedProfit":1e300'),
  ],
  [
    'a row of an order nested too deep',
    '/orders',
    (text: string) => text.replace('"legName":"NA"', `"legName":${DEEP}`),
  ],
  [
    'a trade nested too deep',
    '/trades',
    (text: string) => text.replaceAll('"customSymbol":null', `"customSymbol":${DEEP}`),
  ],
  [
    'a trade of more units than there are',
    '/trades',
    (text: string) => text.replaceAll('"tradedQuantity":10', '"tradedQuantity":9007199254740991'),
  ],
])('the engine goes on after %s', async (_what, path, spoil) => {
  await start();
  let isSpoilt = false;
  world.broker.spoilAnswer = (asked, answer) => {
    const text = asked.startsWith(path) ? spoil(answer.text) : answer.text;
    isSpoilt ||= text !== answer.text;
    return { ...answer, text };
  };
  leaderOrder('100000000001');
  // A failure of the engine is one of `pass`; what nobody catches fails the test by itself.
  await world.pass(30_000);
  expect(isSpoilt).toBe(true);
  world.broker.spoilAnswer = null;
  await world.pass(30_000);
  leaderOrder('100000000002');
  await world.pass(1_000);
  expect(world.broker.writes.filter(({ account }) => account === FOLLOWER)).toHaveLength(2);
});

it('a postback whose order number is half a letter is kept, and nothing is read', async () => {
  await start();
  const { store, postbacks } = world;
  const row = {
    account_type: 'follower',
    account_id: FOLLOWER,
    webhook_url: 'https://desk.example/',
    event_types: null,
  } as const;
  store.postbackConfigs.set({ ...row, path_secret: 'secret', webhook_secret: null });
  store.config.set('postback_enabled', true);
  postbacks.reload();
  const body = `{"dhanClientId":"${FOLLOWER}","orderId":"\\ud800","orderStatus":"TRADED","transactionType":"BUY","exchangeSegment":"NSE_EQ","productType":"INTRADAY","orderType":"LIMIT","validity":"DAY","securityId":"1333","quantity":10,"price":1,"filled_qty":10}`;
  expect(postbacks.receive({ pathSecret: 'secret', body, signature: null, receivedMs: 0 })).toBe('journaled');
  await world.pass(1_000);
  expect(world.notices).toEqual([]);
});
