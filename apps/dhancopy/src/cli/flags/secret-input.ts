import { readFileSync, statSync } from 'node:fs';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { unreadableWords } from '../../store/file/file-words.ts';

/** Tells when others can read it too. @param flag - named in the error @throws {UsageError} */
export function readSecretFile(ctx: Context, path: string, flag: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      ctx.progress(`note: others on this machine can read ${path}; run: chmod 600 ${path}`);
    }
    return text;
  } catch (error) {
    throw new UsageError(`${flag}: expected a file that can be read, found ${unreadableWords(error)} at ${path}`);
  }
}

export async function readSecretStdin({ io }: Context): Promise<string> {
  let text = '';
  for await (const chunk of io.stdin) text += String(chunk);
  return text;
}

const ENTER = /[\r\n\u0004]/;
const CTRL_C = '\u0003';

/** One line from a terminal. Raw mode, so that it does not show what is typed. @throws {UsageError} on Ctrl-C */
export function readHidden(stdin: NodeJS.ReadStream): Promise<string> {
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
