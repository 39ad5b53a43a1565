import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PythonSocket, SocketCall } from './row.ts';

/** An exception of the client. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}

/** The Python that has the official client, or why there is none. */
export function findPython(): { readonly python: string } | { readonly missing: string } {
  const python = process.env['DHANHQ_PYTHON'] ?? 'python3';
  const { error, status } = spawnSync(python, ['-c', 'import dhanhq, pandas, websockets'], { stdio: 'ignore' });
  if (error) return { missing: `there is no ${python}; set DHANHQ_PYTHON to a Python 3.10 or newer` };
  if (status === 0) return { python };
  return {
    missing: `${python} does not have the package dhanhq; install it, or set DHANHQ_PYTHON to a Python that has it`,
  };
}

/** The official client in a process of its own: see `client.py`. */
export class PythonClient {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor(python: string) {
    // The client writes files into the folder that it runs in.
    this.#folder = mkdtempSync(join(tmpdir(), 'dhancopy-python-'));
    this.#process = spawn(python, [join(import.meta.dirname, 'client.py')], {
      cwd: this.#folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('the client has no output');
    createInterface({ input: stdout }).on('line', (line) => this.#waiting.shift()?.(line));
    this.#process.on('exit', () => {
      for (const tell of this.#waiting.splice(0)) tell('{"raised":"the process of the client ended"}');
    });
  }

  /** The versions, and every public function of each class. */
  hello(): Promise<unknown> {
    return this.#ask({ do: 'hello' });
  }

  /** Makes the client one of this account. */
  async account(host: string, clientId: string, token: string): Promise<void> {
    await this.#ask({ do: 'account', host, client_id: clientId, token });
  }

  /** @throws ClientError for what the function raises */
  call(of: string, name: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.#ask({ do: 'call', of, name, args });
  }

  async socket({ of, args }: SocketCall, host: string): Promise<PythonSocket> {
    await this.#ask({ do: 'socket', of, args, host });
    return {
      call: (name, more) => this.call(of, name, more),
      start: async (name) => {
        await this.#ask({ do: 'start', of, name });
      },
      hear: () => this.#ask({ do: 'hear' }),
    };
  }

  close(): void {
    this.#process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(message: object): Promise<unknown> {
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin?.write(`${JSON.stringify(message)}\n`);
    });
    const answer = JSON.parse(line) as { value?: unknown; raised?: string };
    if (answer.raised !== undefined) throw new ClientError(answer.raised);
    return answer.value;
  }
}
