import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DhanError } from '../errors.ts';
import { ERROR_BODIES } from '../testing/error-bodies.ts';
import { EVERY_CALL } from '../testing/every-call.ts';
import type { EndpointCall } from '../testing/every-call.ts';
import { CLIENT_ID, FakeDhan, TOKEN } from '../testing/fake-dhan.ts';
import { WireError } from '../wire/parse.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = dhan.taken.length = dhan.calls.length = dhan.breaches.length = 0;
});

const NAMED = EVERY_CALL.map((call) => [call.request, call] as const);
const isLogin = ({ request }: EndpointCall): boolean => !request.includes(' /v2/');

/** Secrets that a broker could repeat. */
function secretsSentBy(call: EndpointCall): string[] {
  if (!isLogin(call)) return [TOKEN];
  return [
    ...(call.request.includes('pin=') ? ['246810', '135790'] : ['canary-secret-of-test']),
    ...(call.request.includes('tokenId=') ? ['canary-token-id'] : []),
  ];
}

async function failureOf(call: EndpointCall): Promise<unknown> {
  return call.run(dhan.client).then(
    () => null,
    (error: unknown) => error,
  );
}

describe.each(NAMED)('%s', (_name, call) => {
  it('is sent to the documented path, in its bucket, with the headers of its host', async () => {
    dhan.says(500, { errorCode: 'DH-908', errorMessage: 'Internal Server Error' });
    const error = await failureOf(call);
    expect(error).toMatchObject({ class: 'unknown', code: 'DH-908' });
    expect(dhan.asked).toHaveLength(1);
    expect(`${dhan.last.method} ${dhan.last.url}`).toBe(call.request);
    expect(dhan.taken).toMatchObject([{ bucket: call.bucket }]);
    const { headers } = dhan.last;
    expect(headers['access-token']).toBe(isLogin(call) ? undefined : TOKEN);
    expect(headers['client-id']).toBe(isLogin(call) ? undefined : CLIENT_ID);
    expect(headers['content-type']).toBe(dhan.last.body === null ? undefined : 'application/json');
  });

  it.each(ERROR_BODIES)('converts HTTP %i %j to an error of %j', async (status, body, expected) => {
    dhan.says(status, body);
    const error = await failureOf(call);
    // Look-ups treat a refused id as unknown, but never a refused token or address.
    if (error === null) expect(expected).toMatchObject({ class: 'invalid', code: 'DH-905' });
    else expect(error).toMatchObject({ ...expected, httpStatus: status });
    expect(dhan.breaches).toEqual(expected.class === 'rate' ? [call.bucket] : []);
  });

  it('shows token, PIN, code and secrets in no error and no record', async () => {
    const echo = secretsSentBy(call).join(' ');
    dhan.says(400, { errorCode: 'DH-905', errorType: 'Input_Exception', errorMessage: `Invalid IP ${echo}` });
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(DhanError);
    const shown = JSON.stringify([error, String(error), (error as Error).stack, dhan.calls]);
    expect(shown).not.toMatch(/canary|246810|135790/);
  });

  it.each(['not json', '"a text"', '5', '{"orderStatus":"TRANSIT","unexpected":true}'])(
    'does not accept HTTP 200 %s as the answer',
    async (body) => {
      dhan.says(200, body);
      const result = await call.run(dhan.client).catch((error: unknown) => error);
      // A call without required fields, or without a body, has nothing to check.
      if (/tpin|convert/.test(call.request)) return;
      if (/rolling|getIP/.test(call.request) && body.startsWith('{')) return;
      expect(result instanceof DhanError || result instanceof WireError).toBe(true);
    },
  );
});

it('sends nothing without a token, and reports it', async () => {
  const client = dhan.open({ accessToken: '' });
  await expect(client.orders.getOrderBook()).rejects.toMatchObject({
    code: 'NO_TOKEN',
    class: 'auth',
    authFault: 'TOKEN',
  });
  const broken = dhan.open({ accessToken: 'line\nbreak' });
  await expect(broken.orders.cancelOrder('1')).rejects.toMatchObject({ code: 'NO_TOKEN' });
  expect(dhan.asked).toHaveLength(0);
  await Promise.all([client.close(), broken.close()]);
});

it('asks for the token at every call', async () => {
  let token = 'first.token.x';
  const client = dhan.open({ accessToken: () => token });
  dhan.says(200, []);
  await client.orders.getOrderBook();
  token = 'second.token.x';
  await client.orders.getOrderBook();
  expect(dhan.asked.map(({ headers }) => headers['access-token'])).toEqual(['first.token.x', 'second.token.x']);
  await client.close();
});

it('does not log in with an invalid client id', () => {
  expect(() => dhan.open({ dhanClientId: 'not an id' })).toThrow(/dhanClientId: expected 1 to 20/);
});

it('ends an endless answer, and reports the outcome as unknown', async () => {
  dhan.says(200, 'x'.repeat(68_000_000));
  await expect(dhan.client.orders.cancelOrder('1')).rejects.toMatchObject({ code: 'NO_ANSWER', class: 'unknown' });
  dhan.says(200, []);
  expect(await dhan.client.orders.getOrderBook()).toEqual([]);
});
