import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { within } from '@dhancopy/simulation/within';
import type { Settings } from 'dhancopy/runtime/settings';

const MAIN = fileURLToPath(new URL('../../apps/dhancopy/bin/start.js', import.meta.url));
/** For a process that hangs; a busy machine has taken half a minute. */
const READY_WITHIN_MS = 180_000;

/** A stop waits for answers on their way, which may be lost; a busy machine adds to it. */
const STOPPED_WITHIN_MS = 60_000;

/** `dhancopy run` as an operator starts it, in a separate process that can be killed. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  #stdout = '';
  #stderr = '';
  #killed = false;

  constructor(settings: Settings) {
    const child = spawn(process.execPath, [MAIN, 'run', '--port', '0'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DHANCOPY_HOME: settings.home,
        DHAN_API_URL: settings.apiUrl,
        DHAN_ORDER_STREAM_URL: settings.orderStreamUrl,
        DHAN_INSTRUMENTS_URL: settings.instrumentsUrl,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.#exited = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    this.#child = child;
  }

  get isReady(): boolean {
    return this.#stdout.includes('"event":"started"');
  }

  /** Its output, which contains the notices. */
  get output(): string {
    return `${this.#stdout}\n${this.#stderr}`;
  }

  /** @throws when it ended by itself, or did not start */
  async ready(): Promise<void> {
    const isUp = await within(READY_WITHIN_MS, () => {
      if (!this.isReady) this.#checkAlive();
      return this.isReady;
    });
    if (!isUp) throw new Error(`not up within ${READY_WITHIN_MS} ms\n${this.output}`);
  }

  /** No signal handler and no last write, as in a power failure. @throws when it had ended by itself */
  async kill(): Promise<void> {
    this.#checkAlive();
    this.#killed = true;
    this.#child.kill('SIGKILL');
    const { signal } = await this.#exited;
    if (signal !== 'SIGKILL') throw new Error(`it ended by itself\n${this.output}`);
  }

  /** Nothing runs until `thaw` or `kill`, as on a machine that sleeps. The connections stay open. */
  freeze(): void {
    this.#checkAlive();
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /**
   * As a service manager stops it. Before it listens for the signal, the signal ends it at once.
   * @throws when it does not end in time, or ends with an error
   */
  async terminate(): Promise<void> {
    this.#checkAlive();
    this.#killed = true;
    this.#child.kill('SIGTERM');
    const ended = await Promise.race([this.#exited, sleep(STOPPED_WITHIN_MS, null, { ref: false })]);
    if (ended === null) {
      this.#child.kill('SIGKILL');
      throw new Error(`SIGTERM did not end it within ${STOPPED_WITHIN_MS} ms\n${this.output}`);
    }
    if (ended.code !== 0 && ended.signal !== 'SIGTERM') {
      throw new Error(`SIGTERM ended it with ${ended.code ?? ended.signal ?? ''}\n${this.output}`);
    }
  }

  /** For the end of a test, in any state. */
  async end(): Promise<void> {
    if (!this.#killed) this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #checkAlive(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`it ended by itself (${exitCode ?? signalCode ?? ''})\n${this.output}`);
  }
}
