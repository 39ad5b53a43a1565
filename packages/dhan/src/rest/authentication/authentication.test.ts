import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountLimiter } from '../../limit/account-limiter.ts';
import { CLIENT_ID, FakeDhan } from '../../testing/fake-dhan.ts';
import { proves } from '../../testing/proves.ts';
import {
  GRANT,
  JWT,
  MINT_LOCK,
  PIN_LOGIN as PIN,
  PROFILE,
  TOKEN_EXPIRES_MS as EXPIRES_MS,
} from '../../testing/samples/authentication.ts';
import type { StaticIpRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const { expiryTime: _expiry, ...GRANTED } = GRANT;

describe('a token by PIN and code', () => {
  it('is made on the login host, by query, and is in no record', async () => {
    dhan.says(200, GRANT);
    expect(await dhan.client.authentication.generateAccessToken(PIN)).toEqual({ ...GRANTED, expiresAtMs: EXPIRES_MS });
    expect(dhan.last).toMatchObject({
      method: 'POST',
      url: `/app/generateAccessToken?dhanClientId=${CLIENT_ID}&pin=246810&totp=135790`,
      body: null,
    });
    expect(JSON.stringify(dhan.calls)).not.toMatch(/canary|246810|135790|eyJ/);
  });

  it.each(['2026-09-16T08:01:12.000', '2026-09-16T08:01:12'])(
    'with another kind of token ends at %s',
    async (expiryTime) => {
      dhan.says(200, { ...GRANT, accessToken: 'opaque.token.x', expiryTime });
      expect((await dhan.client.authentication.generateAccessToken(PIN)).expiresAtMs).toBe(EXPIRES_MS);
    },
  );

  it('refused with HTTP 200 inside two minutes is a matter of waiting', async () => {
    dhan.says(200, MINT_LOCK);
    await expect(dhan.client.authentication.generateAccessToken(PIN)).rejects.toMatchObject({
      class: 'rate',
      retryAfterMs: 121_000,
      httpStatus: 200,
      message: 'Token can be generated once every 2 minutes.',
    });
  });

  it.each([200, 400, 401])('refused for its code with HTTP %i is a matter of the login', async (status) => {
    dhan.says(status, { status: 'error', message: 'Invalid TOTP' });
    await expect(dhan.client.authentication.generateAccessToken(PIN)).rejects.toMatchObject({
      class: 'auth',
      authFault: 'LOGIN',
    });
  });

  it.each([
    ['{}', {}],
    ['plain text', JWT],
    ['a wrapper', { data: GRANT, status: 'success' }],
    ['no token in it', { ...GRANT, accessToken: 'none' }],
  ])('answered with %s may have been made, and does not show', async (_words, body) => {
    dhan.says(200, body);
    const error: unknown = await dhan.client.authentication.generateAccessToken(PIN).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'UNREADABLE', class: 'unknown', body: '' });
    expect(JSON.stringify([error, String(error)])).not.toMatch(/canary|eyJ/);
  });

  it.each([
    [{ pin: 'secret', totp: '135790' }, 'pin: expected 6 digits'],
    [{ pin: '246810', totp: 'secret' }, 'totp: expected 6 digits'],
  ])('is not asked for with %j, which is not repeated', async (login, words) => {
    const error: unknown = await dhan.client.authentication
      .generateAccessToken(login)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(words);
    expect(String(error)).not.toContain('secret');
    expect(dhan.asked).toHaveLength(0);
  });

  it('is not asked for twice in two minutes', async () => {
    dhan.says(200, GRANT);
    const client = dhan.open({ limiter: new AccountLimiter() });
    await client.authentication.generateAccessToken(PIN);
    const again: unknown = await client.authentication.generateAccessToken(PIN).catch((error: unknown) => error);
    expect(again).toMatchObject({ code: 'RATE_BUDGET', class: 'rate', httpStatus: null });
    expect((again as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(119_000);
    expect(dhan.asked).toHaveLength(1);
    await client.close();
  });
});

it('renews a token with GET, naming the client in a header', async () => {
  dhan.says(200, GRANT);
  expect((await dhan.client.authentication.renewToken()).accessToken).toBe(JWT);
  expect(dhan.last).toMatchObject({ method: 'GET', url: '/v2/RenewToken', headers: { dhanclientid: CLIENT_ID } });
  expect(JSON.stringify(dhan.calls)).not.toMatch(/canary/);
});

describe('a token by consent', () => {
  const KEY = { appId: 'app-1', appSecret: 'canary-app-secret' };
  const PARTNER = { partnerId: 'partner-1', partnerSecret: 'canary-partner-secret' };

  it(
    'begins with an id and the address for the user',
    proves('browser auth:/login/consentApp-login', 'documented'),
    async () => {
      dhan.says(200, { consentAppId: '5c1f7c1e', consentAppStatus: 'GENERATED', status: 'success' });
      expect(await dhan.client.authentication.generateConsent(KEY)).toEqual({
        consentId: '5c1f7c1e',
        loginUrl: `${dhan.url}/login/consentApp-login?consentAppId=5c1f7c1e`,
      });
      expect(dhan.last.headers).toMatchObject({ app_id: 'app-1', app_secret: 'canary-app-secret' });
      expect(JSON.stringify(dhan.calls)).not.toMatch(/canary|5c1f7c1e/);
    },
  );

  it('begins for partners with their own fields', proves('browser auth:/consent-login', 'documented'), async () => {
    dhan.says(200, { consentId: '7d2a', consentStatus: 'GENERATED' });
    expect(await dhan.client.authentication.generatePartnerConsent(PARTNER)).toEqual({
      consentId: '7d2a',
      loginUrl: `${dhan.url}/consent-login?consentId=7d2a`,
    });
    expect(dhan.last.headers).toMatchObject({ partner_id: 'partner-1', partner_secret: 'canary-partner-secret' });
  });

  it('ends with the token, by GET where the host does not know POST', async () => {
    dhan.says(200, GRANT);
    dhan.saysOnce(405, '');
    expect((await dhan.client.authentication.consumeConsent(KEY, 'token-id-1')).accessToken).toBe(JWT);
    expect(dhan.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /app/consumeApp-consent?tokenId=token-id-1',
      'GET /app/consumeApp-consent?tokenId=token-id-1',
    ]);
    expect((await dhan.client.authentication.consumePartnerConsent(PARTNER, 'token-id-2')).dhanClientId).toBe(
      CLIENT_ID,
    );
  });

  it('is not tried a second way when the first may have worked', async () => {
    dhan.says(502, '<html>');
    await expect(dhan.client.authentication.consumeConsent(KEY, 'token-id-1')).rejects.toMatchObject({
      class: 'unknown',
    });
    expect(dhan.asked).toHaveLength(1);
  });
});

it('reads the profile, and one that says less', async () => {
  dhan.says(200, PROFILE);
  const { tokenValidity: _token, dataValidity: _data, ...rest } = PROFILE;
  expect(await dhan.client.authentication.getProfile()).toEqual({
    ...rest,
    tokenValidUntilMs: Date.parse('2026-09-16T08:01:00+05:30'),
    dataValidUntilMs: Date.parse('2026-01-05T09:37:52+05:30'),
    raw: PROFILE,
  });
  dhan.says(200, { dhanClientId: '1100012345', tokenValidity: 'tomorrow' });
  expect(await dhan.client.authentication.getProfile()).toMatchObject({
    mtf: '',
    tokenValidUntilMs: null,
    dataValidUntilMs: null,
  });
  dhan.says(200, {});
  await expect(dhan.client.authentication.getProfile()).rejects.toThrow(/GET \/profile: dhanClientId: expected an id/);
});

describe('static addresses', () => {
  const IPS = {
    modifyDateSecondary: '2026-09-30',
    secondaryIP: '203.0.113.25',
    modifyDatePrimary: '2026-09-28',
    primaryIP: '203.0.113.24',
  };
  it('are read as documented', async () => {
    dhan.says(200, IPS);
    expect(await dhan.client.authentication.getStaticIps()).toEqual({
      primaryIp: '203.0.113.24',
      secondaryIp: '203.0.113.25',
      modifyDatePrimary: '2026-09-28',
      modifyDateSecondary: '2026-09-30',
      detectedIp: null,
      ipMatchStatus: null,
      ordersAllowed: null,
      raw: IPS,
    });
  });

  it('are read with what the wire adds', async () => {
    dhan.says(200, { ...IPS, ip: '203.0.113.24', ipMatchStatus: 'PRIMARY_MATCH', ordersAllowed: true });
    expect(await dhan.client.authentication.getStaticIps()).toMatchObject({
      detectedIp: '203.0.113.24',
      ipMatchStatus: 'PRIMARY_MATCH',
      ordersAllowed: true,
    });
  });

  it.each(['203.0.113.24', '2001:db8::1'])('are set: %s', async (ip) => {
    dhan.says(200, { message: 'IP saved successfully', status: 'SUCCESS' });
    await dhan.client.authentication.setStaticIp({ ip, ipFlag: 'PRIMARY' });
    expect(dhan.last.body).toEqual({ dhanClientId: CLIENT_ID, ip, ipFlag: 'PRIMARY' });
  });

  it('are not set when the broker says so with HTTP 200', async () => {
    dhan.says(200, { message: 'IP can be changed once in 7 days', status: 'ERROR' });
    const change = dhan.client.authentication.modifyStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' });
    await expect(change).rejects.toThrow('IP can be changed once in 7 days');
  });

  it.each([
    [{ ip: '203.0.113', ipFlag: 'PRIMARY' }, /ip: expected an IPv4 or IPv6 address, found "203.0.113"/],
    [{ ip: '203.0.113.24', ipFlag: 'THIRD' }, /ipFlag: .*"SECONDARY".*found "THIRD"/],
  ])('are not set to %j', async (request, words) => {
    await expect(dhan.client.authentication.setStaticIp(request as StaticIpRequest)).rejects.toThrow(words);
    expect(dhan.asked).toHaveLength(0);
  });
});
