import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EngineLock } from '../runtime/engine-lock.ts';
import { readRunFile } from '../server/run-file.ts';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const SECRETS = 'pin=123456\ntotpSecret=JBSWY3DPEHPK3PXP\n';
let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
});
afterEach(() => bench.close());

/** What a person does on the broker's page. @returns the page that he ends on */
async function logIn(loginUrl: string): Promise<{ url: string; text: string }> {
  const consentAppId = new URL(loginUrl).searchParams.get('consentAppId') ?? '';
  const form = new URLSearchParams({ consentAppId });
  const answer = await fetch(`${bench.emulator.authUrl}/login/consentApp-login`, { method: 'POST', body: form });
  return { url: answer.url, text: await answer.text() };
}

async function storeApiKey(port: number): Promise<{ appId: string; appSecret: string }> {
  const app = bench.emulator.control.addApp(LEADER, `http://127.0.0.1:${port}/login/${LEADER}`);
  const stored = await bench.run(`account login-method --client-id ${LEADER} --method api_key --secrets-stdin`, {
    input: `appId=${app.appId}\nappSecret=${app.appSecret}\n`,
  });
  expect(stored).toMatchObject({ code: 0 });
  return app;
}

const address = (text: string): string => /http:\S+consentAppId=\S+/.exec(text)?.[0] ?? '';

it('makes a token by PIN and one-time code, with and without a running engine', async () => {
  const method = `account login-method --client-id ${LEADER} --method totp --secrets-stdin`;
  const wrong = await bench.run(method, { input: 'pin=1234\ntotpSecret=JBSWY3DPEHPK3PXP' });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toBe('dhancopy: secrets: pin: expected 6 digits, as every PIN of Dhan has\n');
  const padded = await bench.run(method, { input: 'pin=123456\nJBSWY3DPEHPK3PXP====' });
  expect(padded.stderr).toBe('dhancopy: secrets: expected pin and totpSecret, found another name\n');
  expect(await bench.run(method, { input: 'no equals sign' })).toMatchObject({ code: 2 });
  expect(await bench.run(method, { input: SECRETS })).toMatchObject({ code: 0 });

  const before = (await bench.json('account list')) as { tokenExpiresMs: number }[];
  expect(await bench.run(`account renew --client-id ${LEADER}`)).toMatchObject({ code: 0 });
  const after = (await bench.json('account list')) as { tokenExpiresMs: number; login: string }[];
  expect(after[0]?.tokenExpiresMs).toBeGreaterThanOrEqual(before[0]?.tokenExpiresMs ?? Infinity);
  expect(after[0]?.login).toBe('totp');

  const engine = await bench.startEngine();
  const refused = await bench.run(`account renew --client-id ${LEADER}`);
  expect(refused.code).toBe(1);
  // The lock, or the code of this half minute, which was used already: whichever the broker looks at first.
  expect(refused.stderr).toMatch(/once every 2 minutes|Invalid TOTP/);
  engine.child.kill('SIGTERM');
  await engine.ended;
  expect(bench.printed).not.toContain('JBSWY3DPEHPK3PXP');
  for (const content of bench.files().values()) expect(content).not.toContain('JBSWY3DPEHPK3PXP');
});

it('needs no token to begin with: the first one is made when the engine starts', async () => {
  const follower = '2000000001';
  bench.emulator.control.addAccount({ dhanClientId: follower, fundsRupees: 1_000_000 });
  const added = await bench.run(`account add --role follower --client-id ${follower} --name Ravi`);
  expect(added).toMatchObject({ code: 0 });
  expect(added.stdout).toContain('account login-method');
  await bench.run(`account login-method --client-id ${follower} --method totp --secrets-stdin`, { input: SECRETS });
  const engine = await bench.startEngine();
  await until(
    'a token was made',
    () => engine.output.stdout.includes('TOKEN_REPLACED'),
    () => engine.output.stdout,
  );
  const live = { accounts: [{}, { clientId: follower, session: { state: 'LIVE' } }] };
  await vi.waitFor(async () => expect(await bench.json('status')).toMatchObject(live), {
    timeout: 60_000,
    interval: 200,
  });
});

it('finishes a login in the browser, by the running engine', async () => {
  const engine = await bench.startEngine();
  const app = await storeApiKey(readRunFile(bench.home)?.port ?? 0);
  const waiting = bench.start(['account', 'login', '--client-id', LEADER]);
  await until(
    'the address is shown',
    () => address(waiting.output.stderr) !== '',
    () => waiting.output.stderr,
  );
  const page = await logIn(address(waiting.output.stderr));
  expect(page.text).toContain('Logged in');
  expect(page.url).not.toContain('tokenId');
  const ended = await waiting.ended;
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain('is logged in until');
  expect(await bench.json('status')).toMatchObject({ accounts: [{ session: { state: 'LIVE' } }] });
  engine.child.kill('SIGTERM');
  await engine.ended;
  expect(bench.printed).not.toContain(app.appSecret);
});

it('finishes a login in the browser, without an engine', async () => {
  // Nobody else takes this port in a test run.
  const port = 20_000 + (process.pid % 20_000);
  await storeApiKey(port);
  const waiting = bench.start(['account', 'login', '--client-id', LEADER, '--port', String(port)]);
  await until(
    'the address is shown',
    () => address(waiting.output.stderr) !== '',
    () => waiting.output.stderr,
  );
  expect((await logIn(address(waiting.output.stderr))).text).toContain('Logged in');
  expect(await waiting.ended).toMatchObject({ code: 0 });
  expect(await bench.json('account list')).toMatchObject([{ token: 'stored', login: 'api_key' }]);
});

it('refuses a login that has no key', async () => {
  const ran = await bench.run(`account login --client-id ${LEADER} --port 0`);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('login-method');
});

it('waits for another command that holds the folder for a moment', async () => {
  const other = EngineLock.take(bench.home);
  const login = bench.run(`account login --client-id ${LEADER} --port 0`);
  await sleep(300);
  other.release();
  // Not exit code 3: it came as far as the account, which has no key.
  expect(await login).toMatchObject({ code: 1, stderr: expect.stringContaining('login-method') as string });
});
