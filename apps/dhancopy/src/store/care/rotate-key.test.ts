import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { Connection } from '../file/connection.ts';
import { openStore } from '../store.ts';
import { OPENING, rawDatabase, tempFolder } from '../testing.ts';
import { createKeyFile, loadKey } from '../secrets/vault-key.ts';
import { rotateKey } from './rotate-key.ts';

/** A data folder with a secret in every place that holds one. */
function home(): { home: string; path: string; keyPath: string } {
  const folder = tempFolder();
  const [path, keyPath] = [join(folder, 'dhancopy.db'), join(folder, 'key')];
  const store = openStore({ path, key: createKeyFile(keyPath), now: () => OPENING * 1000 });
  store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
  store.tokens.saveToken('L', 'leader', 'canary-1', null);
  store.tokens.saveToken('L', 'leader', 'canary-2', null);
  store.accountLogins.save('L', 'totp', 'canary-3');
  store.config.set('api_secret', 'canary-4', { is_sensitive: true });
  store.config.set('api_secret', 'canary-5');
  store.close();
  return { home: folder, path, keyPath };
}

function rotate(path: string, keyPath: string) {
  const db = new Connection({ path, readOnly: false, synchronous: 'full', now: Date.now });
  try {
    return rotateKey(db, keyPath);
  } finally {
    db.close();
  }
}

function secrets(folder: string): unknown[] {
  const store = openStore({ path: join(folder, 'dhancopy.db'), key: loadKey({}, folder) });
  try {
    return [
      store.tokens.activeToken('L')?.access_token,
      store.accountLogins.get('L')?.secret,
      store.config.getString('api_secret'),
    ];
  } finally {
    store.close();
  }
}
const SECRETS = ['canary-2', 'canary-3', 'canary-5'];

it('every secret opens with the new key, none with the old one, and the configuration has no new version', () => {
  const { home: folder, path, keyPath } = home();
  const old = loadKey({}, folder);
  const done = rotate(path, keyPath);
  // Two tokens, a login, a sensitive value, and its history: one new value, and an old and a new one.
  expect(done).toMatchObject({ oldKey: old.id, sealed: 7, neverSealed: 0 });
  expect(loadKey({}, folder).id).toBe(done.newKey);
  expect(done.newKey).not.toBe(old.id);
  expect(secrets(folder)).toEqual(SECRETS);
  expect(() => openStore({ path, key: old })).toThrow(expect.objectContaining({ code: 'KEY_WRONG' }));
  const keys = readdirSync(folder).filter((name) => name.startsWith('key'));
  expect(keys.sort()).toEqual(['key', `key.${old.id}`]);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
  const db = rawDatabase(path);
  expect(db.prepare("select count(*) as n from config_changes where key = 'api_secret'").get()).toEqual({ n: 2 });
  const sealed = db
    .prepare(
      'select access_token as v from auth_tokens union all select secret from account_logins union all select new_value from config_changes where new_is_sensitive = 1',
    )
    .all()
    .map((row) => String(row['v']).split('.')[1]);
  expect(new Set(sealed)).toEqual(new Set([done.newKey]));
  for (const name of ['dhancopy.db', 'dhancopy.db-wal']) {
    if (existsSync(join(folder, name))) expect(readFileSync(join(folder, name), 'latin1')).not.toMatch(/canary-\d/);
  }
});

it.each(['key made', 'sealed again', 'old key kept'])(
  'killed after "%s", the next start opens every secret',
  async (step) => {
    const { home: folder, path, keyPath } = home();
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const script = `
    const { Connection } = await import(${url('../file/connection.ts')});
    const { rotateKey } = await import(${url('./rotate-key.ts')});
    const db = new Connection({ path: ${JSON.stringify(path)}, readOnly: false, synchronous: 'full', now: Date.now });
    rotateKey(db, ${JSON.stringify(keyPath)}, { onStep: (step) => { if (step === ${JSON.stringify(step)}) process.kill(process.pid, 'SIGKILL'); } });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    expect(existsSync(`${keyPath}.new`)).toBe(true);
    expect(secrets(folder)).toEqual(SECRETS);
    // And it can be done again.
    rotate(path, keyPath);
    expect(secrets(folder)).toEqual(SECRETS);
    expect(existsSync(`${keyPath}.new`)).toBe(false);
  },
);

it('changes nothing when a value does not open, and names it', () => {
  const { home: folder, path, keyPath } = home();
  const db = rawDatabase(path);
  db.exec('update auth_tokens set access_token = (select access_token from auth_tokens where id = 1) where id = 2');
  const before = db.prepare('select * from auth_tokens').all();
  const key = readFileSync(keyPath);
  expect(() => rotate(path, keyPath)).toThrow(/auth_tokens.access_token of row 2/);
  expect(db.prepare('select * from auth_tokens').all()).toEqual(before);
  expect(readFileSync(keyPath).equals(key)).toBe(true);
  expect(loadKey({}, folder).id).toBe(db.prepare('select key_id from vault_keys').get()?.['key_id']);
});

it('leaves what was never sealed as it is, and counts it', () => {
  const { path, keyPath } = home();
  const db = rawDatabase(path);
  db.exec(
    "insert into edis_transactions (account_type, isin, qty, exchange, segment, tpin, status, created_at, updated_at) values ('leader', 'i', 1, 'NSE', 'EQ', '123456', 'PENDING', 1, 1)",
  );
  expect(rotate(path, keyPath)).toMatchObject({ neverSealed: 1 });
  expect(db.prepare('select tpin from edis_transactions').get()).toEqual({ tpin: '123456' });
  expect(dirname(path)).toBe(dirname(keyPath));
});
