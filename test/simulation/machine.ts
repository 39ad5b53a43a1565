import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Duplex } from 'node:stream';
import type { Notice } from 'dhancopy/engine';
import { stageList } from 'dhancopy/runtime/instruments/stage';
import { performTask } from 'dhancopy/runtime/maintenance/tasks';
import { operation, storedOperation, applyOperation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { toPlainError } from 'dhancopy/runtime/plain-error';
import { Runtime } from 'dhancopy/runtime/runtime';
import type { Settings } from 'dhancopy/runtime/settings';
import { readSettings } from 'dhancopy/runtime/settings';
import type { TaskThread } from 'dhancopy/runtime/thread';
import { Connection } from 'dhancopy/store/file/connection';
import { createKeyFile } from 'dhancopy/store/secrets/vault-key';
import type { VaultKey } from 'dhancopy/store/secrets/vault-key';
import { openStore } from 'dhancopy/store/store';
import type { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import { Network } from './network.ts';
import type { Latency } from './plan.ts';
import { MachineClock } from './virtual-time.ts';

export interface Broker {
  readonly restUrl: string;
  readonly authUrl: string;
  readonly orderStreamUrl: string;
  readonly instrumentsUrl: string;
  accept(transport: Duplex): void;
}

/** One process of the engine, from its start to its end. */
interface Process {
  readonly dead: AbortController;
  readonly network: Network;
  runtime: Runtime | null;
}

const MIB = 1_048_576;
/** The log of the database is written back when it is longer, bytes. */
const LOG_MOST_BYTES = 4 * MIB;

/** The operator starts again what did not start, ms. */
const RESTART_MS = 2_000;

/** A computer that runs the engine. It may be killed, sleep, lose its power, its network or its disk at any moment. */
export class Machine {
  readonly clock = new MachineClock();
  readonly key: VaultKey;
  readonly onNotice: (notice: Notice) => void;
  readonly #broker: Broker;
  readonly #latency: Latency;
  readonly #chance: Chance;
  #home = mkdtempSync(join(tmpdir(), 'dhancopy-sim-'));
  #disk: Disk;
  #isDiskFull = false;
  #process: Process | null = null;
  readonly #networks: Network[] = [];
  #starting: Promise<void> = Promise.resolve();
  /** Why a process ended or did not start, where nobody ended it; empty when that never happened. */
  readonly failures: string[] = [];

  constructor(broker: Broker, latency: Latency, chance: Chance, onNotice: (notice: Notice) => void) {
    this.#broker = broker;
    this.#latency = latency;
    this.#chance = chance;
    this.onNotice = onNotice;
    this.key = createKeyFile(join(this.#home, 'key'));
    this.#disk = this.#newDisk();
  }

  get home(): string {
    return this.#home;
  }

  get settings(): Settings {
    return readSettings({
      DHANCOPY_HOME: this.#home,
      DHAN_API_URL: this.#broker.restUrl,
      DHAN_AUTH_URL: this.#broker.authUrl,
      DHAN_ORDER_STREAM_URL: this.#broker.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: this.#broker.instrumentsUrl,
    });
  }

  get network(): Network | null {
    return this.#process?.network ?? null;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Every account is read and trades, or may. */
  get isAligned(): boolean {
    const status = this.#process?.runtime?.status();
    return status?.accounts.every(({ state }) => state === 'LIVE') ?? false;
  }

  /** Resolves when the process that was started last copies, or has ended. */
  get started(): Promise<void> {
    return this.#starting;
  }

  start(): void {
    if (this.#process) return;
    const chance = this.#chance.fork();
    const dead = new AbortController();
    const network = new Network((line) => this.#broker.accept(line), this.#latency, chance.fork());
    const process: Process = { dead, network, runtime: null };
    this.#process = process;
    this.#networks.push(network);
    const ended = new Promise<void>((resolve) => {
      dead.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#starting = Promise.race([ended, this.#begin(process, chance)]);
  }

  async #begin(process: Process, chance: Chance): Promise<void> {
    const { dead, network } = process;
    const failed = (error: unknown): void => {
      if (dead.signal.aborted) return;
      const { code, message } = toPlainError(error);
      this.kill();
      // What the product announces: it does not start while another program has the database, and ends without room for its records.
      if (code === 'DATABASE_LOCKED' && process.runtime === null) setTimeout(() => this.start(), RESTART_MS);
      else if (code !== 'DISK_FULL') this.failures.push(message);
    };
    try {
      process.runtime = await Runtime.start({
        settings: this.settings,
        key: this.key,
        clock: this.clock.until(dead.signal, chance),
        connect: network.connect,
        checkpoints: { idle: () => this.#writeBack(process), stop: () => Promise.resolve() },
        threads: {
          stage: (request, onProgress) =>
            task((signal) => stageList(request, onProgress, { signal, connect: network.connect })),
          maintain: (request) => task(() => this.#maintain(request)),
        },
        freeBytes: () => (this.#isDiskFull ? 0 : 20 * MIB),
        lagLookMs: 1_000,
        onNotice: (notice) => {
          if (!dead.signal.aborted) this.onNotice(notice);
        },
        onProgress: () => undefined,
        onFatal: failed,
      });
    } catch (error) {
      failed(error);
    }
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

  /** The lid is closed. */
  sleep(): void {
    this.clock.sleep();
    this.network?.sleep();
  }

  wake(): void {
    this.clock.wake();
    this.network?.wake();
  }

  lock(isLocked: boolean): void {
    this.#disk.isLocked = isLocked;
  }

  fill(isFull: boolean): void {
    this.#isDiskFull = isFull;
  }

  /**
   * What the operator enters in a terminal: the engine carries it out, or the command does where none runs.
   * @returns what the command answers, also where it refuses
   */
  async ask(asked: OperationInput): Promise<string> {
    const runtime = this.#process?.runtime;
    try {
      if (runtime) return await runtime.execute(operation.parse(asked));
      if (this.#process) return 'the engine is starting';
      const store = openStore({ path: this.settings.databasePath, key: this.key, now: () => Date.now() });
      try {
        return applyOperation(store, storedOperation.parse(asked), Date.now());
      } finally {
        store.close();
      }
    } catch (error) {
      return toPlainError(error).message;
    }
  }

  async stop(): Promise<void> {
    const process = this.#process;
    await process?.runtime?.stop();
    process?.dead.abort();
    process?.network.cut();
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
    this.kill();
    for (const network of this.#networks) network.end();
    this.#disk.forget();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #end(copyTo: (path: string) => void): void {
    const process = this.#process;
    if (!process) return;
    this.#process = null;
    process.dead.abort();
    process.network.cut();
    this.clock.wake();
    // The process that is gone may still turn in its own folder; the next one has another.
    const before = this.#home;
    this.#home = mkdtempSync(join(tmpdir(), 'dhancopy-sim-'));
    copyFileSync(join(before, 'key'), join(this.#home, 'key'));
    copyTo(this.settings.databasePath);
    const { isLocked } = this.#disk;
    this.#disk.forget();
    this.#disk = this.#newDisk();
    this.#disk.isLocked = isLocked;
    const waiting = join(before, 'waiting-commands');
    if (existsSync(waiting)) cpSync(waiting, join(this.#home, 'waiting-commands'), { recursive: true });
    rmSync(before, { recursive: true, force: true });
  }

  #newDisk(): Disk {
    const disk = new Disk(this.settings.databasePath);
    const reserve = join(this.#home, 'reserve');
    disk.isFull = () => this.#isDiskFull && existsSync(reserve);
    return disk;
  }

  #writeBack({ dead }: Process): void {
    const path = this.settings.databasePath;
    const { size = 0 } = statSync(`${path}-wal`, { throwIfNoEntry: false }) ?? {};
    if (size < LOG_MOST_BYTES || dead.signal.aborted || this.#isDiskFull) return;
    const db = new Connection({ path, readOnly: false, synchronous: 'full', now: () => Date.now() });
    db.checkpoint();
    db.close();
  }

  async #maintain(request: Parameters<typeof performTask>[1]): Promise<string> {
    const db = new Connection({
      path: request.path,
      readOnly: false,
      synchronous: 'normal',
      now: () => Date.now(),
    });
    try {
      return await performTask(db, request);
    } finally {
      db.close();
    }
  }
}

/** The work of a thread, on this one. */
function task<Result>(work: (signal: AbortSignal) => Promise<Result>): TaskThread<Result> {
  const ended = new AbortController();
  const done = work(ended.signal);
  done.catch(() => undefined);
  return {
    done,
    end: () => {
      ended.abort();
      return Promise.resolve();
    },
  };
}
