import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeDhan, TOKEN } from './testing/fake-dhan.ts';
import { FakeFeed } from './testing/fake-feed.ts';
import { FILLED_FRAME } from './testing/samples/stream.ts';

const ROOT = new URL('..', import.meta.url);
const EXAMPLES = [...readFileSync(new URL('README.md', ROOT), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = '']) => code,
);

let dhan: FakeDhan;
let feed: FakeFeed;
beforeAll(async () => {
  dhan = await FakeDhan.start();
  feed = await FakeFeed.start();
});
afterAll(() => Promise.all([dhan.close(), feed.close()]));

/** Runs an example as a user would, through the entry of the package. */
async function run(example: number): Promise<string> {
  const code = EXAMPLES[example] ?? 'throw new Error("no such example")';
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: ROOT,
    env: {
      // Node compiles the client once, and not for each example.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
      DHAN_CLIENT_ID: '1100012345',
      DHAN_ACCESS_TOKEN: TOKEN,
      DHAN_API_URL: `${dhan.url}/v2`,
      DHAN_AUTH_URL: dhan.url,
      DHAN_FEED_URL: feed.url,
      DHAN_ORDER_STREAM_URL: feed.url,
      DHAN_PIN: '246810',
      DHAN_TOTP_SECRET: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    },
  });
  return stdout;
}

describe('the README', () => {
  it('has as many examples as this test runs', () => {
    expect(EXAMPLES).toHaveLength(6);
  });

  it('reads positions', async () => {
    const position = {
      tradingSymbol: 'TCS',
      securityId: '11536',
      exchangeSegment: 'NSE_EQ',
      productType: 'CNC',
      netQty: 5,
    };
    dhan.says(200, [{ ...position, unrealizedProfit: 12.5 }]);
    expect(await run(0)).toBe('TCS 5 12.5\n');
  });

  it('places an order, and looks up one without an answer', async () => {
    dhan.says(200, { orderId: '112260915000123', orderStatus: 'TRANSIT' });
    expect(await run(1)).toBe('sent as 112260915000123\n');
    dhan.says(200, []);
    dhan.saysOnce(504, '');
    expect(await run(1)).toMatch(/^not in the book yet/);
  });

  it('makes a token', async () => {
    dhan.says(200, { dhanClientId: '1100012345', accessToken: TOKEN, expiryTime: '2026-09-16T08:01:12.000' });
    expect(await run(2)).toBe(`a token of ${TOKEN.length} characters, until 2026-09-16T02:31:12.000Z\n`);
    expect(dhan.last.url).toMatch(/totp=\d{6}$/);
  });

  it('reads quotes under a limiter', async () => {
    dhan.says(200, { data: { NSE_EQ: { '1333': { last_price: 1612.5 } } }, status: 'success' });
    expect(await run(3)).toMatch(/^get_ltp 200 \d+ ms\n.*lastPrice: 1612.5/s);
  });

  it('listens to order updates', async () => {
    feed.onSaid = (socket) => socket.send(JSON.stringify(FILLED_FRAME));
    expect(await run(4)).toBe('102260915000130 TRADED 65 of 65\n');
    expect(feed.said.splice(0)).toEqual([
      { LoginReq: { MsgCode: 42, ClientId: '1100012345', Token: TOKEN }, UserType: 'SELF' },
    ]);
  });

  it('listens to live prices', async () => {
    // A quote of HDFCBANK by hand: 1612.5 = 0x44c99000, 1601 = 0x44c82000; see feed/read-market.test.ts.
    const quote = Buffer.alloc(50);
    quote.write('0432000135050000' + '0090c944', 'hex');
    quote.write('0020c844', 38, 'hex');
    feed.onSaid = (socket) => socket.send(quote);
    expect(await run(5)).toBe('NSE_EQ 1333 1612.5 11.50\n');
    expect(feed.said).toEqual([
      { RequestCode: 17, InstrumentCount: 1, InstrumentList: [{ ExchangeSegment: 'NSE_EQ', SecurityId: '1333' }] },
      { RequestCode: 12 },
    ]);
  });
});
