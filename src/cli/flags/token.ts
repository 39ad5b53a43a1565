import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';

export interface TokenOptions {
  readonly tokenStdin?: boolean;
  readonly tokenFile?: string;
}

/** A token is never an argument: the list of processes and the history of the shell would show it. */
export function addTokenFlags(command: Command): Command {
  return command
    .option('--token-stdin', 'read the access token from standard input')
    .option('--token-file <path>', 'read the access token from a file');
}

/** @throws {UsageError} */
export async function readToken(ctx: Context, options: TokenOptions): Promise<string> {
  if ((options.tokenStdin === true) === (options.tokenFile !== undefined)) {
    throw new UsageError('expected the access token by --token-stdin or by --token-file PATH, one of the two');
  }
  const text = options.tokenFile === undefined ? await readStdin(ctx) : readTokenFile(ctx, options.tokenFile);
  const token = text.trim();
  if (token === '') throw new UsageError('expected an access token, found nothing; make one at web.dhan.co');
  return token;
}

function readTokenFile(ctx: Context, path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      ctx.progress(`note: others on this machine can read ${path}; run: chmod 600 ${path}`);
    }
    return text;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`--token-file: expected a file that can be read, found ${why} at ${path}`);
  }
}

async function readStdin({ io, progress }: Context): Promise<string> {
  const { stdin } = io;
  if (stdin.isTTY) {
    progress('Paste the access token and press Enter; it is not shown.');
    return readHidden(stdin);
  }
  let text = '';
  for await (const chunk of stdin) text += String(chunk);
  return text;
}

const ENTER = /[\r\n\u0004]/;
const CTRL_C = '\u0003';

/** Raw mode, so that the terminal does not show what is pasted. */
function readHidden(stdin: NodeJS.ReadStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  const done = (): void => {
    stdin.setRawMode(false).pause();
    stdin.off('data', onData);
  };
  const onData = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    if (text.includes(CTRL_C)) {
      done();
      reject(new UsageError('interrupted; nothing was changed'));
    } else if (ENTER.test(text)) {
      done();
      resolve(text.split(ENTER)[0] ?? '');
    }
  };
  stdin.setRawMode(true).resume().on('data', onData);
  return promise;
}
