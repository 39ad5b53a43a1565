import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openStore } from 'dhancopy/store/store';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
let rig: Rig;
afterEach(() => rig.close());

/** Every file below the data folder that has the text in it. */
function filesWith(text: string): string[] {
  return readdirSync(rig.home, { recursive: true })
    .map((name) => join(rig.home, String(name)))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

const set = async (): Promise<{ url: string; secret: string }> => {
  const done = await rig.do({ op: 'postback.set', clientId: FOLLOWER, publicUrl: 'https://desk.example/dhan' });
  const url = /https\S+/.exec(done)?.[0] ?? '';
  return { url, secret: url.slice(url.lastIndexOf('/') + 1) };
};

const post = (pathSecret: string): unknown =>
  rig.runtime?.postback({ pathSecret, body: '{}', signature: null, receivedMs: Date.now() });

it('is printed once, and is in no file in the clear: not in the database, the audit or a backup', async () => {
  rig = await Rig.create();
  const { url, secret } = await set();
  expect(url).toMatch(/^https:\/\/desk\.example\/dhan\/postback\/[\w-]{43}$/);
  expect(post(secret)).toBe('journaled');
  expect(post(`${secret}x`)).toBe('unknown');
  await rig.stop();
  expect(rig.query("select response_data from audit_log where action = 'postback.set'")).toEqual([
    {
      response_data: JSON.stringify({
        done: `postbacks of ${FOLLOWER} are received at https://desk.example/dhan/postback/[redacted]`,
      }),
    },
  ]);
  rig.query(`vacuum into '${join(rig.home, 'a-backup.db')}'`, 'write');
  expect(filesWith('desk.example').length).toBeGreaterThan(1);
  expect(filesWith(secret)).toEqual([]);
  // The owner of the key can have it again.
  const store = openStore({ path: rig.settings.databasePath, readOnly: true, key: rig.key });
  const [config] = store.postbackConfigs.active();
  expect(config && store.postbackConfigs.address(config)).toBe(url);
  store.close();
  await rig.start();
  expect(post(secret)).toBe('journaled');
});

it('of an address that an earlier build stored in the clear is sealed at the next start, and the address works on', async () => {
  rig = await Rig.create();
  const { url, secret } = await set();
  await rig.stop();
  rig.query(`update postback_configs set webhook_url = '${url}', path_secret = null, path_hash = null`, 'write');
  await rig.start();
  expect(post(secret)).toBe('journaled');
  expect(rig.query('select webhook_url from postback_configs')).toEqual([
    { webhook_url: 'https://desk.example/dhan/postback/' },
  ]);
});
