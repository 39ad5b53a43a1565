import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCli } from 'dhancopy/cli/program';
import { addOwnSettings, readConfiguration } from 'dhancopy/runtime/configuration';
import { linkFromRow } from 'dhancopy/runtime/link-rows';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import { openStore } from 'dhancopy/store/store';
import { loadKey } from 'dhancopy/store/secrets/vault-key';
import { putDatabase, rawDatabase, TEST_KEY } from 'dhancopy/store/testing';
import { Finding } from '../../oracle.ts';
import { scratchFolder } from '../../scratch.ts';

export const LEADER = '1100000001';
export const FOLLOWERS = ['2100000001', '2100000002'] as const;
/** The last part of every token here. */
const SIGNATURE = 'canary-signature';

export function tokenOf(dhanClientId: string): string {
  const claims = { iss: 'dhan', exp: 4_000_000_000, tokenConsumerType: 'APP', dhanClientId };
  return `eyJhbGciOiJIUzUxMiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${SIGNATURE}`;
}

/** None of them may be printed. */
export const SECRETS = {
  signature: SIGNATURE,
  pin: '246813',
  totp: 'JBSWY3DPEHPK3PXQ',
  pathSecret: 'a-path-secret-that-nobody-may-see',
  webhook: 'a-webhook-secret-that-nobody-may-see',
  key: TEST_KEY.bytes().toString('base64'),
} as const;
/** Nobody listens there. */
const NOWHERE = '127.0.0.1:9';

let template: string | undefined;

/** Accounts, links and secrets of all kinds, made once. */
function templateFile(): string {
  if (template !== undefined) return template;
  const path = join(scratchFolder(), 'cli-template.db');
  putDatabase(path);
  const store = openStore({ path, key: TEST_KEY });
  addOwnSettings(store);
  const ask = (operation: object): void => void applyOperation(store, storedOperation.parse(operation), Date.now());
  ask({ op: 'account.add', role: 'leader', clientId: LEADER, name: 'Asha', token: tokenOf(LEADER) });
  for (const clientId of FOLLOWERS) {
    ask({ op: 'account.add', role: 'follower', clientId, name: 'Ravi', token: tokenOf(clientId) });
    ask({ op: 'link.add', leader: LEADER, follower: clientId, sizing: 'fixed_ratio', ratio: '0.5', yes: true });
  }
  const login = { method: 'totp', secret: { pin: SECRETS.pin, totpSecret: SECRETS.totp } };
  ask({ op: 'account.login', clientId: FOLLOWERS[0], login });
  store.postbackConfigs.set({
    account_type: 'follower',
    account_id: FOLLOWERS[0],
    webhook_url: 'https://desk.example/postback/',
    path_secret: SECRETS.pathSecret,
    webhook_secret: SECRETS.webhook,
    event_types: null,
  });
  store.checkpoint();
  store.close();
  template = path;
  return path;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data folder, and commands on it in this process. */
export class CliHome {
  readonly path: string;
  readonly databasePath: string;
  /** Read again only when the file was written. */
  #meaning: { readonly state: string; readonly text: string } | null = null;

  constructor() {
    this.path = join(scratchFolder(), 'cli-home');
    this.databasePath = join(this.path, 'dhancopy.db');
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { mode: 0o700 });
    copyFileSync(templateFile(), this.databasePath);
    writeFileSync(join(this.path, 'key'), `${SECRETS.key}\n`, { mode: 0o600 });
    writeFileSync(join(this.path, 'token.txt'), tokenOf(FOLLOWERS[0]), { mode: 0o600 });
  }

  async run(words: readonly string[], input: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const output = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr'): Writable =>
      new Writable({
        decodeStrings: false,
        write: (chunk: unknown, _encoding, done) => {
          output[name] += String(chunk);
          done();
        },
      });
    const code = await runCli(words, {
      env: {
        DHANCOPY_HOME: this.path,
        DHAN_API_URL: `http://${NOWHERE}/v2`,
        DHAN_AUTH_URL: `http://${NOWHERE}`,
        DHAN_ORDER_STREAM_URL: `ws://${NOWHERE}`,
        DHAN_INSTRUMENTS_URL: `http://${NOWHERE}/list.csv`,
        ...env,
      },
      stdin: Readable.from([input]),
      stdout: collect('stdout'),
      stderr: collect('stderr'),
      sinceStartMs: () => 0,
    });
    return { code, ...output };
  }

  /** What is copied, for whom and how: as text, to compare. */
  meaning(): string {
    const state = ['', '-wal'].map((tail) => stateOf(this.databasePath + tail)).join();
    if (this.#meaning?.state !== state) this.#meaning = { state, text: this.#read() };
    return this.#meaning.text;
  }

  #read(): string {
    const reader = rawDatabase(this.databasePath);
    try {
      const rows = ['accounts', 'links', 'traders_control', 'config'].map((table) =>
        reader.prepare(`select * from ${table} order by 1`).all(),
      );
      return JSON.stringify(rows);
    } finally {
      reader.close();
    }
  }

  /** What a command has stored, an engine must be able to read. */
  canStart(): void {
    const store = openStore({ path: this.databasePath, key: loadKey({}, this.path) });
    try {
      readConfiguration(store);
      for (const row of store.links.list()) linkFromRow(row);
      for (const { account_id: id } of store.accounts.list()) store.tokens.activeToken(id);
    } finally {
      store.close();
    }
  }
}

function stateOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.mtimeNs}/${stat.size}` : 'none';
}

const STACK = /^\s+at .+[:(]/m;
const SHOWN_MAX = 200;

/** @throws {Finding} for an exit or an output that is not documented */
export function judge({ code, stdout, stderr }: Ran, words: readonly string[]): void {
  const short = (text: string): string => text.slice(0, SHOWN_MAX);
  if (![0, 1, 2, 3].includes(code)) throw new Finding(`exit code ${code}`);
  for (const [name, canary] of Object.entries(SECRETS)) {
    if (name === 'pathSecret' && words.includes('--show-secret')) continue;
    if (stdout.includes(canary) || stderr.includes(canary)) throw new Finding(`a secret is printed: ${canary}`);
  }
  const isVerbose = words.includes('--verbose');
  if (!isVerbose && STACK.test(stderr)) throw new Finding(`a stack trace: ${short(stderr)}`);
  if (/\[object \w+\]|\bundefined\b/.test(stderr.replaceAll('"undefined"', '')))
    throw new Finding(`unclear: ${short(stderr)}`);
  if (code !== 0 && stdout + stderr === '') throw new Finding('a failure without a word');
  if (!words.includes('--json') || words.includes('--help') || words.includes('-h')) return;
  const document = documentOf(stdout);
  if (code === 0) return;
  const error = (document as { error?: { code?: unknown; name?: unknown; message?: unknown } } | null)?.error;
  if (document !== null && error !== undefined && typeof error.code !== 'string')
    throw new Finding(`an error without a code: ${String(error.name)}: ${short(String(error.message))}`);
}

/** Null for an empty output. Some lists are lines of JSON. */
function documentOf(stdout: string): unknown {
  if (stdout.trim() === '') return null;
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    // An export, or the help.
    return null;
  }
}
