import { describe, expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import { DhanError } from '@dhancopy/dhan/errors';
import type { AuthFault, ErrorClass } from '@dhancopy/dhan/errors';
import type { Notice } from '../../engine/index.ts';
import { newLinkedStore, rawDatabase } from '../../store/testing.ts';
import { TokenRenewal } from './token-renewal.ts';

const NOON = Date.parse('2026-11-25T12:00:00+05:30');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function token(name: string, consumer: 'SELF' | 'APP', expiresMs: number): string {
  const claims = { dhanClientId: 'F1', tokenConsumerType: consumer, exp: expiresMs / 1000 };
  return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${name}`;
}

function failure(errorClass: ErrorClass, authFault: AuthFault | null = null, message = 'said the broker'): DhanError {
  const fields = { code: 'X', message, httpStatus: null, request: 'POST /x' };
  return new DhanError({ ...fields, class: errorClass, authFault });
}

/** One account at a broker that says what it is told to; every request is counted. */
function world({ method = 'totp', consumer = 'SELF' }: { method?: 'totp' | 'web'; consumer?: 'SELF' | 'APP' } = {}) {
  const store = newLinkedStore(1);
  let nowMs = NOON;
  let minted = 0;
  /** What the next tries end with; a new token when there is nothing. */
  const fails: DhanError[] = [];
  let alive = '';
  const asked: string[] = [];
  const totps: string[] = [];
  let aheadMs = 0;
  const notices: Notice[] = [];
  const worked: string[] = [];
  let held = 0;

  const grant = (): TokenGrant => {
    const failed = fails.shift();
    if (failed) throw failed;
    minted += 1;
    const expiresAtMs = nowMs + 24 * HOUR;
    alive = token(`t${minted}`, consumer, expiresAtMs);
    return {
      dhanClientId: 'F1',
      dhanClientName: null,
      dhanClientUcc: null,
      givenPowerOfAttorney: false,
      accessToken: alive,
      expiresAtMs,
    };
  };
  const api = {
    generateAccessToken: ({ totp }: { totp: string }) => {
      asked.push(`mint held=${held}`);
      totps.push(totp);
      return Promise.resolve().then(grant);
    },
    renewToken: () => {
      asked.push(`renew held=${held}`);
      return Promise.resolve().then(grant);
    },
    getProfile: () => {
      asked.push('profile');
      if (store.tokens.activeToken('F1')?.access_token !== alive) return Promise.reject(failure('auth', 'TOKEN'));
      return Promise.resolve({ dhanClientId: 'F1' });
    },
  } as unknown as AuthenticationApi;

  const put = (expiresMs: number): void => {
    alive = token(`put${asked.length}`, consumer, expiresMs);
    store.tokens.saveToken('F1', 'follower', alive, expiresMs / 1000);
  };
  const storeLogin = (pin: string): void =>
    store.accountLogins.save('F1', 'totp', JSON.stringify({ pin, totpSecret: 'GEZDGNBVGY3TQOJQ' }));
  if (method === 'totp') storeLogin('123456');
  const renewal = new TokenRenewal(
    {
      accountId: accountId('F1'),
      role: 'follower',
      store,
      api,
      now: () => nowMs,
      brokerAheadMs: () => aheadMs,
      current: () => {
        const active = store.tokens.activeToken('F1');
        return active ? { text: active.access_token, expiresMs: (active.expires_at ?? 0) * 1000 } : null;
      },
      reload: () => undefined,
      holdWrites: () => {
        held += 1;
        return Promise.resolve(() => void (held -= 1));
      },
      onTokenWorks: (why) => worked.push(why),
      notify: (notice) => notices.push(notice),
    },
    store.accountLogins.facts().get('F1'),
  );
  return {
    store,
    renewal,
    fails,
    asked,
    worked,
    put,
    codes: () => notices.map(({ severity, code }) => `${severity} ${code}`),
    texts: () => notices.map(({ text }) => text),
    kill: () => void (alive = 'another'),
    changeLogin() {
      storeLogin('654321');
      renewal.loginIs(store.accountLogins.facts().get('F1'));
    },
    async at(ms: number): Promise<void> {
      nowMs = ms;
      await renewal.tick();
    },
    held: () => held,
    totps,
    brokerIsAhead: (ms: number) => void (aheadMs = ms),
  };
}

it("one-time codes are made by the broker's clock", async () => {
  const w = world();
  w.put(NOON + HOUR);
  w.brokerIsAhead(45_000);
  await w.renewal.renew('it was asked for');
  expect(w.totps).toEqual([totpCode('GEZDGNBVGY3TQOJQ', NOON + 45_000)]);
});

describe('a token that ends', () => {
  it('is left alone until its time, then replaced while writes are held, proved and written down', async () => {
    const w = world();
    w.put(NOON + HOUR);
    await w.at(NOON + 49 * MINUTE);
    expect(w.asked).toEqual([]);
    await w.at(NOON + 51 * MINUTE);
    expect(w.asked).toEqual(['mint held=1', 'profile']);
    expect(w.held()).toBe(0);
    const active = w.store.tokens.activeToken('F1');
    expect(active).toMatchObject({ scope: 'TOTP', expires_at: (NOON + 51 * MINUTE + 24 * HOUR) / 1000 });
    expect(w.worked).toEqual(['a new token was made']);
    expect(w.codes()).toEqual(['INFO TOKEN_REPLACED']);
    await w.at(NOON + 52 * MINUTE);
    expect(w.asked).toHaveLength(2);
  });

  it('renews itself when made at web.dhan.co; made by an API key it needs the operator, who is warned once', async () => {
    const own = world({ method: 'web' });
    own.put(NOON + 5 * MINUTE);
    await own.at(NOON);
    expect(own.asked).toEqual(['renew held=1', 'profile']);
    expect(own.store.tokens.activeToken('F1')?.scope).toBe('RENEWED');

    const app = world({ method: 'web', consumer: 'APP' });
    app.put(NOON + 5 * MINUTE);
    await app.at(NOON);
    await app.at(NOON + MINUTE);
    expect(app.asked).toEqual([]);
    expect(app.codes()).toEqual(['WARNING TOKEN_NEEDS_PERSON']);
    expect(app.renewal.status).toMatchObject({ method: 'web', renewsMs: null });
  });

  it('is made where there is none yet, as soon as there is a way', async () => {
    const w = world();
    await w.at(NOON);
    expect(w.asked).toEqual(['mint held=1', 'profile']);
  });
});

describe('a try that fails', () => {
  it('to write the new token down is reported, and repeated where the operator is not needed', async () => {
    for (const method of ['totp', 'web'] as const) {
      const w = world({ method });
      w.put(NOON + 5 * MINUTE);
      const disk = rawDatabase(w.store.path);
      disk.exec("create trigger full before insert on auth_tokens begin select raise(abort, 'no room'); end");
      await w.at(NOON);
      expect(w.texts()[0]).toMatch(/^a new token was made, but could not be stored: .*no room/);
      disk.exec('drop trigger full');
      disk.close();
      await w.at(NOON + 3 * MINUTE);
      expect(w.codes()).toEqual(
        method === 'totp' ? ['CRITICAL TOKEN_NOT_REPLACED', 'INFO TOKEN_REPLACED'] : ['CRITICAL TOKEN_NEEDS_PERSON'],
      );
    }
  });

  it('is never repeated after the login was refused, until the login or the token has changed', async () => {
    const w = world();
    w.put(NOON + 5 * MINUTE);
    w.fails.push(failure('auth', 'LOGIN'));
    for (let minute = 0; minute < 30; minute += 1) await w.at(NOON + minute * MINUTE);
    expect(w.asked).toEqual(['mint held=1']);
    expect(w.codes()).toEqual(['CRITICAL TOKEN_NEEDS_PERSON']);
    expect(w.renewal.status.problem).toContain('said the broker');
    w.changeLogin();
    await w.at(NOON + 31 * MINUTE);
    expect(w.asked).toEqual(['mint held=1', 'mint held=1', 'profile']);
    expect(w.renewal.status.problem).toBe('');
  });

  it('a one-time code that was used a moment ago is followed by the next one, once', async () => {
    const refused = () => failure('auth', 'LOGIN', 'Invalid TOTP');
    const w = world();
    w.put(NOON + 5 * MINUTE);
    w.fails.push(refused());
    await w.at(NOON);
    await w.at(NOON + 0.5 * MINUTE);
    expect(w.asked).toHaveLength(1);
    expect(w.renewal.status.problem).toContain('Invalid TOTP');
    await w.at(NOON + 0.6 * MINUTE);
    expect(w.asked).toEqual(['mint held=1', 'mint held=1', 'profile']);
    expect(w.codes()).toEqual(['INFO TOKEN_REPLACED']);

    const wrong = world();
    wrong.put(NOON + 5 * MINUTE);
    wrong.fails.push(refused(), refused(), refused());
    for (let minute = 0; minute < 30; minute += 1) await wrong.at(NOON + minute * MINUTE);
    expect(wrong.asked).toEqual(['mint held=1', 'mint held=1']);
    expect(wrong.codes()).toEqual(['CRITICAL TOKEN_NEEDS_PERSON']);
  });

  it('waits two minutes after the mint lock', async () => {
    const w = world();
    w.put(NOON + 5 * MINUTE);
    w.fails.push(failure('rate'));
    await w.at(NOON);
    await w.at(NOON + 2 * MINUTE);
    expect(w.asked).toHaveLength(1);
    await w.at(NOON + 2.1 * MINUTE);
    expect(w.asked).toEqual(['mint held=1', 'mint held=1', 'profile']);
  });

  it('backs off where no connection was made, and reports it when it happens again', async () => {
    const w = world();
    w.put(NOON + 5 * MINUTE);
    w.fails.push(failure('unavailable'), failure('unavailable'));
    await w.at(NOON);
    expect(w.codes()).toEqual([]);
    await w.at(NOON + 5_000);
    expect(w.codes()).toEqual(['CRITICAL TOKEN_NOT_REPLACED']);
    await w.at(NOON + 21_000);
    expect(w.asked.filter((each) => each.startsWith('mint'))).toHaveLength(3);
  });

  it('asks whether the old token is valid when there was no answer; a renewal whose answer was lost needs the operator', async () => {
    const w = world({ method: 'web' });
    w.put(NOON + 5 * MINUTE);
    w.fails.push(failure('unknown'));
    await w.at(NOON);
    expect(w.asked).toEqual(['renew held=1', 'profile']);
    w.fails.push(failure('unknown'));
    w.kill();
    await w.at(NOON + 3 * MINUTE);
    expect(w.codes()).toEqual(['CRITICAL TOKEN_NEEDS_PERSON']);
    await w.at(NOON + 30 * MINUTE);
    expect(w.asked.filter((each) => each.startsWith('renew'))).toHaveLength(2);
  });
});

describe('a token that the broker refuses', () => {
  const settled = async (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  it('is looked at before it is given up: one that lives after all is kept', async () => {
    const w = world();
    w.put(NOON + 20 * HOUR);
    expect(w.renewal.refused()).toBe(true);
    await settled();
    expect(w.asked).toEqual(['profile']);
    expect(w.worked).toEqual(['the token works']);
  });

  it('is replaced when it is dead, three times in an hour and no more', async () => {
    const w = world();
    w.put(NOON + 20 * HOUR);
    for (let time = 0; time < 4; time += 1) {
      await w.at(NOON + time * 10 * MINUTE);
      w.kill();
      expect(w.renewal.refused()).toBe(time < 3);
      await settled();
    }
    expect(w.asked.filter((each) => each.startsWith('mint'))).toHaveLength(3);
    expect(w.codes().at(-1)).toBe('CRITICAL TOKEN_QUARREL');
  });

  it('is left to the operator where there is no other way', () => {
    const w = world({ method: 'web' });
    w.put(NOON + 20 * HOUR);
    expect(w.renewal.refused()).toBe(false);
    expect(w.asked).toEqual([]);
  });
});

it('warns three times in the morning of a trading day about a token that will not last', async () => {
  const w = world({ method: 'web', consumer: 'APP' });
  const day = Date.parse('2026-11-26T00:00:00+05:30');
  w.put(day + 11 * HOUR);
  for (let minute = 0; minute < 10 * 60; minute += 5) await w.at(day + minute * MINUTE);
  expect(w.codes().filter((code) => code.includes('TOKEN_NOT_FOR_TODAY'))).toHaveLength(3);
  expect(w.texts().find((text) => text.startsWith('the token expires'))).toMatch(
    /before the market closes at 15:30; .*account token/,
  );
});
