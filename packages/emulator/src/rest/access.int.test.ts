import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, restingOrder, type Bench } from '../testing/bench.ts';
import { RestClient } from '../testing/rest-client.ts';

const unauthorised = { status: 401, body: { errorType: 'Invalid_Authentication', errorCode: 'DH-901' } };

describe('tokens', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('are JWT-shaped, with the claims clients read', () => {
    const [header = '', claims = '', signature = ''] = bench.token.split('.');
    const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decode(header)).toEqual({ typ: 'JWT', alg: 'HS512' });
    expect(decode(claims)).toMatchObject({ iss: 'dhan', dhanClientId: bench.id, tokenConsumerType: 'SELF' });
    const { iat, exp } = decode(claims) as { iat: number; exp: number };
    expect(exp - iat).toBe(86_400);
    expect(Buffer.from(signature, 'base64url')).toHaveLength(64);
  });

  it.each([
    ['no token', undefined],
    ['an empty token', ''],
    ['garbage', 'abc.def.ghi'],
  ])('answer %s with 401 DH-901', async (_what, token) => {
    const rest = new RestClient(bench.emulator.restUrl, token);
    expect(await rest.get('/orders')).toMatchObject(unauthorised);
    expect(await rest.post('/orders', restingOrder)).toMatchObject(unauthorised);
    await rest.close();
  });

  it('answer DH-906 "Invalid Token" after a newer token replaced them', async () => {
    const { accessToken } = bench.control.mintToken(bench.id);
    expect(await bench.rest.get('/profile')).toEqual({
      status: 400,
      body: { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' },
    });
    const rest = new RestClient(bench.emulator.restUrl, accessToken);
    expect((await rest.get('/profile')).status).toBe(200);
    await rest.close();
  });

  it('answer 401 DH-901 after they have expired', async () => {
    bench.control.expireToken(bench.id);
    expect(await bench.rest.get('/profile')).toMatchObject(unauthorised);
  });

  it('belong to one client: another id in the body is refused', async () => {
    expect(await bench.rest.post('/orders', { ...restingOrder, dhanClientId: '999' })).toMatchObject(unauthorised);
  });
});

it('expire 24 hours after they were made', async () => {
  let now = Date.parse('2026-11-23T04:00:00Z');
  const bench = await openBench({ now: () => now });
  const { body } = await bench.rest.get('/profile');
  expect(body).toMatchObject({ dhanClientId: bench.id, tokenValidity: '24/11/2026 09:30', ddpi: 'Active' });
  now += 24 * 3_600_000;
  expect(await bench.rest.get('/profile')).toMatchObject(unauthorised);
  await bench.close();
});

it('answers a replaced token with 401, by switch', async () => {
  const bench = await openBench({ switches: { replacedToken: 'DH-901' } });
  bench.control.mintToken(bench.id);
  expect(await bench.rest.get('/profile')).toMatchObject(unauthorised);
  await bench.close();
});

describe('static addresses', () => {
  it.each(['DH-905', 'DH-911'] as const)(
    'refuses writes from another address with %s, and accepts reads',
    async (code) => {
      const bench = await openBench({ switches: { wrongIpCode: code } }, { allowedIps: ['127.0.0.7'] });
      const right = new RestClient(bench.emulator.restUrl, bench.token, '127.0.0.7');
      const wrong = new RestClient(bench.emulator.restUrl, bench.token, '127.0.0.8');
      const invalidIp = { status: 400, body: { errorCode: code, errorMessage: 'Invalid IP' } };
      expect(await wrong.post('/orders', restingOrder)).toMatchObject(invalidIp);
      expect(bench.control.book(bench.id).orders).toEqual([]);
      const placed = await right.post('/orders', restingOrder);
      const { orderId } = placed.body as { orderId: string };
      expect(await wrong.put(`/orders/${orderId}`, {})).toMatchObject(invalidIp);
      expect(await wrong.delete(`/orders/${orderId}`)).toMatchObject(invalidIp);
      expect((await wrong.get('/orders')).status).toBe(200);
      expect((await right.delete(`/orders/${orderId}`)).status).toBe(200);
      expect(bench.control.requests({ operation: 'cancel' }).map((request) => request.sourceAddress)).toEqual([
        '127.0.0.8',
        '127.0.0.7',
      ]);
      await Promise.all([right.close(), wrong.close()]);
      await bench.close();
    },
  );
});

describe('rate limits', () => {
  const breach = { status: 429, body: { errorCode: 'DH-904' } };

  it("equal the broker's: the 11th write and the 21st read of a second are refused, per account", async () => {
    let now = Date.parse('2026-11-23T04:00:00Z');
    const bench = await openBench({ rateLimits: true, now: () => now });
    for (let count = 0; count < 10; count += 1) await bench.place();
    expect(await bench.rest.post('/orders', restingOrder)).toMatchObject(breach);
    for (let count = 0; count < 20; count += 1) expect((await bench.rest.get('/orders')).status).toBe(200);
    expect(await bench.rest.get('/fundlimit')).toMatchObject(breach);
    const other = bench.control.addAccount({ dhanClientId: '2200' });
    const rest = new RestClient(bench.emulator.restUrl, other.accessToken);
    expect((await rest.post('/orders', restingOrder)).status).toBe(200);
    now += 1001;
    await bench.place();
    expect(bench.control.book(bench.id).orders).toHaveLength(11);
    await rest.close();
    await bench.close();
  });

  it.each([
    ['minute', { ordersPerMinute: 3 }, 60_000],
    ['hour', { ordersPerHour: 3 }, 3_600_000],
    ['day', { ordersPerDay: 3 }, 86_400_000],
  ])('count the requests of the %s too', async (_window, rateLimits, windowMs) => {
    let now = Date.parse('2026-11-23T04:00:00Z');
    const bench = await openBench({ rateLimits, now: () => now });
    const { accessToken } = bench.control.mintToken(bench.id);
    const rest = new RestClient(bench.emulator.restUrl, accessToken);
    for (let count = 0; count < 3; count += 1) {
      expect((await rest.post('/orders', restingOrder)).status).toBe(200);
      now += 1500;
    }
    expect(await rest.post('/orders', restingOrder)).toMatchObject(breach);
    now += windowMs;
    const fresh = new RestClient(bench.emulator.restUrl, bench.control.mintToken(bench.id).accessToken);
    expect((await fresh.post('/orders', restingOrder)).status).toBe(200);
    await Promise.all([rest.close(), fresh.close()]);
    await bench.close();
  });
});
