import { expect, it } from 'vitest';
import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import { proves } from '@dhancopy/dhan/testing/proves';
import { ID, NOW_MS, openRig } from './kit/rig.ts';
import type { Rig } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const account = { name: 'Asha Kulkarni', pin: '246810', totpSecret: SECRET };
const LOGIN = { pin: '246810', totp: totpCode(SECRET, NOW_MS) };
const DAY_MS = 86_400_000;
/** For the one test that needs a week. */
const clock = { ms: NOW_MS };

/** The granted token works, and has ended the previous one. */
async function replaces(rig: Rig, grant: TokenGrant, consumerType: 'APP' | 'SELF'): Promise<void> {
  expect(grant).toMatchObject({ dhanClientId: ID, dhanClientName: 'ASHA KULKARNI', expiresAtMs: NOW_MS + DAY_MS });
  expect(readTokenClaims(grant.accessToken)).toEqual({ dhanClientId: ID, expiresAtMs: NOW_MS + DAY_MS, consumerType });
  expect((await rig.open({ accessToken: grant.accessToken }).authentication.getProfile()).dhanClientId).toBe(ID);
  await expect(rig.client.authentication.getProfile()).rejects.toMatchObject({
    code: 'DH-906',
    authFault: 'TOKEN',
    message: 'Invalid Token',
  });
}

/** The account owner's steps in the browser. @returns the token id in the redirect URL */
async function logIn(loginUrl: string, field: string): Promise<string> {
  const page = await (await fetch(loginUrl)).text();
  expect(page).toContain('asks to trade for you');
  const consentId = new URL(loginUrl).searchParams.get(field) ?? '';
  const answer = await fetch(loginUrl.replace(/\?.*/, ''), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ [field]: consentId, dhanClientId: ID }),
  });
  expect(answer.status).toBe(302);
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.origin).toBe('https://desk.example');
  return back.searchParams.get('tokenId') ?? '';
}

const app = ({ control }: Rig) => control.addApp(ID, 'https://desk.example');
const partner = ({ control }: Rig) => control.addPartner('https://desk.example');

roundTrips([
  {
    endpoint: 'POST auth:/app/generateAccessToken',
    says: 'makes a token that ends the previous one',
    account,
    run: async (rig) => replaces(rig, await rig.client.authentication.generateAccessToken(LOGIN), 'APP'),
  },
  {
    endpoint: 'GET /RenewToken',
    says: 'renews a token of the web site',
    account,
    run: async (rig) => replaces(rig, await rig.client.authentication.renewToken(), 'SELF'),
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    says: 'returns a consent for the key of an account owner',
    account,
    async run(rig) {
      const { consentId, loginUrl } = await rig.client.authentication.generateConsent(app(rig));
      expect(consentId).toMatch(/^[0-9a-f-]{36}$/);
      expect(loginUrl).toBe(`${rig.emulator.authUrl}/login/consentApp-login?consentAppId=${consentId}`);
    },
  },
  {
    endpoint: 'browser auth:/login/consentApp-login',
    says: 'lets the account owner agree, and redirects with a token id',
    account,
    async run(rig) {
      const { loginUrl } = await rig.client.authentication.generateConsent(app(rig));
      expect(await logIn(loginUrl, 'consentAppId')).toMatch(/^[0-9a-f-]{36}$/);
    },
  },
  {
    endpoint: 'POST auth:/app/consumeApp-consent',
    says: 'makes the token of a consent',
    account,
    async run(rig) {
      const key = app(rig);
      const { loginUrl } = await rig.client.authentication.generateConsent(key);
      const tokenId = await logIn(loginUrl, 'consentAppId');
      await replaces(rig, await rig.client.authentication.consumeConsent(key, tokenId), 'APP');
    },
  },
  {
    endpoint: 'POST auth:/partner/generate-consent',
    says: 'returns a consent for any user who logs in through a platform',
    account,
    async run(rig) {
      const { consentId, loginUrl } = await rig.client.authentication.generatePartnerConsent(partner(rig));
      expect(loginUrl).toBe(`${rig.emulator.authUrl}/consent-login?consentId=${consentId}`);
    },
  },
  {
    endpoint: 'browser auth:/consent-login',
    says: 'lets the user agree, and redirects with a token id',
    account,
    async run(rig) {
      const { loginUrl } = await rig.client.authentication.generatePartnerConsent(partner(rig));
      expect(await logIn(loginUrl, 'consentId')).toMatch(/^[0-9a-f-]{36}$/);
    },
  },
  {
    endpoint: 'POST auth:/partner/consume-consent',
    says: 'makes the token of the user',
    account,
    async run(rig) {
      const key = partner(rig);
      const { loginUrl } = await rig.client.authentication.generatePartnerConsent(key);
      const tokenId = await logIn(loginUrl, 'consentId');
      await replaces(rig, await rig.client.authentication.consumePartnerConsent(key, tokenId), 'APP');
    },
  },
  {
    endpoint: 'GET /profile',
    says: 'reports the end of the token and the permissions of the account',
    account: { ...account, ddpi: false, dataPlan: false },
    async run({ client }) {
      expect(await client.authentication.getProfile()).toMatchObject({
        dhanClientId: ID,
        ddpi: 'Deactive',
        dataPlan: 'Deactive',
        activeSegment: 'Equity, Derivative, Currency, Commodity',
        tokenValidUntilMs: NOW_MS + DAY_MS,
      });
    },
  },
  {
    endpoint: 'POST /ip/setIP',
    says: 'registers an address, and from then on only it may write',
    async run({ client, state }) {
      await client.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' });
      expect(state().accounts).toMatchObject([{ ipSlots: { PRIMARY: { ip: '203.0.113.24' } } }]);
      await expect(client.orders.cancelOrder('1')).rejects.toMatchObject({ authFault: 'IP', message: 'Invalid IP' });
    },
  },
  {
    endpoint: 'PUT /ip/modifyIP',
    says: 'changes an address after seven days',
    emulator: { now: () => clock.ms },
    async run({ client, control, open }) {
      await client.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'SECONDARY' });
      clock.ms += 7 * DAY_MS;
      const { authentication } = open({ accessToken: control.mintToken(ID).accessToken });
      await authentication.modifyStaticIp({ ip: '2001:db8::1', ipFlag: 'SECONDARY' });
      expect(await authentication.getStaticIps()).toMatchObject({ secondaryIp: '2001:db8::1', primaryIp: null });
    },
  },
  {
    endpoint: 'GET /ip/getIP',
    says: 'reports the addresses, the days from which they may change, and whether orders are accepted from here',
    async run({ client }) {
      expect(await client.authentication.getStaticIps()).toMatchObject({ primaryIp: null, ordersAllowed: true });
      await client.authentication.setStaticIp({ ip: '127.0.0.1', ipFlag: 'PRIMARY' });
      await client.authentication.setStaticIp({ ip: '203.0.113.25', ipFlag: 'SECONDARY' });
      expect(await client.authentication.getStaticIps()).toMatchObject({
        primaryIp: '127.0.0.1',
        secondaryIp: '203.0.113.25',
        modifyDatePrimary: '2026-11-27',
        detectedIp: '127.0.0.1',
        ipMatchStatus: 'PRIMARY_MATCH',
        ordersAllowed: true,
      });
    },
  },
]);

refusals([
  {
    endpoint: 'POST auth:/app/generateAccessToken',
    because: 'for a wrong code, with HTTP 200',
    account,
    ask: ({ client }) => client.authentication.generateAccessToken({ ...LOGIN, totp: '000000' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 200, message: 'Invalid TOTP' },
  },
  {
    endpoint: 'POST auth:/app/generateAccessToken',
    because: 'for a wrong PIN, with HTTP 200',
    account,
    ask: ({ client }) => client.authentication.generateAccessToken({ ...LOGIN, pin: '000000' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 200 },
  },
  {
    endpoint: 'POST auth:/app/generateAccessToken',
    because: 'for a used code',
    account,
    given: ({ client }) => client.authentication.generateAccessToken(LOGIN),
    ask: ({ client }) => client.authentication.generateAccessToken(LOGIN),
    error: { class: 'auth', authFault: 'LOGIN', message: 'Invalid TOTP' },
  },
  {
    endpoint: 'GET /RenewToken',
    because: 'for a token that is not of the web site',
    account,
    ask: async ({ client, open }) => {
      const { accessToken } = await client.authentication.generateAccessToken(LOGIN);
      return open({ accessToken }).authentication.renewToken();
    },
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /only tokens of the web site can/,
    changes: true,
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    because: 'for a wrong secret',
    ask: (rig) => rig.client.authentication.generateConsent({ ...app(rig), appSecret: 'another' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 401 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    because: 'for the 26th time of a day',
    ask: async (rig) => {
      const key = app(rig);
      for (let count = 0; count < 25; count += 1) await rig.client.authentication.generateConsent(key);
      return rig.client.authentication.generateConsent(key);
    },
    error: { class: 'rate', httpStatus: 429 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/app/consumeApp-consent',
    because: 'for a used token id',
    account,
    ask: async (rig) => {
      const key = app(rig);
      const tokenId = await logIn((await rig.client.authentication.generateConsent(key)).loginUrl, 'consentAppId');
      await rig.client.authentication.consumeConsent(key, tokenId);
      return rig.client.authentication.consumeConsent(key, tokenId);
    },
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 400, message: 'Invalid tokenId' },
    changes: true,
  },
  {
    endpoint: 'POST auth:/partner/generate-consent',
    because: 'for a wrong secret',
    ask: (rig) => rig.client.authentication.generatePartnerConsent({ ...partner(rig), partnerSecret: 'another' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 401 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/partner/consume-consent',
    because: 'for an unknown token id',
    ask: (rig) => rig.client.authentication.consumePartnerConsent(partner(rig), 'no-such-token-id'),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 400, message: 'Invalid tokenId' },
    changes: true,
  },
  {
    endpoint: 'POST /ip/setIP',
    because: 'for a slot that is in use, with HTTP 200',
    given: ({ client }) => client.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' }),
    ask: ({ client }) => client.authentication.setStaticIp({ ip: '203.0.113.25', ipFlag: 'PRIMARY' }),
    error: { code: 'UNKNOWN', httpStatus: 200, message: 'IP is already set. Use modifyIP.' },
  },
  {
    endpoint: 'PUT /ip/modifyIP',
    because: 'within seven days, with HTTP 200',
    given: ({ client }) => client.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' }),
    ask: ({ client }) => client.authentication.modifyStaticIp({ ip: '203.0.113.25', ipFlag: 'PRIMARY' }),
    error: { code: 'UNKNOWN', httpStatus: 200, message: 'IP can be modified once in 7 days' },
  },
]);

/** A program cannot read the refusal: the account owner sees a page. */
for (const [endpoint, path] of [
  ['browser auth:/login/consentApp-login', '/login/consentApp-login?consentAppId=unknown'],
  ['browser auth:/consent-login', '/consent-login?consentId=unknown'],
] as const) {
  it(`${endpoint} refuses an unknown consent with a page`, proves(endpoint, 'error'), async () => {
    const rig = await openRig();
    const answer = await fetch(rig.emulator.authUrl + path);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('unknown or used up') as string,
    ]);
    await rig.close();
  });
}
