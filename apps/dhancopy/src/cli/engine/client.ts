import { z } from 'zod';
import { EngineError } from '../../runtime/plain-error.ts';
import type { Operation } from '../../runtime/operations.ts';
import type { RuntimeStatus } from '../../runtime/runtime-status.ts';
import { readRunFile } from '../../server/run-file.ts';
import type { RunFile } from '../../server/run-file.ts';
import { EngineLock } from '../../runtime/engine-lock.ts';
import { EngineSilentError, FailedError } from '../errors.ts';

/** Enough for an engine that is still reading its accounts: what is asked of it waits for that. */
const ANSWER_WITHIN_MS = 60_000;
/** Nobody answers on the port of run.json, or somebody who does not know its secret: the file is a leftover. */
const STALE = Symbol('stale');
/** Somebody holds the port and does not answer in time. */
const SILENT = Symbol('silent');

const errorBody = z.object({
  error: z.object({ name: z.string(), code: z.string().nullable(), message: z.string() }),
});

/** The engine that runs on a data folder, reached over its local port. */
export class EngineClient {
  readonly #file: RunFile;

  private constructor(file: RunFile) {
    this.#file = file;
  }

  /**
   * @param withinMs - how long it may take to answer
   * @param then - what it means for the command that it does not, in words
   * @returns null when no engine runs; a leftover of one that was killed is ignored
   * @throws {EngineSilentError} it runs, and does not answer in time
   */
  static async find(home: string, withinMs = ANSWER_WITHIN_MS, then = ''): Promise<EngineClient | null> {
    const file = readRunFile(home);
    if (!file || !isAlive(file.pid)) return null;
    const client = new EngineClient(file);
    const answer = await client.#question('GET', '/api/status', undefined, withinMs);
    // The port of a leftover may be another program's, which need not answer: only a held folder has an engine.
    if (answer === SILENT && EngineLock.isHeld(home)) throw new EngineSilentError(file.pid, withinMs, then);
    return answer === STALE || answer === SILENT ? null : client;
  }

  /** The engine of the run file, which is not asked whether it answers. @returns null when none runs, or it is only starting */
  static known(home: string): EngineClient | null {
    const file = readRunFile(home);
    return file && isAlive(file.pid) ? new EngineClient(file) : null;
  }

  get pid(): number {
    return this.#file.pid;
  }

  get port(): number {
    return this.#file.port;
  }

  /** @throws {EngineError} with the engine's name and code */
  async execute(operation: Operation, withinMs = ANSWER_WITHIN_MS): Promise<string> {
    let answer: unknown;
    try {
      answer = await this.#call('POST', '/api/operations', operation, withinMs);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new FailedError(
        `the engine (process ${this.#file.pid}) did not answer (${why}). It may have done it: check with "dhancopy status"`,
      );
    }
    return z.object({ done: z.string() }).parse(answer).done;
  }

  /**
   * For what is on the disk already, and only waits to be adopted.
   * @returns undefined when the run file is a leftover
   * @throws {EngineSilentError} {@link EngineError}
   */
  async tell(operation: Operation, withinMs: number): Promise<string | undefined> {
    const answer = await this.#question('POST', '/api/operations', operation, withinMs);
    if (answer === SILENT) throw new EngineSilentError(this.pid, withinMs);
    return answer === STALE ? undefined : z.object({ done: z.string() }).parse(answer).done;
  }

  /** @throws {EngineSilentError} */
  async status(withinMs = ANSWER_WITHIN_MS): Promise<RuntimeStatus> {
    const answer = await this.#question('GET', '/api/status', undefined, withinMs);
    if (answer === SILENT || answer === STALE) throw new EngineSilentError(this.pid, withinMs);
    return answer as RuntimeStatus;
  }

  /** For what changes nothing when it is asked twice: no answer is an answer as well. @throws {EngineError} */
  async #question(method: 'GET' | 'POST', path: string, body?: object, withinMs = ANSWER_WITHIN_MS): Promise<unknown> {
    try {
      return await this.#call(method, path, body, withinMs);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      return isTimeout(error) ? SILENT : STALE;
    }
  }

  /** @throws {EngineError} and what fetch throws where nobody answers */
  async #call(method: 'GET' | 'POST', path: string, body?: object, withinMs = ANSWER_WITHIN_MS): Promise<unknown> {
    const { port, secret } = this.#file;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
      redirect: 'error',
    });
    if (response.status === 401 || response.status === 403 || response.status === 404) return STALE;
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const { error } = errorBody.parse(answer);
    throw new EngineError({ ...error, stack: null });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Signal 0 asks whether the process exists; EPERM says that it does, and belongs to somebody else. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
