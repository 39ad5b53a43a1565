import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request } from 'undici';
import type { EngineHandle } from '../runtime/engine-handle.ts';
import { OperationError } from '../runtime/operations/errors.ts';
import type { Operation } from '../runtime/operations.ts';
import { createSecret } from './run-file.ts';
import { startServer } from './server.ts';
import type { LocalServer } from './server.ts';

const secret = createSecret();
const asked: Operation[] = [];
const engine = {
  status: () => Promise.resolve({ tradingState: 'ACTIVE' }),
  execute(operation: Operation) {
    asked.push(operation);
    if (operation.op === 'link.remove') return Promise.reject(new OperationError('there is no link'));
    if (operation.op === 'resume') return Promise.reject(new Error('token eyJhbGciOi.eyJleHAiOjF9.abc was seen'));
    return Promise.resolve('done');
  },
} as unknown as EngineHandle;

const finished: [string, string][] = [];
const finishLogin = (clientId: string, tokenId: string): Promise<string> => {
  finished.push([clientId, tokenId]);
  return tokenId === 'good' ? Promise.resolve('done') : Promise.reject(new Error('no login was begun <now>'));
};
const edisPage = (ticket: string): Promise<string | null> =>
  Promise.resolve(ticket === 'a-ticket-that-was-given-out' ? '<form>…</form>' : null);
let server: LocalServer;
let running: EngineHandle | null;
beforeEach(async () => {
  running = engine;
  asked.length = 0;
  server = await startServer({ port: 0, secret, engine: () => running, finishLogin, edisPage });
});
afterEach(() => server.close());

async function call(
  path: string,
  options: { body?: unknown; bearer?: string; host?: string } = {},
): Promise<{ status: number; body: unknown }> {
  const { body, bearer = secret, host } = options;
  const answer = await request(`http://127.0.0.1:${server.port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(host !== undefined && { host }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}

const kill = { op: 'kill', by: 'test', reason: 'test' };

describe('who may ask', () => {
  it('says to any program on this machine that it runs, and nothing else', async () => {
    expect(await call('/healthz', { bearer: 'none' })).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await call('/api/status', { bearer: 'none' })).toMatchObject({ status: 401 });
    expect(await call('/api/operations', { body: kill, bearer: `${secret}x` })).toMatchObject({ status: 401 });
    expect(asked).toEqual([]);
  });

  it('answers to names of this machine only', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', '127.0.0.1:1']) {
      expect(await call('/api/status', { host })).toMatchObject({ status: 403 });
      expect(await call('/healthz', { host })).toMatchObject({ status: 403 });
    }
    expect(await call('/api/status', { host: `localhost:${server.port}` })).toMatchObject({ status: 200 });
  });
});

describe('operations', () => {
  it('hands a checked operation to the engine', async () => {
    expect(await call('/api/operations', { body: kill })).toEqual({ status: 200, body: { done: 'done' } });
    expect(asked).toEqual([{ ...kill, all: false }]);
  });

  it('names the field that is wrong', async () => {
    const { status, body } = await call('/api/operations', { body: { op: 'kill', reason: 'x' } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
    expect(JSON.stringify(body)).toContain('by');
    expect(await call('/api/operations', { body: '{' })).toMatchObject({ status: 400 });
  });

  it('reports by its code what cannot be done, and never shows a token', async () => {
    const body = { op: 'link.remove', leader: '1', follower: '2' };
    expect(await call('/api/operations', { body })).toEqual({
      status: 409,
      body: { error: { name: 'OperationError', code: 'OPERATION', message: 'there is no link' } },
    });
    const leak = await call('/api/operations', { body: { op: 'resume', by: 'me', reason: 'x' } });
    expect(leak.status).toBe(500);
    expect(JSON.stringify(leak)).not.toContain('eyJ');
  });

  it('says so while the engine is not there', async () => {
    running = null;
    expect(await call('/api/status')).toMatchObject({ status: 503, body: { error: { code: 'ENGINE_UNAVAILABLE' } } });
    expect(await call('/api/nothing')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });
});

describe('the way back from the login page', () => {
  const get = async (path: string) => {
    const { statusCode, headers, body } = await request(`http://127.0.0.1:${server.port}${path}`);
    return { status: statusCode, headers, text: await body.text() };
  };

  it('takes a tokenId without a secret, also with the slash that the broker puts, and sends the browser on', async () => {
    const answer = await get('/login/1100000001/?tokenId=good');
    expect(answer).toMatchObject({ status: 303, headers: { location: '/login/1100000001/done' } });
    expect(finished.at(-1)).toEqual(['1100000001', 'good']);
    const done = await get('/login/1100000001/done');
    expect(done.status).toBe(200);
    expect(done.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('says why it did not work, and shows no HTML of others', async () => {
    const answer = await get('/login/1100000001?tokenId=bad');
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('no login was begun &lt;now&gt;.');
    expect((await get('/login/1100000001')).status).toBe(400);
    expect((await get('/login/%3Cscript%3E?tokenId=good')).status).toBe(400);
  });
});

it("shows the broker's form in a sandbox, and only to whoever has its ticket", async () => {
  const get = (path: string) => request(`http://127.0.0.1:${server.port}${path}`);
  const answer = await get('/edis/a-ticket-that-was-given-out');
  expect(answer.statusCode).toBe(200);
  expect(await answer.body.text()).toBe('<form>…</form>');
  expect(answer.headers['content-security-policy']).toMatch(
    /^sandbox allow-forms allow-scripts(?!.*allow-same-origin)/,
  );
  for (const ticket of ['a-ticket-that-was-not-given-out', 'short', '..%2Fapi']) {
    expect((await get(`/edis/${ticket}`)).statusCode).toBe(404);
  }
});

it('names the port that is taken', async () => {
  await expect(
    startServer({ port: server.port, secret, engine: () => null, finishLogin, edisPage }),
  ).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(`port ${server.port}`) as unknown,
  });
});
