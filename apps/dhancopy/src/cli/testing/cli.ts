import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import { within } from '@dhancopy/simulation/within';
import { runCli } from '../program.ts';

/** What starts the program. */
export const START = fileURLToPath(new URL('../../../bin/start.js', import.meta.url));

export interface Ran {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that still runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Ran>;
}

/** A start takes a second on a free machine. On one with many other tasks it has taken a minute, ms. */
const START_WITHIN_MS = 180_000;

/** They take the signals of their process, and start threads. */
const OWN_PROCESS: ReadonlySet<string | undefined> = new Set(['run', 'demo', 'emulator']);

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An emulated broker, a data folder of its own, and the command line: as a user starts it, or the same commands in this process. */
export class CliBench {
  readonly home = mkdtempSync(join(tmpdir(), 'dhancopy-cli-'));
  readonly emulator: Emulator;
  /** Everything that any command has printed. */
  printed = '';
  readonly #running: Running[] = [];

  private constructor(emulator: Emulator) {
    this.emulator = emulator;
  }

  static async create(): Promise<CliBench> {
    return new CliBench(await startEmulator({ rateLimits: false, acceptDelayMs: 2 }));
  }

  get env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      DHANCOPY_HOME: this.home,
      // The load of the machine is not a subject of the tests.
      DHANCOPY_ENGINE_ANSWERS_MS: '30000',
      DHAN_API_URL: this.emulator.restUrl,
      DHAN_AUTH_URL: this.emulator.authUrl,
      DHAN_ORDER_STREAM_URL: this.emulator.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: this.emulator.instrumentsUrl,
    };
  }

  /** In a process of its own, as a user starts it: for commands that last, and where the process itself is tested. */
  start(args: readonly string[], options: Given = {}): Running {
    const child = spawn(process.execPath, [START, ...args], { env: { ...this.env, ...options.env } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk.toString();
        this.printed += chunk.toString();
      });
    }
    child.stdin.end(options.input ?? '');
    const { promise, resolve } = Promise.withResolvers<Ran>();
    child.on('close', (code) => resolve({ code, ...output }));
    const running = { child, output, ended: promise };
    this.#running.push(running);
    return running;
  }

  /** In this process, where loading the program again would take most of the time. */
  async run(args: string, options: Given = {}): Promise<Ran> {
    const words = args.split(' ');
    if (OWN_PROCESS.has(words[0])) return this.start(words, options).ended;
    // The emulator is in this process, too. Some commands end without a wait, and a test that repeats one would leave it no time.
    await setImmediate();
    const output = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr'): Writable =>
      new Writable({
        decodeStrings: false,
        write: (chunk: unknown, _encoding, done) => {
          output[name] += String(chunk);
          this.printed += String(chunk);
          done();
        },
      });
    const startedMs = performance.now();
    const code = await runCli(words, {
      env: { ...this.env, ...options.env },
      stdin: Readable.from([options.input ?? '']),
      stdout: collect('stdout'),
      stderr: collect('stderr'),
      sinceStartMs: () => performance.now() - startedMs,
    });
    return { code, ...output };
  }

  async json(args: string): Promise<unknown> {
    const { stdout, stderr } = await this.run(`${args} --json`);
    if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  }

  /** An account at the broker and with us. @returns its token */
  async addAccount(role: 'leader' | 'follower', id: string): Promise<string> {
    const { accessToken } = this.emulator.control.addAccount({ dhanClientId: id, fundsRupees: 10_000_000 });
    const ran = await this.run(`account add --role ${role} --client-id ${id} --name ${role} --token-stdin`, {
      input: accessToken,
    });
    if (ran.code !== 0) throw new Error(ran.stderr);
    return accessToken;
  }

  /** `run`, once it copies. */
  async startEngine(...flags: readonly string[]): Promise<Running> {
    const running = this.start(['run', '--port', '0', ...flags]);
    await until(
      'the engine copies',
      () => running.output.stdout.includes('"event":"started"'),
      () =>
        `process ${running.child.pid}, ended with ${running.child.exitCode}\n${running.output.stdout}\n${running.output.stderr}`,
      START_WITHIN_MS,
    );
    return running;
  }

  /** The data folder's files as bytes, by name. */
  files(): Map<string, string> {
    const names = readdirSync(this.home).filter((name) => statSync(join(this.home, name)).isFile());
    return new Map(names.map((name) => [name, readFileSync(join(this.home, name), 'latin1')]));
  }

  async close(): Promise<void> {
    for (const { child } of this.#running) child.kill('SIGKILL');
    await Promise.all(this.#running.map(({ ended }) => ended));
    await this.emulator.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Waits for a condition, never for a time. */
export async function until(
  what: string,
  condition: () => boolean,
  describe = (): string => '',
  withinMs = 60_000,
): Promise<void> {
  if (!(await within(withinMs, condition))) throw new Error(`waited ${withinMs} ms for: ${what}\n${describe()}`);
}
