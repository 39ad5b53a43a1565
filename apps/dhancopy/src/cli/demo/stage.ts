import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { makeFolder } from '../../store/file/folder.ts';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { LeaderApi } from '@dhancopy/simulation/leader-api';
import type { Notice } from '../../engine/index.ts';
import { startEngine } from '../../runtime/engine-handle.ts';
import type { EngineHandle } from '../../runtime/engine-handle.ts';
import { readSettings } from '../../runtime/settings.ts';
import type { Settings } from '../../runtime/settings.ts';
import { startPostbackServer } from '../../server/postback-server.ts';
import { UsageError } from '../errors.ts';
import { castFollowers } from './cast.ts';
import type { Follower } from './cast.ts';
import { fillDatabase } from './fill-database.ts';
import { openLeaderApi } from './leader-api.ts';
import type { DemoOptions } from './options.ts';

/** Everything the demo plays on: a broker, a data folder, and the engine as `run` starts it. */
export interface Stage {
  readonly emulator: Emulator;
  readonly settings: Settings;
  readonly followers: readonly Follower[];
  readonly engine: EngineHandle;
  readonly leaderApi: LeaderApi;
  readonly notices: Notice[];
  close(): Promise<void>;
}

/** A muted stream is found out by polling; at the usual four seconds a short demo would mostly wait for that. */
export const POLL_MS = 1_000;
/** For the same reason: calm moments of five seconds, the usual, are not in a short demo. */
const MARGINS_AFTER_MS = 1_000;

/** @throws when the engine does not start */
export async function setStage(
  options: DemoOptions,
  env: Readonly<Record<string, string | undefined>>,
  onProgress: (text: string) => void,
): Promise<Stage> {
  const home = makeHome(options.keep);
  const emulator = await startEmulator({
    seed: options.seed,
    prices: 'walk',
    acceptDelayMs: 5,
    requestLogSize: 100_000,
  });
  const followers = castFollowers(options.followers);
  const notices: Notice[] = [];
  const settings = readSettings({
    DHANCOPY_HOME: home,
    DHAN_API_URL: emulator.restUrl,
    DHAN_ORDER_STREAM_URL: emulator.orderStreamUrl,
    DHAN_INSTRUMENTS_URL: emulator.instrumentsUrl,
  });
  let engine: EngineHandle | null = null;
  const host = '127.0.0.1';
  const postbacks = await startPostbackServer({ port: 0, host, engine: () => engine });
  try {
    const postbackUrl = `http://${host}:${postbacks.port}`;
    const token = fillDatabase(settings, { control: emulator.control, followers, postbackUrl });
    const leaderApi = openLeaderApi(settings, token);
    const started = startEngine({
      settings,
      // The demo has a key of its own; the user's must not be used on it.
      env: { ...env, DHANCOPY_KEY: undefined, DHANCOPY_KEY_FILE: undefined },
      pollMs: POLL_MS,
      marginsAfterMs: MARGINS_AFTER_MS,
      onNotice: (notice) => notices.push(notice),
      onProgress,
    });
    engine = started;
    await started.ready;
    const close = async (): Promise<void> => {
      await started.stop();
      await Promise.all([leaderApi.close(), postbacks.close(), emulator.close()]);
    };
    return { emulator, settings, followers, engine, leaderApi, notices, close };
  } catch (error) {
    await Promise.all([postbacks.close(), emulator.close()]);
    throw error;
  }
}

/** @throws {UsageError} when the folder holds something: a demo never touches real data */
function makeHome(keep: string | undefined): string {
  if (keep === undefined) return mkdtempSync(join(tmpdir(), 'dhancopy-demo-'));
  const home = resolve(keep);
  if (existsSync(home) && readdirSync(home).length > 0) {
    throw new UsageError(`--keep: expected a new or an empty folder, found files in ${home}`);
  }
  makeFolder(home);
  return home;
}
