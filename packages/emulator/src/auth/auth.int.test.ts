import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, quiet, until, type Bench, type Row } from '../testing/bench.ts';
import { RestClient, type RestAnswer } from '../testing/rest-client.ts';
import { StreamClient } from '../testing/stream-client.ts';
import { totpCode } from './totp.ts';

let bench: Bench;
let now = 0;
beforeEach(async () => {
  now = Date.parse('2026-11-20T05:00:00Z');
  bench = await openBench({ now: () => now }, { name: 'Asha Kulkarni' });
});
afterEach(() => bench.close());

const call = async (
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string> = {},
): Promise<RestAnswer> => {
  const answer = await request(`${bench.emulator.authUrl}${path}`, { method, headers });
  return { status: answer.statusCode, body: await answer.body.json() };
};
const click = async (path: string, fields: Record<string, string>): Promise<{ status: number; location: URL }> => {
  const { statusCode, headers, body } = await request(`${bench.emulator.authUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  await body.dump();
  const location = typeof headers['location'] === 'string' ? headers['location'] : 'about:blank';
  return { status: statusCode, location: new URL(location) };
};
const withToken = async (token: string, path = '/profile'): Promise<RestAnswer> => {
  const client = new RestClient(bench.emulator.restUrl, token);
  const answer = await client.get(path);
  await client.close();
  return answer;
};
const claims = (token: unknown): Row =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Row;
const invalidToken = {
  status: 400,
  body: { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' },
};

describe('PIN and TOTP', () => {
  const mint = (totp: string, pin = '123456') =>
    call('POST', `/app/generateAccessToken?dhanClientId=${bench.id}&pin=${pin}&totp=${totp}`);

  it('makes an APP token and ends the previous one', async () => {
    const answer = await mint(bench.control.totp(bench.id));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        dhanClientId: bench.id,
        dhanClientName: 'ASHA KULKARNI',
        dhanClientUcc: `UCC${bench.id}`,
        givenPowerOfAttorney: true,
        expiryTime: '2026-11-21T10:30:00.000',
      },
    });
    const { accessToken } = answer.body as Row;
    expect(claims(accessToken)).toMatchObject({ tokenConsumerType: 'APP', webhookUrl: '', exp: now / 1000 + 86_400 });
    expect(await withToken(String(accessToken))).toMatchObject({ status: 200 });
    expect(await bench.rest.get('/orders')).toEqual(invalidToken);
    await until(() => bench.stream.closeCode !== null);
  });

  it('refuses a wrong code, a wrong PIN, and a code that was used', async () => {
    const code = bench.control.totp(bench.id);
    const wrong = { status: 200, body: { status: 'error', message: 'Invalid TOTP' } };
    expect(await mint('000000')).toEqual(wrong);
    expect(await mint(code, '654321')).toMatchObject({ body: { status: 'error' } });
    expect(await mint(code)).toMatchObject({ body: { dhanClientId: bench.id } });
    expect(await mint(code)).toEqual(wrong);
    expect((await bench.rest.get('/profile')).status).toBe(400);
  });

  it('makes one token in two minutes, and refuses a second with HTTP 200', async () => {
    const first = (await mint(bench.control.totp(bench.id))).body as Row;
    now += 90_000;
    expect(await mint(bench.control.totp(bench.id))).toEqual({
      status: 200,
      body: { message: 'Token can be generated once every 2 minutes.', status: 'error' },
    });
    expect(await withToken(String(first['accessToken']))).toMatchObject({ status: 200 });
    now += 30_000;
    expect(await mint(bench.control.totp(bench.id))).toMatchObject({ status: 200, body: { dhanClientId: bench.id } });
  });

  it('computes the codes of the standard', () => {
    // RFC 6238, appendix B, SHA-1, the last six of eight digits; the secret is "12345678901234567890".
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(totpCode(secret, 59_000)).toBe('287082');
    expect(totpCode(secret, 1_111_111_109_000)).toBe('081804');
    expect(totpCode(secret, 20_000_000_000_000)).toBe('353130');
  });
});

describe('renewing', () => {
  const renew = async (token: string, client = bench.id, method: 'GET' | 'POST' = 'GET'): Promise<RestAnswer> => {
    const headers = { 'access-token': token, dhanClientId: client };
    const answer = await request(`${bench.emulator.restUrl}/RenewToken`, { method, headers });
    return { status: answer.statusCode, body: await answer.body.json() };
  };

  it('gives a web token another day and ends the old one at once', async () => {
    now += 3_600_000;
    const answer = await renew(bench.token);
    expect(answer).toMatchObject({ status: 200, body: { expiryTime: '2026-11-21T11:30:00.000' } });
    expect(await bench.rest.get('/orders')).toEqual(invalidToken);
    const { accessToken } = answer.body as Row;
    expect(claims(accessToken)).toMatchObject({ tokenConsumerType: 'SELF' });
    expect(await withToken(String(accessToken), '/orders')).toEqual({ status: 200, body: [] });
  });

  it("refuses an expired token, one of another kind, another owner's token, and POST", async () => {
    expect(await renew(bench.token, bench.id, 'POST')).toMatchObject({ status: 400 });
    expect(await renew(bench.token, '999')).toMatchObject({ status: 401, body: { errorCode: 'DH-901' } });
    const code = bench.control.totp(bench.id);
    const minted = await call('POST', `/app/generateAccessToken?dhanClientId=${bench.id}&pin=123456&totp=${code}`);
    const token = String((minted.body as Row)['accessToken']);
    expect(await renew(token)).toMatchObject({ status: 400 });
    now += 86_400_000;
    expect(await renew(token)).toMatchObject({ status: 401, body: { errorCode: 'DH-901' } });
    expect(await withToken(token)).toMatchObject({ status: 401 });
  });
});

it('lets a short-lived token expire', async () => {
  const { accessToken } = bench.control.mintToken(bench.id, 60);
  expect(claims(accessToken)).toMatchObject({ exp: now / 1000 + 60 });
  expect(await withToken(accessToken)).toMatchObject({ status: 200 });
  now += 60_000;
  expect(await withToken(accessToken)).toMatchObject({ status: 401, body: { errorCode: 'DH-901' } });
});

describe('the API key flow', () => {
  const open = () => {
    const { appId, appSecret } = bench.control.addApp(bench.id, 'http://127.0.0.1:9/back', 'http://127.0.0.1:9/post');
    return { app_id: appId, app_secret: appSecret };
  };
  const generate = (headers: Record<string, string>, client = bench.id) =>
    call('POST', `/app/generate-consent?client_id=${client}`, headers);

  it('goes from consent to login page to token', async () => {
    const headers = open();
    const consent = await generate(headers);
    expect(consent).toMatchObject({ status: 200, body: { consentAppStatus: 'GENERATED', status: 'success' } });
    const consentAppId = String((consent.body as Row)['consentAppId']);
    expect(consentAppId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const loginUrl = `${bench.emulator.authUrl}/login/consentApp-login?consentAppId=${consentAppId}`;
    const html = await (await request(loginUrl)).body.text();
    expect(html).toContain(`value="${consentAppId}"`);
    const { status, location } = await click('/login/consentApp-login', { consentAppId });
    expect(status).toBe(302);
    expect(location.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/back\/\?tokenId=/);
    const path = `/app/consumeApp-consent?tokenId=${location.searchParams.get('tokenId') ?? ''}`;
    const token = await call('POST', path, headers);
    expect(token).toMatchObject({ status: 200, body: { dhanClientId: bench.id, expiryTime: '2026-11-21T10:30:00' } });
    const { accessToken } = token.body as Row;
    expect(claims(accessToken)).toMatchObject({ tokenConsumerType: 'APP', webhookUrl: 'http://127.0.0.1:9/post' });
    expect(await withToken(String(accessToken))).toMatchObject({ status: 200 });
    expect(await call('GET', path, headers)).toMatchObject({ status: 400, body: { status: 'error' } });
    expect((await click('/login/consentApp-login', { consentAppId })).status).toBe(400);
  });

  it('refuses a wrong secret, another owner and the 26th consent of a day', async () => {
    const headers = open();
    expect(await generate({ ...headers, app_secret: 'x' })).toMatchObject({ status: 401, body: { status: 'error' } });
    expect(await generate(headers, '999')).toMatchObject({ status: 400 });
    for (let count = 0; count < 25; count += 1) expect((await generate(headers)).status).toBe(200);
    expect(await generate(headers)).toMatchObject({ status: 429, body: { status: 'error' } });
    now += 86_400_000;
    expect((await generate(headers)).status).toBe(200);
  });

  it('stops its tokens from placing orders, by switch', async () => {
    await bench.close();
    bench = await openBench({ switches: { apiKeyTokensMayNotTrade: true } });
    const headers = open();
    const consentAppId = String(((await generate(headers)).body as Row)['consentAppId']);
    const { location } = await click('/login/consentApp-login', { consentAppId });
    const path = `/app/consumeApp-consent${location.search}`;
    const token = String(((await call('GET', path, headers)).body as Row)['accessToken']);
    const client = new RestClient(bench.emulator.restUrl, token);
    expect(await client.post('/orders', {})).toMatchObject({ body: { errorCode: 'DH-902' } });
    expect(await client.get('/orders')).toMatchObject({ status: 200 });
    await client.close();
  });
});

it('gives a partner a token of the user who logs in', async () => {
  const { partnerId, partnerSecret } = bench.control.addPartner('http://127.0.0.1:9/partner');
  const headers = { partner_id: partnerId, partner_secret: partnerSecret };
  const consent = await call('GET', '/partner/generate-consent', headers);
  expect(consent).toMatchObject({ status: 200, body: { consentStatus: 'GENERATED' } });
  const consentId = String((consent.body as Row)['consentId']);
  expect((await click('/consent-login', { consentId, dhanClientId: 'nobody' })).status).toBe(400);
  const { location } = await click('/consent-login', { consentId, dhanClientId: bench.id });
  const token = await call('POST', `/partner/consume-consent${location.search}`, headers);
  expect(token).toMatchObject({ status: 200, body: { dhanClientId: bench.id } });
  expect(claims((token.body as Row)['accessToken'])).toMatchObject({ partnerId });

  // The platform receives frames of all its users on one socket, and of no one else.
  const socket = await StreamClient.loginPartner(bench.emulator.orderStreamUrl, partnerId, partnerSecret);
  await socket.pong();
  const { dhanClientId: stranger } = bench.control.addAccount({ dhanClientId: '22' });
  const order = {
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    transactionType: 'BUY',
    productType: 'INTRADAY',
  } as const;
  for (const client of [stranger, bench.id]) {
    bench.control.placeAppOrder(client, { ...order, orderType: 'LIMIT', quantity: 1, price: 1600 });
  }
  await until(() => socket.frames.length === 1);
  await quiet();
  expect(socket.frames).toMatchObject([{ clientId: bench.id, status: 'Pending' }]);
  socket.close();
  const liar = await StreamClient.loginPartner(bench.emulator.orderStreamUrl, partnerId, 'wrong');
  await until(() => liar.closeCode === 1006);
});

describe('static addresses', () => {
  const set = (ip: string, ipFlag = 'PRIMARY') => bench.rest.post('/ip/setIP', { dhanClientId: bench.id, ip, ipFlag });
  const modify = (ip: string, ipFlag = 'PRIMARY') =>
    bench.rest.put('/ip/modifyIP', { dhanClientId: bench.id, ip, ipFlag });
  const saved = { status: 200, body: { message: 'IP saved successfully', status: 'SUCCESS' } };
  const error = { status: 200, body: { status: 'ERROR' } };

  it('refuses writes, never reads, and shows whether orders are allowed', async () => {
    expect(await bench.rest.get('/ip/getIP')).toMatchObject({ body: { ordersAllowed: true } });
    expect(await set('203.0.113.24')).toEqual(saved);
    expect(await set('2001:db8::1', 'SECONDARY')).toEqual(saved);
    expect((await bench.rest.get('/ip/getIP')).body).toMatchObject({
      primaryIP: '203.0.113.24',
      modifyDatePrimary: '2026-11-27',
      secondaryIP: '2001:db8::1',
      modifyDateSecondary: '2026-11-27',
      ordersAllowed: false,
      ipMatchStatus: 'MISMATCH',
    });
    const refusal = {
      status: 400,
      body: { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: 'Invalid IP' },
    };
    const writes: [string, string][] = [
      ['POST', '/orders'],
      ['PUT', '/orders/1'],
      ['DELETE', '/orders/1'],
      ['POST', '/orders/slicing'],
      ['POST', '/super/orders'],
      ['DELETE', '/super/orders/1/ENTRY_LEG'],
      ['POST', '/forever/orders'],
      ['DELETE', '/forever/orders/1'],
      ['POST', '/alerts/orders'],
      ['POST', '/alerts/multi/orders'],
      ['POST', '/positions/convert'],
      ['DELETE', '/positions'],
      ['POST', '/killswitch'],
      ['POST', '/pnlExit'],
      ['DELETE', '/pnlExit'],
    ];
    for (const [method, path] of writes) {
      const text = method === 'DELETE' ? undefined : '{}';
      expect(await bench.rest.send(method as 'POST', path, text), path).toEqual(refusal);
    }
    for (const path of ['/orders', '/positions', '/super/orders', '/killswitch', '/profile']) {
      expect((await bench.rest.get(path)).status, path).toBe(200);
    }
  });

  it('lets the registered address write', async () => {
    await set('127.0.0.1');
    expect(await bench.row(await bench.place())).toMatchObject({ orderStatus: 'PENDING' });
    expect(await bench.rest.get('/ip/getIP')).toMatchObject({ body: { ipMatchStatus: 'PRIMARY_MATCH' } });
  });

  it('changes a slot only after seven days', async () => {
    expect(await modify('203.0.113.9')).toMatchObject(error);
    expect(await set('203.0.113.24')).toEqual(saved);
    expect(await set('203.0.113.25')).toMatchObject(error);
    expect(await modify('203.0.113.25')).toMatchObject(error);
    now += 7 * 86_400_000;
    const { accessToken } = bench.control.mintToken(bench.id);
    const client = new RestClient(bench.emulator.restUrl, accessToken);
    expect(await client.put('/ip/modifyIP', { ip: '203.0.113.25', ipFlag: 'PRIMARY' })).toEqual(saved);
    expect((await client.get('/ip/getIP')).body).toMatchObject({ primaryIP: '203.0.113.25' });
    await client.close();
    expect((await call('GET', '/app/consumeApp-consent')).status).toBe(401);
  });

  it.each(['', '300.1.1.1', 'localhost'])('refuses %j as an address', async (ip) => {
    expect(await set(ip)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
  });
});
