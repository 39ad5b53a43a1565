import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { readHidden, readSecretFile, readSecretStdin } from './secret-input.ts';

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
    throw new UsageError('expected the access token: pass either --token-stdin or --token-file PATH');
  }
  const text =
    options.tokenFile === undefined ? await readStdin(ctx) : readSecretFile(ctx, options.tokenFile, '--token-file');
  const token = text.trim();
  if (token === '') throw new UsageError('expected an access token, found nothing; make one at web.dhan.co');
  return token;
}

async function readStdin(ctx: Context): Promise<string> {
  if (!ctx.io.stdin.isTTY) return readSecretStdin(ctx);
  ctx.progress('Paste the access token and press Enter; it is not shown.');
  return readHidden(ctx.io.stdin);
}
