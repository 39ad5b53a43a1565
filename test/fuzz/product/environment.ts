import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedUrl } from '@dhancopy/dhan/wire/url';
import { readSettings } from 'dhancopy/runtime/settings';
import { loadKey } from 'dhancopy/store/secrets/vault-key';
import { TEST_KEY } from 'dhancopy/store/testing';
import type { Chance } from '../chance.ts';
import { mutateBytes, mutateText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import { scratchFolder } from '../scratch.ts';
import type { Target } from '../target.ts';

const KEY = TEST_KEY.bytes().toString('base64');
const GOOD = {
  DHAN_API_URL: 'https://api.dhan.co/v2',
  DHAN_AUTH_URL: 'https://auth.dhan.co',
  DHAN_ORDER_STREAM_URL: 'wss://api-order-update.dhan.co',
  DHAN_INSTRUMENTS_URL: 'https://images.dhan.co/api-data/api-scrip-master-detailed.csv',
  DHANCOPY_ENGINE_ANSWERS_MS: '2000',
  DHANCOPY_IP_ECHO_URL: 'https://ip.example',
} as const;
const VALUES = [
  '',
  ' ',
  '-1',
  '0',
  '1e999',
  'NaN',
  'http://',
  'http://evil.example/v2',
  'http://127.0.0.1:1',
  'http://localhost.evil.example',
  'https://u:p@api.dhan.co',
  'ws://0x7f.1',
  'file:///etc/passwd',
  'javascript:1',
  '\u0000',
  'x'.repeat(5_000),
] as const;
const MODES = [0o600, 0o600, 0o600, 0o600, 0o400, 0o644, 0o000] as const;

function spoiltEnvironment(home: string, chance: Chance): Record<string, string> {
  const env: Record<string, string> = { ...GOOD, DHANCOPY_HOME: home };
  for (const name of Object.keys(GOOD)) {
    if (chance.percent(60)) continue;
    env[name] = chance.percent(50) ? chance.pick(VALUES) : mutateText(env[name] ?? '', chance);
  }
  if (chance.percent(30)) env['DHANCOPY_KEY'] = chance.percent(30) ? KEY : mutateText(KEY, chance);
  if (chance.percent(10)) env['DHANCOPY_KEY_FILE'] = chance.pick([home, '', join(home, 'nothing'), '/dev/null']);
  return env;
}

/** The environment and the key file: taken, or refused with a code. The key is in no error, and a plain address is of this machine. */
export const ENVIRONMENT_TARGET: Target = {
  name: 'environment',
  weight: 4,
  run(chance, note) {
    const home = scratchFolder();
    const path = join(home, 'key');
    const env = spoiltEnvironment(home, chance);
    const content = chance.percent(40) ? Buffer.from(KEY) : mutateBytes(Buffer.from(KEY), chance);
    note(JSON.stringify(env) + content.toString('latin1'));
    writeFileSync(path, content, { mode: 0o600 });
    chmodSync(path, chance.pick(MODES));
    const settings = readSettings(env);
    if (!(settings.engineAnswersMs !== 0)) throw new Finding(`waits ${settings.engineAnswersMs} ms`);
    refusedWithCode(() => loadKey(env, home));
    for (const url of [settings.apiUrl, settings.authUrl, settings.orderStreamUrl, settings.instrumentsUrl]) {
      const allowed = refusedWithCode(() => allowedUrl(url, ['https:', 'http:', 'wss:', 'ws:'], 'the address'));
      const isPlain = allowed !== null && /^(http|ws):$/.test(allowed.protocol);
      if (isPlain && !/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(allowed.hostname))
        throw new Finding(`plain ${allowed.href}`);
    }
  },
};

function refusedWithCode<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (typeof code !== 'string' || !/^[A-Z_]+$/.test(code) || code.startsWith('ERR_')) throw error;
    if ((error as Error).message.includes(KEY.slice(0, 20))) throw new Finding('the key is in the error');
    return null;
  }
}
