/**
 * The time that the client adds to a request: an order look-up and a placement, one after the other, against a server on this machine
 * that answers at once. The floor is the same requests by a bare undici pool with the same options, headers and body. See README.md.
 *
 *   node bench/client-overhead.ts [--requests N]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { AccountLimiter } from '@dhancopy/dhan/limit/account-limiter';
import { DhanClient } from '@dhancopy/dhan/client';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { machine } from './kit/machine.ts';
import { spreadOf } from './kit/spread.ts';
import type { Spread } from './kit/spread.ts';

const { values: flags } = parseArgs({ options: { requests: { type: 'string', default: '10000' } } });
const REQUESTS = Number(flags.requests);
/** The client and the floor take turns in batches of this size, so that other load on the machine affects both. */
const TURN = 250;
const WARM_UP = 1_000;

const ID = '1100012345';
const TOKEN = 'eyJhbGciOiJIUzUxMiJ9.eyJkaGFuQ2xpZW50SWQiOiIxMTAwMDEyMzQ1In0.signature';
const ORDER_ID = '112260915000123';
const ORDER = {
  correlationId: 'ct-7f3a91-0001',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 25,
  price: 1612.5,
} as const satisfies PlaceOrderRequest;
/** The body that the client makes of the order. The floor has it ready. */
const BODY = JSON.stringify({ dhanClientId: ID, ...ORDER, afterMarketOrder: false });
const HEADERS = { 'access-token': TOKEN, 'client-id': ID, accept: 'application/json' };

const server = fork(new URL('kit/canned-dhan.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const [port] = (await once(server, 'message')) as [number];
const origin = `http://127.0.0.1:${port}`;

// Budgets are not measured here.
const limiter = new AccountLimiter({ windows: { order: [], nonTrading: [] } });
const client = new DhanClient({ dhanClientId: ID, accessToken: TOKEN, apiUrl: `${origin}/v2`, limiter });
// As packages/dhan/src/rest/http.ts has it.
const pool = new Pool(origin, { connections: 4, pipelining: 1, allowH2: false, keepAliveTimeout: 50_000 });

async function bare(method: 'GET' | 'POST', path: string, body: string | null): Promise<unknown> {
  const headers = body === null ? HEADERS : { ...HEADERS, 'content-type': 'application/json' };
  const answer = await pool.request({ method, path, headers, body, headersTimeout: 10_000, bodyTimeout: 10_000 });
  // A caller reads the answer, so the floor does too.
  return JSON.parse(await answer.body.text()) as unknown;
}

const KINDS = [
  ['order looked up', () => client.orders.getOrderById(ORDER_ID), () => bare('GET', `/v2/orders/${ORDER_ID}`, null)],
  ['order placed', () => client.orders.placeOrder(ORDER), () => bare('POST', '/v2/orders', BODY)],
] as const;

console.log(`${machine()}\nµs from the call to its result, ${REQUESTS} requests each, one at a time\n`);
for (const [name, ours, floor] of KINDS) await compare(name, ours, floor);
await Promise.all([client.destroy(), pool.destroy()]);
server.disconnect();

async function compare(name: string, ours: () => Promise<unknown>, floor: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < WARM_UP; count += 1) await Promise.all([timed(ours), timed(floor)]);
  const [mine, theirs]: [number[], number[]] = [[], []];
  while (mine.length < REQUESTS) {
    for (let count = 0; count < TURN; count += 1) mine.push(await timed(ours));
    for (let count = 0; count < TURN; count += 1) theirs.push(await timed(floor));
  }
  const [a, b] = [spreadOf(mine), spreadOf(theirs)];
  const us = (value: number): string => (value * 1_000).toFixed(0).padStart(6);
  const show = ({ p50, p99 }: Spread): string => `p50 ${us(p50)}  p99 ${us(p99)}`;
  console.log(
    `${name.padEnd(16)} dhancopy ${show(a)}   floor ${show(b)}   ratio ${(a.p50 / b.p50).toFixed(2)} / ${(a.p99 / b.p99).toFixed(2)}   added at p50 ${us(a.p50 - b.p50).trim()}`,
  );
}

/** Milliseconds. @throws when there was no result: a benchmark without work looks fast. */
async function timed(ask: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const result = await ask();
  const tookMs = performance.now() - started;
  if (typeof result !== 'object' || result === null) throw new Error('expected an order or a receipt, found none');
  return tookMs;
}
