import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notice } from 'dhancopy/engine';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { Runtime } from 'dhancopy/runtime/runtime';
import { readSettings } from 'dhancopy/runtime/settings';
import type { Settings } from 'dhancopy/runtime/settings';
import { addOwnSettings } from 'dhancopy/runtime/configuration';
import { openStore } from 'dhancopy/store/store';
import { createKeyFile } from 'dhancopy/store/secrets/vault-key';
import type { VaultKey } from 'dhancopy/store/secrets/vault-key';
import type { RemoteEmulator } from './remote-emulator.ts';

/** One leader and the accounts that copy the leader. */
export interface Team {
  readonly leader: string;
  readonly followers: readonly string[];
}

/** A data folder with teams in it, each account registered at the broker and with us. */
export class DataFolder {
  readonly settings: Settings;
  readonly teams: readonly Team[];
  readonly tokens: ReadonlyMap<string, string>;
  readonly #key: VaultKey;

  private constructor(settings: Settings, key: VaultKey, teams: readonly Team[], tokens: ReadonlyMap<string, string>) {
    this.settings = settings;
    this.#key = key;
    this.teams = teams;
    this.tokens = tokens;
  }

  static async create(emulator: RemoteEmulator, teamCount: number, followersEach: number): Promise<DataFolder> {
    const home = mkdtempSync(join(tmpdir(), 'dhancopy-bench-'));
    const settings = readSettings({
      DHANCOPY_HOME: home,
      DHAN_API_URL: emulator.urls.restUrl,
      DHAN_ORDER_STREAM_URL: emulator.urls.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: emulator.urls.instrumentsUrl,
    });
    const key = createKeyFile(join(home, 'key'));
    const teams = Array.from({ length: teamCount }, (_, team) => ({
      leader: String(1_000_000_001 + team),
      followers: Array.from({ length: followersEach }, (_, at) => String(2_000_000_001 + team * followersEach + at)),
    }));
    const tokens = new Map<string, string>();
    const asked: OperationInput[] = [];
    const add = async (clientId: string, role: 'leader' | 'follower'): Promise<void> => {
      const token = await emulator.addAccount(clientId);
      tokens.set(clientId, token);
      asked.push({ op: 'account.add', role, clientId, name: clientId, token });
    };
    for (const { leader, followers } of teams) {
      await add(leader, 'leader');
      for (const follower of followers) {
        await add(follower, 'follower');
        asked.push({ op: 'link.add', leader, follower, sizing: 'same_quantity' });
      }
    }
    const store = openStore({ path: settings.databasePath, key });
    store.transaction(() => {
      for (const each of asked) applyOperation(store, storedOperation.parse(each), Date.now());
    });
    store.close();
    return new DataFolder(settings, key, teams, tokens);
  }

  /** Snapshots are as slow as the polls where the polls are slower. Nothing is then read during the measurement, unless it is requested. */
  async startRuntime(pollMs: number, onNotice?: (notice: Notice) => void): Promise<Runtime> {
    const store = openStore({ path: this.settings.databasePath, key: this.#key });
    addOwnSettings(store);
    const seconds = Math.min(86_400, Math.max(60, Math.ceil(pollMs / 1000)));
    store.config.set('snapshot_interval_seconds', seconds);
    store.close();
    return Runtime.start({
      settings: this.settings,
      key: this.#key,
      pollMs,
      onNotice: (notice) => {
        onNotice?.(notice);
        const { severity, code, text } = notice;
        if (severity === 'ERROR' || severity === 'CRITICAL') console.error(`${code}: ${text}`);
      },
      onProgress: () => undefined,
      onFatal(error) {
        throw error;
      },
    });
  }

  remove(): void {
    rmSync(this.settings.home, { recursive: true, force: true });
  }
}
