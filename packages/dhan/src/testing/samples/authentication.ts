import type { Sample } from './sample.ts';
import { CLIENT_ID, ist } from './sample.ts';

/** Unsigned, made up, its middle being what tests look for where it must not be; `exp` is 16 September 2026, 08:01:12 in India. */
export const TOKEN_EXPIRES_MS = ist('2026-09-16 08:01:12');
const claims = {
  iss: 'dhan',
  partnerId: '',
  iat: TOKEN_EXPIRES_MS / 1000 - 86_400,
  exp: TOKEN_EXPIRES_MS / 1000,
  tokenConsumerType: 'APP',
  webhookUrl: '',
  dhanClientId: CLIENT_ID,
};
export const JWT = `eyJhbGciOiJIUzUxMiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.canary-signature`;

export const GRANT = {
  dhanClientId: CLIENT_ID,
  dhanClientName: 'ASHA KULKARNI',
  dhanClientUcc: 'QWER98765Z',
  givenPowerOfAttorney: false,
  accessToken: JWT,
  expiryTime: '2026-09-16T08:01:12.000',
};
const READ_GRANT = {
  dhanClientId: CLIENT_ID,
  accessToken: JWT,
  expiresAtMs: TOKEN_EXPIRES_MS,
  givenPowerOfAttorney: false,
};
export const MINT_LOCK = { message: 'Token can be generated once every 2 minutes.', status: 'error' };

export const PIN_LOGIN = { pin: '246810', totp: '135790' };
const KEY = { appId: 'app-1', appSecret: 'canary-app-secret' };
const PARTNER = { partnerId: 'partner-1', partnerSecret: 'canary-partner-secret' };
const CONSENT_ID = '5c1f7c1e-2a54-4c0a-9a0e-0f6d7f6b9a11';

export const PROFILE = {
  dhanClientId: CLIENT_ID,
  tokenValidity: '16/09/2026 08:01',
  activeSegment: 'Equity, Derivative',
  ddpi: 'Active',
  mtf: 'Deactive',
  dataPlan: 'Deactive',
  dataValidity: '2026-01-05 09:37:52.0',
};
const { mtf: _mtf, ...PROFILE_WITHOUT_MTF } = PROFILE;
export const STATIC_IPS = {
  modifyDateSecondary: '2026-09-30',
  secondaryIP: '203.0.113.25',
  modifyDatePrimary: '2026-09-28',
  primaryIP: '203.0.113.24',
};
export const IP_SAVED = { message: 'IP saved successfully', status: 'SUCCESS' };

const mint = {
  endpoint: 'POST auth:/app/generateAccessToken',
  ask: (rooms) => rooms.authentication.generateAccessToken(PIN_LOGIN),
} as const satisfies Partial<Sample>;
const renew = {
  endpoint: 'GET /RenewToken',
  ask: (rooms) => rooms.authentication.renewToken(),
} as const satisfies Partial<Sample>;
const profile = {
  endpoint: 'GET /profile',
  ask: (rooms) => rooms.authentication.getProfile(),
} as const satisfies Partial<Sample>;
const ips = {
  endpoint: 'GET /ip/getIP',
  ask: (rooms) => rooms.authentication.getStaticIps(),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/authentication/ */
export const AUTHENTICATION_SAMPLES: readonly Sample[] = [
  {
    ...mint,
    kind: 'documented',
    what: 'a token and its expiry with milliseconds',
    from: 'page',
    body: GRANT,
    gives: READ_GRANT,
  },
  {
    ...mint,
    kind: 'observed',
    what: 'HTTP 200 for a refusal within two minutes',
    from: 'published by two operators, 2026',
    body: MINT_LOCK,
    throws: { class: 'rate', retryAfterMs: 121_000 },
  },
  {
    ...mint,
    kind: 'observed',
    what: 'a code that was used before',
    from: 'an experiment of 29 September 2026',
    body: { message: 'Invalid TOTP', status: 'error' },
    throws: { class: 'auth', authFault: 'LOGIN' },
  },
  { ...renew, kind: 'documented', what: 'a token', from: 'newer portal', body: GRANT, gives: READ_GRANT },
  {
    ...renew,
    kind: 'observed',
    what: 'the token as plain text, which is not believed',
    from: 'client code',
    body: JWT,
    throws: { class: 'unknown', code: 'UNREADABLE' },
  },
  {
    ...renew,
    kind: 'observed',
    what: 'the token in a wrapper, which is not believed',
    from: 'client code',
    body: { data: GRANT, status: 'success' },
    throws: { class: 'unknown', code: 'UNREADABLE' },
  },
  {
    endpoint: 'POST auth:/app/generate-consent',
    kind: 'documented',
    what: 'a consent, and the page for the user',
    from: 'page',
    ask: (rooms) => rooms.authentication.generateConsent(KEY),
    body: { consentAppId: CONSENT_ID, consentAppStatus: 'GENERATED', status: 'success' },
    gives: { consentId: CONSENT_ID },
  },
  {
    endpoint: 'POST auth:/app/consumeApp-consent',
    kind: 'documented',
    what: 'a token and its expiry without milliseconds',
    from: 'page',
    ask: (rooms) => rooms.authentication.consumeConsent(KEY, 'token-id-1'),
    body: { ...GRANT, expiryTime: '2026-09-16T08:01:12' },
    gives: READ_GRANT,
  },
  {
    endpoint: 'POST auth:/partner/generate-consent',
    kind: 'documented',
    what: 'a consent',
    from: 'page',
    ask: (rooms) => rooms.authentication.generatePartnerConsent(PARTNER),
    body: { consentId: CONSENT_ID, consentStatus: 'GENERATED' },
    gives: { consentId: CONSENT_ID },
  },
  {
    endpoint: 'POST auth:/partner/consume-consent',
    kind: 'documented',
    what: 'a token and its expiry without milliseconds',
    from: 'page',
    ask: (rooms) => rooms.authentication.consumePartnerConsent(PARTNER, 'token-id-1'),
    body: { ...GRANT, expiryTime: '2026-09-16T08:01:12' },
    gives: READ_GRANT,
  },
  {
    ...profile,
    kind: 'documented',
    what: 'the day first',
    from: 'page',
    body: PROFILE,
    gives: {
      activeSegment: 'Equity, Derivative',
      tokenValidUntilMs: ist('2026-09-16 08:01:00'),
      dataValidUntilMs: ist('2026-01-05 09:37:52'),
    },
  },
  {
    ...profile,
    kind: 'observed',
    what: 'no word of margin trading',
    from: 'sandbox, 24 August 2026',
    body: PROFILE_WITHOUT_MTF,
    gives: { mtf: '', ddpi: 'Active' },
  },
  {
    ...profile,
    kind: 'observed',
    what: 'a token that another has replaced',
    from: 'tickets of July 2026',
    status: 400,
    body: { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' },
    throws: { class: 'auth', authFault: 'TOKEN' },
  },
  {
    endpoint: 'POST /ip/setIP',
    kind: 'documented',
    what: 'a status',
    from: 'page',
    ask: (rooms) => rooms.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' }),
    body: IP_SAVED,
    gives: undefined,
  },
  {
    endpoint: 'PUT /ip/modifyIP',
    kind: 'documented',
    what: 'a status',
    from: 'page',
    ask: (rooms) => rooms.authentication.modifyStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' }),
    body: IP_SAVED,
    gives: undefined,
  },
  {
    ...ips,
    kind: 'documented',
    what: 'two addresses and when they may change',
    from: 'page',
    body: STATIC_IPS,
    gives: {
      primaryIp: '203.0.113.24',
      secondaryIp: '203.0.113.25',
      modifyDatePrimary: '2026-09-28',
      ordersAllowed: null,
    },
  },
  {
    ...ips,
    kind: 'observed',
    what: 'whether orders are allowed from here',
    from: 'the wire, July 2026',
    body: { ...STATIC_IPS, ip: '203.0.113.24', ipMatchStatus: 'PRIMARY_MATCH', ordersAllowed: true },
    gives: { detectedIp: '203.0.113.24', ipMatchStatus: 'PRIMARY_MATCH', ordersAllowed: true },
  },
];
