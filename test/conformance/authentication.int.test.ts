import { expect, it } from 'vitest';
import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import { proves } from '@dhancopy/dhan/testing/proves';
import { ID, NOW_MS, openDesk } from './kit/desk.ts';
import type { Desk } from './kit/desk.ts';
import { refusals, roundTrips } from './kit/rows.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const account = { name: 'Asha Kulkarni', pin: '246810', totpSecret: SECRET };
const LOGIN = { pin: '246810', totp: totpCode(SECRET, NOW_MS) };
const DAY_MS = 86_400_000;
/** Of the one test in which a week goes by. */
const clock = { ms: NOW_MS };

/** The grant's token works, and has killed the one before. */
async function replaces(desk: Desk, grant: TokenGrant, consumerType: 'APP' | 'SELF'): Promise<void> {
  expect(grant).toMatchObject({ dhanClientId: ID, dhanClientName: 'ASHA KULKARNI', expiresAtMs: NOW_MS + DAY_MS });
  expect(readTokenClaims(grant.accessToken)).toEqual({ dhanClientId: ID, expiresAtMs: NOW_MS + DAY_MS, consumerType });
  expect((await desk.open({ accessToken: grant.accessToken }).authentication.getProfile()).dhanClientId).toBe(ID);
  await expect(desk.client.authentication.getProfile()).rejects.toMatchObject({
    code: 'DH-906',
    authFault: 'TOKEN',
    message: 'Invalid Token',
  });
}

/** What the person does in the browser. @returns the token id that comes back to the redirect URL */
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

const app = ({ control }: Desk) => control.addApp(ID, 'https://desk.example');
const partner = ({ control }: Desk) => control.addPartner('https://desk.example');

roundTrips([
  {
    endpoint: 'POST auth:/app/generateAccessToken',
    says: 'makes a token that invalidates the previous one',
    account,
    run: async (desk) => replaces(desk, await desk.client.authentication.generateAccessToken(LOGIN), 'APP'),
  },
  {
    endpoint: 'GET /RenewToken',
    says: 'renews a token of the web site',
    account,
    run: async (desk) => replaces(desk, await desk.client.authentication.renewToken(), 'SELF'),
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    says: 'gives a consent for the API key of a user',
    account,
    async run(desk) {
      const { consentId, loginUrl } = await desk.client.authentication.generateConsent(app(desk));
      expect(consentId).toMatch(/^[0-9a-f-]{36}$/);
      expect(loginUrl).toBe(`${desk.emulator.authUrl}/login/consentApp-login?consentAppId=${consentId}`);
    },
  },
  {
    endpoint: 'browser auth:/login/consentApp-login',
    says: 'lets the user agree, and redirects with a token id',
    account,
    async run(desk) {
      const { loginUrl } = await desk.client.authentication.generateConsent(app(desk));
      expect(await logIn(loginUrl, 'consentAppId')).toMatch(/^[0-9a-f-]{36}$/);
    },
  },
  {
    endpoint: 'POST auth:/app/consumeApp-consent',
    says: 'makes the token of a consent',
    account,
    async run(desk) {
      const key = app(desk);
      const { loginUrl } = await desk.client.authentication.generateConsent(key);
      const tokenId = await logIn(loginUrl, 'consentAppId');
      await replaces(desk, await desk.client.authentication.consumeConsent(key, tokenId), 'APP');
    },
  },
  {
    endpoint: 'POST auth:/partner/generate-consent',
    says: 'gives a consent for anybody who logs in through a platform',
    account,
    async run(desk) {
      const { consentId, loginUrl } = await desk.client.authentication.generatePartnerConsent(partner(desk));
      expect(loginUrl).toBe(`${desk.emulator.authUrl}/consent-login?consentId=${consentId}`);
    },
  },
  {
    endpoint: 'browser auth:/consent-login',
    says: 'lets the user agree, and redirects with a token id',
    account,
    async run(desk) {
      const { loginUrl } = await desk.client.authentication.generatePartnerConsent(partner(desk));
      expect(await logIn(loginUrl, 'consentId')).toMatch(/^[0-9a-f-]{36}$/);
    },
  },
  {
    endpoint: 'POST auth:/partner/consume-consent',
    says: 'makes the token of the user',
    account,
    async run(desk) {
      const key = partner(desk);
      const { loginUrl } = await desk.client.authentication.generatePartnerConsent(key);
      const tokenId = await logIn(loginUrl, 'consentId');
      await replaces(desk, await desk.client.authentication.consumePartnerConsent(key, tokenId), 'APP');
    },
  },
  {
    endpoint: 'GET /profile',
    says: 'reports the expiry of the token and the rights of the account',
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
    says: 'reports the addresses, when they may change, and whether orders are taken from here',
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
    because: 'for a code that was used',
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
    ask: (desk) => desk.client.authentication.generateConsent({ ...app(desk), appSecret: 'another' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 401 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    because: 'for the 26th time of a day',
    ask: async (desk) => {
      const key = app(desk);
      for (let count = 0; count < 25; count += 1) await desk.client.authentication.generateConsent(key);
      return desk.client.authentication.generateConsent(key);
    },
    error: { class: 'rate', httpStatus: 429 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/app/consumeApp-consent',
    because: 'for a token id that was used',
    account,
    ask: async (desk) => {
      const key = app(desk);
      const tokenId = await logIn((await desk.client.authentication.generateConsent(key)).loginUrl, 'consentAppId');
      await desk.client.authentication.consumeConsent(key, tokenId);
      return desk.client.authentication.consumeConsent(key, tokenId);
    },
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 400, message: 'Invalid tokenId' },
    changes: true,
  },
  {
    endpoint: 'POST auth:/partner/generate-consent',
    because: 'for a wrong secret',
    ask: (desk) => desk.client.authentication.generatePartnerConsent({ ...partner(desk), partnerSecret: 'another' }),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 401 },
    changes: true,
  },
  {
    endpoint: 'POST auth:/partner/consume-consent',
    because: 'for a token id that nobody was given',
    ask: (desk) => desk.client.authentication.consumePartnerConsent(partner(desk), 'no-such-token-id'),
    error: { class: 'auth', authFault: 'LOGIN', httpStatus: 400, message: 'Invalid tokenId' },
    changes: true,
  },
  {
    endpoint: 'POST /ip/setIP',
    because: 'for a slot that is taken, with HTTP 200',
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

/** Nothing to read for a program: the person sees a page. */
for (const [endpoint, path] of [
  ['browser auth:/login/consentApp-login', '/login/consentApp-login?consentAppId=unknown'],
  ['browser auth:/consent-login', '/consent-login?consentId=unknown'],
] as const) {
  it(`${endpoint} refuses a consent that is unknown with a page`, proves(endpoint, 'error'), async () => {
    const desk = await openDesk();
    const answer = await fetch(desk.emulator.authUrl + path);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('unknown or used up') as string,
    ]);
    await desk.close();
  });
}
