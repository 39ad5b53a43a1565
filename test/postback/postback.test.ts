import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { EngineHandle } from 'dhancopy/runtime/engine-handle';
import { startPostbackServer } from 'dhancopy/server/postback-server';
import type { LocalServer } from 'dhancopy/server/server';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const SECRET = 'shared with the proxy';

let rig: Rig;
let server: LocalServer;
let proxy: Server | null = null;
afterEach(async () => {
  proxy?.close();
  proxy?.closeAllConnections();
  proxy = null;
  await server.close();
  await rig.close();
});

/** The public server in front of dhancopy: it forwards posts, and signs them. @returns its address */
async function startProxy(target: () => string): Promise<string> {
  proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-dhancopy-signature': signature };
      void fetch(target(), { method: 'POST', headers, body }).then(
        (answer) => response.writeHead(answer.status).end(),
        () => response.writeHead(502).end(),
      );
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy?.once('listening', resolve));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/from-the-broker`;
}

/** The follower's token has the URL for the posts of the emulator. */
async function create(secret?: string): Promise<{ url: string }> {
  let url = '';
  const postbackUrl = await startProxy(() => url);
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1', account: { postbackUrl } }] });
  const engine = (): EngineHandle | null => {
    const { runtime } = rig;
    return runtime && ({ postback: (received) => Promise.resolve(runtime.postback(received)) } as EngineHandle);
  };
  server = await startPostbackServer({ host: '127.0.0.1', port: 0, engine });
  const done = await rig.do({
    op: 'postback.set',
    clientId: FOLLOWER,
    publicUrl: `http://127.0.0.1:${server.port}`,
    ...(secret !== undefined && { secret }),
  });
  url = /http\S+/.exec(done)?.[0] ?? '';
  return { url };
}

interface EventRow {
  readonly event_type: string;
  readonly is_verified: number | null;
  readonly is_processed: number;
  readonly error_message: string | null;
  readonly order_id: string | null;
}
const events = (): EventRow[] => rig.query<EventRow>('select * from postback_events order by id');

it('reports an order while the stream is mute, and the broker is asked before the post is trusted', async () => {
  await create(SECRET);
  rig.emulator.control.muteStream(FOLLOWER, true);
  const id = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied and settled', () => rig.mapping(id)?.reason_code === 'FILLED');
  await rig.until('the fill to be reported', () => events().some(({ event_type }) => event_type === 'TRADED'));
  expect(
    events().every((each) => each.is_verified === 1 && each.is_processed === 1 && each.error_message === null),
  ).toBe(true);
  expect(rig.net(FOLLOWER)).toBe(10);
});

it('a forged post to the known path moves no money', async () => {
  const { url } = await create();
  const id = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10, orderType: 'LIMIT', price: 1600 });
  await rig.until('resting', () => rig.orders(FOLLOWER)[0]?.status === 'PENDING');
  const order = rig.orders(FOLLOWER)[0];
  const forged = {
    dhanClientId: FOLLOWER,
    orderId: order?.orderId,
    correlationId: order?.correlationId,
    orderStatus: 'TRADED',
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    securityId: '1333',
    quantity: 10,
    price: 1600,
    filled_qty: 10,
  };
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(forged) });
  expect(answer.status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(rig.mapping(id)).toMatchObject({ is_open: 1, reason_code: null });
  expect(rig.query('select * from copy_positions where held_qty <> 0')).toEqual([]);
});

it('is refused without the signature, at another path, too large, or while the engine is down', async () => {
  const { url } = await create(SECRET);
  const status = async (to: string, body: string): Promise<number> =>
    (await fetch(to, { method: 'POST', body })).status;
  expect(await status(url, '{}')).toBe(401);
  expect(await status(`${url}x`, '{}')).toBe(404);
  expect(await status(url, 'x'.repeat(40_000))).toBe(413);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(new URL('/api/status', url))).status).toBe(404);
  await rig.stop();
  expect(await status(url, '{}')).toBe(503);
});
