import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXPORTED } from '../store/exports.ts';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const FOLLOWER = '2000000001';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXQ';
const PIN = '918273';
const HOOK_SECRET = 'canary-webhook-secret-5f1c';
const APP_SECRET = 'canary-app-secret-9d20';

const MARKET = {
  securityId: '1333',
  exchangeSegment: 'NSE_EQ',
  quantity: 100,
  productType: 'INTRADAY',
  orderType: 'MARKET',
  validity: 'DAY',
} as const;

let bench: CliBench;
beforeEach(async () => (bench = await CliBench.create()));
afterEach(() => bench.close());

/** A text in the guises that it could be written down in. */
function guises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex'), encodeURIComponent(secret)];
}

/** Every file under a folder, by its path. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

it('known secrets go through every path, and no byte that was produced holds one', async () => {
  await bench.run('init');
  const tokens: string[] = [];
  for (const [role, id] of [
    ['leader', LEADER],
    ['follower', FOLLOWER],
  ] as const) {
    const { accessToken } = bench.emulator.control.addAccount({ dhanClientId: id, fundsRupees: 10_000_000 });
    tokens.push(accessToken);
    await bench.run(`account add --role ${role} --client-id ${id} --name ${role} --token-stdin`, {
      input: accessToken,
    });
  }
  await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing fixed_ratio --ratio 0.5`);
  await bench.run(`account login-method --client-id ${FOLLOWER} --method totp --secrets-stdin`, {
    input: `pin=${PIN}\ntotpSecret=${TOTP_SECRET}\n`,
  });
  await bench.run(`account login-method --client-id ${LEADER} --method api_key --secrets-stdin`, {
    input: `appId=canary-app\nappSecret=${APP_SECRET}\n`,
  });
  const postbacks = await bench.run(
    `postback set --client-id ${FOLLOWER} --public-url https://desk.example --secret-stdin`,
    { input: HOOK_SECRET },
  );
  // Printed this once; in no file.
  const pathSecret = /\/postback\/([\w-]{43})/.exec(postbacks.stdout)?.[1] ?? '';
  expect(pathSecret).not.toBe('');
  expect((await bench.run('postback list --show-secret')).stdout).toContain(pathSecret);

  const engine = await bench.startEngine();
  const { control } = bench.emulator;
  control.placeAppOrder(LEADER, { ...MARKET, transactionType: 'BUY' });
  const copies = (): number => control.requests({ dhanClientId: FOLLOWER, operation: 'place' }).length;
  await until(
    'a copy is placed',
    () => copies() > 0,
    () => engine.output.stderr,
  );

  // A token that is refused, one that is read wrongly, one that replaces another; errors of the broker that repeat what they were sent.
  const fresh = control.mintToken(LEADER).accessToken;
  tokens.push(fresh);
  await bench.run(`account token --client-id ${LEADER} --token-stdin`, { input: `${fresh.slice(0, -4)}xxxx` });
  await bench.run('doctor');
  await bench.run(`account token --client-id ${LEADER} --token-stdin`, { input: fresh });
  await bench.run(`account token --client-id ${LEADER} --token-stdin`, { input: `not a token: ${tokens[0] ?? ''}` });
  await bench.run(`account renew --client-id ${FOLLOWER} --verbose`);
  control.addFault({ accounts: [FOLLOWER], operations: 'place', times: 1, effect: { kind: 'loseAnswer' } });
  control.placeAppOrder(LEADER, { ...MARKET, transactionType: 'SELL' });
  await until(
    'the exit is placed',
    () => copies() > 1,
    () => engine.output.stderr,
  );
  await bench.run(`edis tpin --client-id ${FOLLOWER}`);
  for (const command of [
    'status',
    'account list',
    'link list',
    'postback list',
    'config list',
    'config history',
    'db verify',
  ]) {
    await bench.run(command);
    await bench.run(`${command} --json --verbose`);
  }
  for (const what of EXPORTED) {
    await bench.run(`export ${what} --raw --format jsonl --out ${join(bench.home, `${what}.jsonl`)}`);
  }
  // Killed as the machine would: what lies on the disk then is what a thief finds.
  engine.child.kill('SIGKILL');
  await engine.ended;

  // The key that opens the vault are the one secret that has to lie there, in a file of its own.
  const key = readFileSync(join(bench.home, 'key'), 'utf8').trim();
  const secrets = [...tokens, TOTP_SECRET, HOOK_SECRET, APP_SECRET, key].filter((secret) => secret.length > 0);
  const tpin = control.tpin(FOLLOWER);
  const produced = new Map<string, Buffer>([['standard output and error', Buffer.from(bench.printed)]]);
  for (const path of filesUnder(bench.home)) {
    if (path !== join(bench.home, 'key')) produced.set(path, readFileSync(path));
  }
  expect([...produced.keys()].join()).toContain('dhancopy.db');
  // What is no secret is there to be found by the same search.
  expect([...produced.values()].filter((bytes) => bytes.includes(FOLLOWER)).length).toBeGreaterThan(5);
  const found: string[] = [];
  for (const [where, bytes] of produced) {
    for (const secret of secrets) {
      for (const guise of guises(secret)) if (bytes.includes(guise)) found.push(`${where}: ${guise.slice(0, 12)}…`);
    }
    if (where !== 'standard output and error' && bytes.includes(pathSecret)) found.push(`${where}: a postback address`);
    // Six digits may stand anywhere by chance; as a value they may not.
    for (const digits of [PIN, tpin ?? '']) {
      if (digits !== '' && new RegExp(`pin"?\\s*[:=]\\s*"?${digits}`, 'i').test(bytes.toString('latin1')))
        found.push(`${where}: a PIN`);
    }
  }
  expect(found).toEqual([]);
}, 120_000);
