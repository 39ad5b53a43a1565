import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Duplex } from 'node:stream';
import type { Notice } from 'dhancopy/engine';
import { Runtime } from 'dhancopy/runtime/runtime';
import type { Settings } from 'dhancopy/runtime/settings';
import { readSettings } from 'dhancopy/runtime/settings';
import { createKeyFile } from 'dhancopy/store/secrets/vault-key';
import type { VaultKey } from 'dhancopy/store/secrets/vault-key';
import type { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import { Network } from './network.ts';
import { clockUntil } from './virtual-time.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Where {
  readonly restUrl: string;
  readonly authUrl: string;
  readonly orderStreamUrl: string;
  readonly instrumentsUrl: string;
}

/** One process of the engine, from its start to its end. */
interface Process {
  readonly dead: AbortController;
  readonly network: Network;
  runtime: Runtime | null;
  /** Why it ended by itself. */
  fatal: unknown;
}

/** A computer that runs the engine: it may be killed at any moment, and the file is then what the disk has. */
export class Machine {
  readonly notices: Notice[] = [];
  readonly key: VaultKey;
  readonly #where: Where;
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #accept: (transport: Duplex) => void;
  #home = newHome();
  #disk: Disk;
  #process: Process | null = null;
  starts = 0;

  constructor(where: Where, time: VirtualTime, chance: Chance, accept: (transport: Duplex) => void) {
    this.#where = where;
    this.#time = time;
    this.#chance = chance;
    this.#accept = accept;
    this.key = createKeyFile(join(this.#home, 'key'));
    this.#disk = new Disk(this.settings.databasePath);
  }

  get settings(): Settings {
    return readSettings({
      DHANCOPY_HOME: this.#home,
      DHAN_API_URL: this.#where.restUrl,
      DHAN_AUTH_URL: this.#where.authUrl,
      DHAN_ORDER_STREAM_URL: this.#where.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: this.#where.instrumentsUrl,
    });
  }

  get network(): Network | null {
    return this.#process?.network ?? null;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  get runtime(): Runtime | null {
    return this.#process?.runtime ?? null;
  }

  get fatal(): unknown {
    return this.#process?.fatal ?? null;
  }

  /** Begins a process. Resolves when it copies, or never when it is killed before. */
  async start(): Promise<void> {
    this.starts += 1;
    const chance = this.#chance.fork();
    const dead = new AbortController();
    const network = new Network(this.#accept, chance.fork());
    const process: Process = { dead, network, runtime: null, fatal: null };
    this.#process = process;
    const runtime = await Runtime.start({
      settings: this.settings,
      key: this.key,
      clock: clockUntil(dead.signal, chance),
      connect: network.connect,
      checkpoints: { idle: () => undefined, stop: () => Promise.resolve() },
      lagLookMs: 1_000,
      onNotice: (notice) => {
        if (!dead.signal.aborted) this.notices.push(notice);
      },
      onProgress: () => undefined,
      onFatal: (error) => (process.fatal = error),
    });
    process.runtime = runtime;
  }

  /** `kill -9`: nothing more leaves, and the next start finds what was written. */
  kill(): void {
    this.#end((path) => {
      this.#disk.copyTo(path);
    });
  }

  /** The power fails: the next start finds what was pushed to the disk, and any part of what came after it. @returns the bytes lost */
  cutPower(): number {
    let lost = 0;
    this.#end((path) => {
      lost = this.#disk.copyAfterPowerCut(path, this.#chance);
    });
    return lost;
  }

  #end(copyTo: (path: string) => void): void {
    const process = this.#process;
    if (!process) return;
    this.#process = null;
    process.dead.abort();
    process.network.cut();
    // The process that is gone may still turn in its own folder; the next one has another.
    const before = this.#home;
    this.#home = newHome();
    copyFileSync(join(before, 'key'), join(this.#home, 'key'));
    const path = this.settings.databasePath;
    copyTo(path);
    this.#disk.forget();
    this.#disk = new Disk(path);
    if (existsSync(join(before, 'waiting')))
      cpSync(join(before, 'waiting'), join(this.#home, 'waiting'), { recursive: true });
    rmSync(before, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    const process = this.#process;
    await this.#time.until('the engine to stop', process?.runtime?.stop() ?? Promise.resolve());
    this.#process = null;
  }

  /** Any SQL on the file, by a separate connection. */
  query<T>(sql: string): T[] {
    const db = new DatabaseSync(this.settings.databasePath, { readOnly: true, timeout: 5_000 });
    try {
      return db.prepare(sql).all() as T[];
    } finally {
      db.close();
    }
  }

  remove(): void {
    this.#disk.forget();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'dhancopy-sim-'));
}
