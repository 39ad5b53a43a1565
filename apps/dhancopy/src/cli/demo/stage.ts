import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { makeFolder } from '../../store/file/folder.ts';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { Notice } from '../../engine/index.ts';
import { startEngine } from '../../runtime/engine-handle.ts';
import type { EngineHandle } from '../../runtime/engine-handle.ts';
import { applyOperation, storedOperation } from '../../runtime/operations.ts';
import type { OperationInput } from '../../runtime/operations.ts';
import { readSettings } from '../../runtime/settings.ts';
import type { Settings } from '../../runtime/settings.ts';
import { openStore } from '../../store/store.ts';
import { createKeyFile } from '../../store/secrets/vault-key.ts';
import { UsageError } from '../errors.ts';
import { castFollowers, LEADER } from './cast.ts';
import type { Follower } from './cast.ts';
import type { DemoOptions } from './options.ts';

/** Everything the demo plays on: a broker, a data folder, and the engine as `run` starts it. */
export interface Stage {
  readonly emulator: Emulator;
  readonly settings: Settings;
  readonly followers: readonly Follower[];
  readonly engine: EngineHandle;
  readonly notices: Notice[];
  close(): Promise<void>;
}

/** A muted stream is found out by polling; at the usual four seconds a short demo would mostly wait for that. */
export const POLL_MS = 1_000;

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
  try {
    fillDatabase(settings, emulator, followers);
    const engine = startEngine({
      settings,
      // The demo has a key of its own; the user's must not be used on it.
      env: { ...env, DHANCOPY_KEY: undefined, DHANCOPY_KEY_FILE: undefined },
      pollMs: POLL_MS,
      onNotice: (notice) => notices.push(notice),
      onProgress,
    });
    await engine.ready;
    const close = async (): Promise<void> => {
      await engine.stop();
      await emulator.close();
    };
    return { emulator, settings, followers, engine, notices, close };
  } catch (error) {
    await emulator.close();
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

function fillDatabase(settings: Settings, emulator: Emulator, followers: readonly Follower[]): void {
  const key = createKeyFile(join(settings.home, 'key'));
  const asked: OperationInput[] = [];
  const open = (id: string, name: string, fundsRupees: number, role: 'leader' | 'follower'): void => {
    const { accessToken } = emulator.control.addAccount({ dhanClientId: id, name, fundsRupees });
    asked.push({ op: 'account.add', role, clientId: id, name, token: accessToken });
  };
  open(LEADER.id, LEADER.name, LEADER.fundsRupees, 'leader');
  for (const { id, name, fundsRupees, sizing, ratio, settings: own } of followers) {
    open(id, name, fundsRupees, 'follower');
    asked.push({ op: 'link.add', leader: LEADER.id, follower: id, sizing, ratio, settings: own });
  }
  const store = openStore({ path: settings.databasePath, key });
  try {
    for (const each of asked) applyOperation(store, storedOperation.parse(each), Date.now());
  } finally {
    store.close();
  }
}
