import { afterEach, expect, it } from 'vitest';
import { openStore } from 'dhancopy/store/store';
import { LEADER, Rig } from '../kit/rig.ts';

/** The emulator's default credentials of an account. */
const SECRET = { pin: '123456', totpSecret: 'JBSWY3DPEHPK3PXP' };
const FOLLOWER = '2000000001';
const OTHER = '2000000002';

let rig: Rig;
afterEach(() => rig.close());

const mints = (account: string): number =>
  rig.query<{ n: number }>(
    `select count(*) as n from audit_log where action = 'generate_access_token' and account_id = '${account}'`,
  )[0]?.n ?? 0;
const codes = (account: string): string[] =>
  rig.notices.filter(({ accountId }) => accountId === account).map(({ code }) => code);
const activeTokens = (account: string) =>
  rig.query<{ id: number; scope: string; access_token: string; expires_at: number }>(
    `select id, scope, access_token, expires_at from auth_tokens where account_id = '${account}' and is_active = 1`,
  );

async function create(): Promise<void> {
  rig = await Rig.create({
    followers: [
      { id: FOLLOWER, ratio: '1' },
      { id: OTHER, ratio: '1' },
    ],
  });
  await rig.do({ op: 'account.login', clientId: FOLLOWER, login: { method: 'totp', secret: SECRET } });
}

it('is replaced during a burst of orders: none is lost, none is placed twice', async () => {
  await create();
  const before = activeTokens(FOLLOWER)[0];
  // Every placement takes a while, so that some are in progress when the old token ends.
  rig.emulator.control.addFault({ accounts: [FOLLOWER], operations: 'place', effect: { kind: 'latency', ms: 30 } });
  let placed = 0;
  const burst = setInterval(() => {
    rig.leaderPlaces({ transactionType: 'BUY', quantity: 1 });
    placed += 1;
  }, 25);
  await rig.until('a few orders', () => placed === 8);
  expect(await rig.do({ op: 'account.renew', clientId: FOLLOWER })).toBe(`${FOLLOWER} has a new token`);
  await rig.until('more orders', () => placed >= 24);
  clearInterval(burst);
  await rig.until('all copied', () => rig.net(FOLLOWER) === placed && rig.net(OTHER) === placed, 20_000);
  expect(rig.orders(FOLLOWER)).toHaveLength(placed);
  expect(new Set(rig.orders(FOLLOWER).map(({ correlationId }) => correlationId)).size).toBe(placed);
  const [after, ...more] = activeTokens(FOLLOWER);
  expect(more).toEqual([]);
  expect(after?.id).not.toBe(before?.id);
  expect(after?.scope).toBe('TOTP');
  expect(after?.access_token).toMatch(/^v1\./);
  expect(codes(FOLLOWER)).toContain('TOKEN_REPLACED');
  expect(codes(FOLLOWER)).not.toContain('ACCOUNT_BLOCKED');
});

it('is replaced without the operator after another program has ended it, and missed orders are copied', async () => {
  await create();
  rig.emulator.control.mintToken(FOLLOWER);
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 10, orderType: 'LIMIT', price: 1600 });
  await rig.until('copied', () => rig.orders(FOLLOWER).some(({ status }) => status === 'PENDING'), 15_000);
  expect(rig.orders(FOLLOWER)).toHaveLength(1);
  expect(mints(FOLLOWER)).toBe(1);
  rig.emulator.control.cancelAppOrder(LEADER, order);
  await rig.until('cancelled', () => rig.orders(FOLLOWER)[0]?.status === 'CANCELLED');
});

it('of web.dhan.co is renewed before its end', async () => {
  rig = await Rig.create({ start: false });
  // Due at once: ten minutes before its end.
  const { accessToken } = rig.emulator.control.mintToken(FOLLOWER, 590);
  await rig.start();
  await rig.do({ op: 'account.token', clientId: FOLLOWER, token: accessToken });
  await rig.until('renewed', () => codes(FOLLOWER).includes('TOKEN_REPLACED'), 10_000);
  const [token] = activeTokens(FOLLOWER);
  expect(token?.scope).toBe('RENEWED');
  expect(Number(token?.expires_at)).toBeGreaterThan(Date.now() / 1000 + 23 * 3_600);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 5);
});

it('is not requested again with a wrong PIN, until the login is corrected', async () => {
  await create();
  await rig.do({
    op: 'account.login',
    clientId: FOLLOWER,
    login: { method: 'totp', secret: { ...SECRET, pin: '999999' } },
  });
  rig.emulator.control.expireToken(FOLLOWER);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10, orderType: 'LIMIT', price: 1600 });
  await rig.until('the notice', () => codes(FOLLOWER).includes('TOKEN_NEEDS_PERSON'), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(mints(FOLLOWER)).toBe(1);
  const text = rig.notices.map((notice) => notice.text).join('\n');
  expect(text).not.toContain('999999');
  expect(text).toContain('login-method');
  await rig.do({ op: 'account.login', clientId: FOLLOWER, login: { method: 'totp', secret: SECRET } });
  // The broker may count the refused try. The next one waits its two minutes, and reports it.
  await expect(rig.do({ op: 'account.renew', clientId: FOLLOWER })).rejects.toThrow(/found one in 1\d{5} ms/);
  const { login } = rig.runtime?.status().accounts.find(({ accountId }) => accountId === FOLLOWER) ?? {};
  expect(login?.renewsMs).toBeGreaterThan(Date.now() + 60_000);
  expect(login?.problem).toContain('generateAccessToken');
});

it('a PIN that an earlier version stored with four digits is reported with what to do, and never sent', async () => {
  await create();
  const store = openStore({ path: rig.settings.databasePath, key: rig.key });
  store.accountLogins.save(FOLLOWER, 'totp', JSON.stringify({ ...SECRET, pin: '9876' }));
  store.close();
  const advice = `dhancopy account login-method --client-id ${FOLLOWER} --method totp --secrets-stdin`;
  await expect(rig.do({ op: 'account.renew', clientId: FOLLOWER })).rejects.toThrow(advice);
  rig.emulator.control.expireToken(FOLLOWER);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10, orderType: 'LIMIT', price: 1600 });
  await rig.until('the notice', () => codes(FOLLOWER).includes('TOKEN_NEEDS_PERSON'), 10_000);
  const text = rig.notices.map((notice) => notice.text).join('\n');
  expect(text).toContain('pin: expected 6 digits');
  expect(text).toContain(advice);
  expect(text).not.toContain('9876');
  expect(mints(FOLLOWER)).toBe(0);
  await rig.do({ op: 'account.login', clientId: FOLLOWER, login: { method: 'totp', secret: SECRET } });
  await rig.do({ op: 'account.renew', clientId: FOLLOWER });
  await rig.until('copied', () => rig.orders(FOLLOWER).length === 1);
});

it('keeps the secrets out of the database, the audit trail and the notices', async () => {
  await create();
  await rig.do({ op: 'account.renew', clientId: FOLLOWER });
  await rig.until(
    'audited',
    () =>
      rig.query<{ n: number }>("select count(*) as n from audit_log where action = 'generate_access_token'")[0]?.n ===
      1,
  );
  const rows = rig.query<Record<string, unknown>>('select * from audit_log union all select * from audit_log where 0');
  const written = JSON.stringify([
    rows,
    rig.query('select * from account_logins'),
    rig.query('select * from error_log'),
  ]);
  for (const secret of [SECRET.pin, SECRET.totpSecret]) expect(written).not.toContain(secret);
  expect(written).not.toMatch(/eyJ[\w-]{20,}/);
});
