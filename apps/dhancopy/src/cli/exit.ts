import { CommanderError } from 'commander';
import { toPlainError } from '../runtime/plain-error.ts';
import type { PlainError } from '../runtime/plain-error.ts';
import { maskTokens } from '../store/secrets/redact.ts';
import { FailedError } from './errors.ts';

/** The exit codes of every command. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2, refused: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** By stable code, because an error from the engine's thread or over HTTP has lost its class. */
const BY_CODE: ReadonlyMap<string, ExitCode> = new Map([
  ['WRONG_USE', EXIT.wrongUse],
  ['INVALID_REQUEST', EXIT.wrongUse],
  ['BAD_URL', EXIT.wrongUse],
  ['CONFIG_INVALID', EXIT.wrongUse],
  ['FILE_EXISTS', EXIT.wrongUse],
  ['FOLDER_REFUSED', EXIT.wrongUse],
  ['KEY_FILE_REFUSED', EXIT.wrongUse],
  ['REFUSED', EXIT.refused],
  ['ALREADY_RUNNING', EXIT.refused],
  ['KEY_FILE_MODE', EXIT.refused],
  ['KEY_FILE_EXISTS', EXIT.refused],
  ['PLAIN_URL', EXIT.refused],
  ['INSTRUMENTS_FEWER', EXIT.refused],
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  return BY_CODE.get(toPlainError(error).code ?? '') ?? EXIT.failed;
}

export interface Described {
  /** For stderr; "" when it was printed already. */
  readonly text: string;
  /** For stdout with --json. */
  readonly json: { readonly error: { readonly name: string; readonly code: string | null; readonly message: string } };
}

/** An error as text: one or two lines, the stack only when asked for. */
export function describeError(error: unknown, verbose: boolean): Described {
  const plain = error instanceof CommanderError ? wrongUse(error) : toPlainError(error);
  const message = maskTokens(plain.message);
  const json = { error: { name: plain.name, code: plain.code, message } };
  // The parser has printed its own errors, and --help, by now.
  if (error instanceof CommanderError || (error instanceof FailedError && !error.isNews)) return { text: '', json };
  const stack = verbose && plain.stack !== null ? `\n${maskTokens(plain.stack)}` : '';
  return { text: `dhancopy: ${message}${stack}`, json };
}

/** What the parser found wrong, as every other wrong use is reported. */
function wrongUse({ message }: CommanderError): Pick<PlainError, 'name' | 'code' | 'message' | 'stack'> {
  return { name: 'UsageError', code: 'WRONG_USE', message: message.replace(/^error: /, ''), stack: null };
}
