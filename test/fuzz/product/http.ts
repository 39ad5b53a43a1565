import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import type { Operation } from 'dhancopy/runtime/operations';
import type { EngineHandle } from 'dhancopy/runtime/engine-handle';
import { OperationError } from 'dhancopy/runtime/operations/errors';
import { createSecret } from 'dhancopy/server/run-file';
import { createApp } from 'dhancopy/server/server';
import { openStore } from 'dhancopy/store/store';
import type { Store } from 'dhancopy/store/store';
import { TEST_KEY } from 'dhancopy/store/testing';
import type { Chance } from '../chance.ts';
import { mutateBytes, mutateJsonText, mutateText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import type { Target } from '../target.ts';
import { CliHome, FOLLOWERS, LEADER, SECRETS, tokenOf } from './cli/home.ts';

const [FOLLOWER] = FOLLOWERS;
const by = { by: 'fuzz', reason: 'because' };
/** Questions as the command line asks them. */
const OPERATIONS: readonly object[] = [
  { op: 'kill', ...by },
  { op: 'pause', ...by, all: true },
  { op: 'resume', ...by },
  { op: 'flatten', ...by, leader: LEADER, follower: FOLLOWER },
  { op: 'account.add', role: 'follower', clientId: '2100000009', name: 'Kiran', token: tokenOf('2100000009') },
  { op: 'account.token', clientId: FOLLOWER, token: tokenOf(FOLLOWER) },
  { op: 'account.remove', clientId: FOLLOWER, positions: 'leave' },
  {
    op: 'account.login',
    clientId: FOLLOWER,
    login: { method: 'totp', secret: { pin: SECRETS.pin, totpSecret: SECRETS.totp } },
  },
  { op: 'account.state', clientId: FOLLOWER, state: 'HALTED' },
  {
    op: 'account.import',
    steps: [{ where: 'line 2', do: { op: 'account.add', role: 'leader', clientId: '1100000009', name: 'Mira' } }],
  },
  { op: 'link.add', leader: LEADER, follower: '2100000009', sizing: 'fixed_ratio', ratio: '0.5', yes: true },
  {
    op: 'link.set',
    leader: LEADER,
    follower: FOLLOWER,
    ratio: '0.25',
    priceBandBps: 50,
    products: { CNC: 'MTF' },
    yes: true,
  },
  { op: 'link.state', leader: LEADER, follower: FOLLOWER, state: 'REDUCING' },
  { op: 'link.remove', leader: LEADER, follower: FOLLOWER, positions: 'leave' },
  { op: 'risk.set', clientId: FOLLOWER, dailyLoss: 25_000, orderValue: 1_000, positionSize: 50, by: 'fuzz', yes: true },
  { op: 'risk.clear', clientId: FOLLOWER, by: 'fuzz' },
  { op: 'config.set', key: 'ws_max_reconnect_attempts', value: '20', by: 'fuzz' },
  { op: 'postback.set', clientId: FOLLOWER, publicUrl: 'https://desk.example', events: ['TRADED'] },
  { op: 'postback.remove', clientId: FOLLOWER },
  { op: 'instruments.sync', segment: ['NSE_EQ'] },
  { op: 'statement.fetch', clientId: FOLLOWER, kind: 'ledger', from: '2026-09-01', to: '2026-09-15' },
  { op: 'broker.kill-switch', clientId: FOLLOWER, ...by },
  { op: 'key.rotate', keyPath: '/nowhere/key' },
  { op: 'reload' },
  { op: 'obey' },
];
const PATHS = [
  '/',
  '/healthz',
  '/api/status',
  '/api/operations',
  '/login/2100000001?tokenId=abc',
  '/login/2100000001/done',
  '/edis/a-ticket-that-was-given-out',
  '/api/../healthz',
  '/api/%6fperations',
  '//api/operations',
  '/api/operations/',
  '/%',
  '/login/%00?tokenId=%zz',
  '/edis/' + 'x'.repeat(300),
] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
const REQUESTS = 25;

/** The server on a real file, with the operations that change nothing but the database. */
class Bench {
  readonly home = new CliHome();
  readonly secret = createSecret();
  readonly store: Store;
  readonly app: FastifyInstance;
  /** Operations that were let through. */
  executed = 0;

  constructor() {
    this.store = openStore({ path: this.home.databasePath, key: TEST_KEY, synchronous: 'normal' });
    const engine = {
      status: () => Promise.resolve({ tradingState: 'ACTIVE' }),
      execute: (asked: Operation) => this.#execute(asked),
    } as unknown as EngineHandle;
    this.app = createApp({
      secret: this.secret,
      engine: () => engine,
      finishLogin: (_client, tokenId) => Promise.reject(new Error(`no login was begun, ${tokenId.length}`)),
      edisPage: (ticket) => Promise.resolve(ticket === 'a-ticket-that-was-given-out' ? '<form></form>' : null),
    });
  }

  async #execute(asked: Operation): Promise<string> {
    this.executed += 1;
    const stored = storedOperation.safeParse(asked);
    await Promise.resolve();
    if (!stored.success) throw new OperationError('not here');
    return applyOperation(this.store, stored.data, Date.now());
  }

  async close(): Promise<void> {
    await this.app.close();
    this.store.close();
  }
}

/** @throws {Finding} */
function judge(bench: Bench, status: number, body: string): void {
  for (const secret of [bench.secret, ...Object.values(SECRETS)]) {
    if (body.includes(secret)) throw new Finding(`a secret is in the answer: ${secret}`);
  }
  if (/\n\s+at |\(file:\/\//.test(body)) throw new Finding(`a stack trace: ${body.slice(0, 200)}`);
  if (status < 500) return;
  const code = (JSON.parse(body) as { error?: { code?: unknown } }).error?.code;
  if (typeof code !== 'string') throw new Finding(`${status} without a code: ${body.slice(0, 300)}`);
}

function bearerOf(secret: string, chance: Chance): string | null {
  if (chance.percent(75)) return `Bearer ${secret}`;
  return chance.pick([
    null,
    '',
    'Bearer',
    'Bearer ',
    `bearer ${secret}`,
    `Bearer ${secret}x`,
    `Basic ${secret}`,
    mutateText(`Bearer ${secret}`, chance),
  ]);
}

/** A header that a client can send. */
function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '');
}

/** Requests to the local server, spoilt in every part. Whoever does not know the secret changes nothing; what was stored, an engine can read. */
export const HTTP_TARGET: Target = {
  name: 'http',
  weight: 4,
  async run(chance, note) {
    const bench = new Bench();
    try {
      await bench.app.listen({ host: '127.0.0.1', port: 0 });
      const { port } = bench.app.server.address() as { port: number };
      await isOpen(bench);
      for (let count = 0; count < REQUESTS; count += 1) await request(bench, port, chance, note);
      if (chance.percent(50)) await garbage(port, chance, note);
      const alive = await fetch(`http://127.0.0.1:${port}/healthz`);
      if (alive.status !== 200) throw new Finding(`healthz answers ${alive.status}`);
    } finally {
      await bench.close();
    }
    bench.home.canStart();
  },
};

/** A good request is let through: otherwise the others prove nothing. @throws {Finding} */
async function isOpen({ app, secret, executed }: Bench): Promise<void> {
  const headers = { host: '127.0.0.1:0', authorization: `Bearer ${secret}` };
  const payload = { op: 'link.state', leader: LEADER, follower: FOLLOWER, state: 'HALTED' };
  const answer = await app.inject({ method: 'POST', url: '/api/operations', headers, payload });
  if (answer.statusCode !== 200 || executed > 0)
    throw new Finding(`a good request is refused: ${answer.body.slice(0, 200)}`);
}

async function request(bench: Bench, port: number, chance: Chance, note: (input: string) => void): Promise<void> {
  const isOperation = chance.percent(75);
  const method = isOperation ? 'POST' : chance.pick(METHODS);
  const path = isOperation
    ? '/api/operations'
    : chance.percent(70)
      ? chance.pick(PATHS)
      : `/${plain(mutateText(chance.pick(PATHS), chance))}`;
  const bearer = bearerOf(bench.secret, chance);
  const host = chance.percent(95)
    ? `127.0.0.1:${port}`
    : chance.pick(['evil.example', '127.0.0.1', 'localhost', `[::1]:${port}`, '[::1]:0']);
  const text = mutateJsonText(chance.pick(OPERATIONS), chance);
  const type = chance.percent(92)
    ? 'application/json'
    : chance.pick(['text/plain', 'application/json; charset=x', '', 'multipart/form-data', 'application/xml']);
  note(`${method} ${path} ${text}`);
  const before = bench.executed;
  const answer = await bench.app.inject({
    method,
    url: path,
    headers: {
      host,
      ...(bearer !== null && { authorization: plain(bearer) }),
      ...(type !== '' && { 'content-type': type }),
    },
    ...(method !== 'GET' && method !== 'HEAD' && { payload: text }),
  });
  if (bench.executed > before && bearer !== `Bearer ${bench.secret}`)
    throw new Finding(`let through with ${String(bearer)}`);
  judge(bench, answer.statusCode, answer.body);
}

/** Bytes that are no request, and cut ones. The server may close the connection, and nothing else. */
async function garbage(port: number, chance: Chance, note: (input: Buffer) => void): Promise<void> {
  const head = `POST /api/operations HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"op":"kill"`;
  const bytes = mutateBytes(mutateBytes(Buffer.from(head), chance), chance);
  note(bytes);
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.setTimeout(2_000, () => socket.destroy());
  });
  if (/^HTTP\/1\.1 (5|200)/.test(answer)) throw new Finding(`garbage is answered with ${answer.slice(0, 100)}`);
}
