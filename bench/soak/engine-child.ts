import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineClient } from 'dhancopy/cli/engine/client';
import type { RuntimeStatus } from 'dhancopy/runtime/runtime-status';
import type { Settings } from 'dhancopy/runtime/settings';
import type { Look } from './in-engine.ts';
import { Tail } from './tail.ts';

const START = fileURLToPath(new URL('../../apps/dhancopy/bin/start.js', import.meta.url));
const IN_ENGINE = new URL('./in-engine.ts', import.meta.url).href;
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 60_000;

/** `dhancopy run` in a process of its own, which writes its log into the data folder. */
export class EngineChild {
  readonly #child: ChildProcess;
  readonly #home: string;
  readonly #looks: Tail;
  readonly #log: Tail;

  constructor(settings: Settings, nodeFlags: readonly string[]) {
    this.#home = settings.home;
    this.#looks = new Tail(this.#looksPath);
    this.#log = new Tail(this.#logPath);
    const log = openSync(this.#logPath, 'a');
    this.#child = spawn(process.execPath, ['--import', IN_ENGINE, ...nodeFlags, START, 'run', '--port', '0'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DHANCOPY_HOME: settings.home,
        DHAN_API_URL: settings.apiUrl,
        DHAN_ORDER_STREAM_URL: settings.orderStreamUrl,
        DHAN_INSTRUMENTS_URL: settings.instrumentsUrl,
        SOAK_LOOKS: this.#looksPath,
      },
      stdio: ['ignore', log, log],
      cwd: settings.home,
    });
    closeSync(log);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @throws when it ends, or takes too long */
  async ready(): Promise<void> {
    const endMs = Date.now() + READY_WITHIN_MS;
    while (this.isAlive && Date.now() < endMs) {
      if (readFileSync(this.#logPath, 'utf8').includes('"event":"started"')) return;
      await sleep(200);
    }
    throw new Error(`the engine did not start; see ${this.#logPath}`);
  }

  /** @returns null when it does not answer */
  async status(): Promise<RuntimeStatus | null> {
    try {
      return (await EngineClient.known(this.#home)?.status()) ?? null;
    } catch {
      return null;
    }
  }

  /** What the thread has seen of itself since the last call. */
  looks(): Look[] {
    return this.#looks.lines().map((line) => JSON.parse(line) as Look);
  }

  /** The codes of the messages since the last call that are a warning or worse. */
  warnings(): string[] {
    return this.#log.lines().flatMap((line) => {
      const found = /^\{"level":"(?:warn|error|fatal)".*?"code":"(\w+)"/.exec(line);
      return found?.[1] === undefined ? [] : [found[1]];
    });
  }

  /** @throws when it does not stop by itself */
  async stop(): Promise<void> {
    if (!this.isAlive) throw new Error(`the engine ended by itself; see ${this.#logPath}`);
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const ended = await Promise.race([exited, sleep(STOPPED_WITHIN_MS, null)]);
    if (ended === null) {
      this.#child.kill('SIGKILL');
      throw new Error(`the engine did not stop within ${STOPPED_WITHIN_MS} ms; see ${this.#logPath}`);
    }
  }

  /** For the end after a fault. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  get #logPath(): string {
    return join(this.#home, 'engine.log');
  }

  get #looksPath(): string {
    return join(this.#home, 'looks.jsonl');
  }
}
