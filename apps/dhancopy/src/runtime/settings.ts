import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** What the environment says. Secrets are not part of it: the key is read by the vault. */
export interface Settings {
  /** Data folder. */
  readonly home: string;
  readonly databasePath: string;
  readonly apiUrl: string;
  /** Login loop. */
  readonly authUrl: string;
  readonly orderStreamUrl: string;
  readonly instrumentsUrl: string;
  /** How long an emergency command, or a question, waits for the running engine, ms. */
  readonly engineAnswersMs: number;
  /** A service that answers with the caller's address. Null: no service is asked. */
  readonly ipEchoUrl: string | null;
}

/** A frozen engine must not keep an operator waiting. */
const ENGINE_ANSWERS_MS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Defaults are the live broker. Source: https://dhanhq.co/docs/v2/ */
export function readSettings(env: Environment): Settings {
  const home = resolve(expandHome(env['DHANCOPY_HOME'] || './data'));
  return {
    home,
    databasePath: join(home, 'dhancopy.db'),
    apiUrl: env['DHAN_API_URL'] || 'https://api.dhan.co/v2',
    authUrl: env['DHAN_AUTH_URL'] || 'https://auth.dhan.co',
    orderStreamUrl: env['DHAN_ORDER_STREAM_URL'] || 'wss://api-order-update.dhan.co',
    instrumentsUrl: env['DHAN_INSTRUMENTS_URL'] || 'https://images.dhan.co/api-data/api-scrip-master-detailed.csv',
    engineAnswersMs: Number(env['DHANCOPY_ENGINE_ANSWERS_MS']) || ENGINE_ANSWERS_MS,
    ipEchoUrl: env['DHANCOPY_IP_ECHO_URL'] || null,
  };
}

function expandHome(path: string): string {
  if (isAbsolute(path) || !path.startsWith('~/')) return path;
  return join(homedir(), path.slice(2));
}
