import type { Command } from 'commander';
import { LOGIN_SECRETS } from '../../runtime/access/login-secret.ts';
import { issueWords } from '../../runtime/operations/issue-words.ts';
import type { LoginMethod } from '../../store/accounts/account-logins.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { readHidden, readSecretFile, readSecretStdin } from './secret-input.ts';

export interface LoginSecretOptions {
  readonly secretsStdin?: boolean;
  readonly secretsFile?: string;
}

/** What each method asks for, and what the user calls it. */
const FIELDS: Readonly<Record<LoginMethod, readonly (readonly [name: string, words: string])[]>> = {
  totp: [
    ['pin', 'the PIN of the Dhan account (6 digits)'],
    ['totpSecret', 'the TOTP secret that web.dhan.co shows when TOTP is set up (letters and digits)'],
  ],
  api_key: [
    ['appId', 'the API key'],
    ['appSecret', 'the API secret'],
  ],
  partner: [
    ['partnerId', 'the partner id'],
    ['partnerSecret', 'the partner secret'],
  ],
};

/** A secret is never an argument: the list of processes and the history of the shell would show it. */
export function addLoginSecretFlags(command: Command): Command {
  return command
    .option(
      '--secrets-stdin',
      'read the secrets from standard input: one "name=value" a line, or typed in without echo',
    )
    .option('--secrets-file <path>', 'read the secrets from a file: one "name=value" a line');
}

/** @returns the fields by name, checked @throws {UsageError} that never shows a value */
export async function readLoginSecret(
  ctx: Context,
  method: LoginMethod,
  options: LoginSecretOptions,
): Promise<Record<string, string>> {
  const fields = await readFields(ctx, method, options);
  const names = FIELDS[method].map(([name]) => name);
  // A secret that ends with "=" looks like a name.
  if (Object.keys(fields).some((name) => !names.includes(name))) {
    throw new UsageError(`secrets: expected ${names.join(' and ')}, found another name`);
  }
  const read = LOGIN_SECRETS[method].safeParse(fields, { error: issueWords });
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new UsageError(`secrets: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
}

/** @throws {UsageError} */
async function readFields(
  ctx: Context,
  method: LoginMethod,
  options: LoginSecretOptions,
): Promise<Record<string, string>> {
  const names = FIELDS[method].map(([name]) => name).join(' and ');
  if ((options.secretsStdin === true) === (options.secretsFile !== undefined)) {
    throw new UsageError(`expected ${names}: pass either --secrets-stdin or --secrets-file PATH`);
  }
  if (options.secretsFile !== undefined) {
    return parseLines(readSecretFile(ctx, options.secretsFile, '--secrets-file'), names);
  }
  if (!ctx.io.stdin.isTTY) return parseLines(await readSecretStdin(ctx), names);
  const typed: Record<string, string> = {};
  for (const [name, words] of FIELDS[method]) {
    ctx.progress(`Type or paste ${words} and press Enter; it is not shown.`);
    typed[name] = (await readHidden(ctx.io.stdin)).trim();
  }
  return typed;
}

/** Never shows a line: it may be a secret. */
function parseLines(text: string, names: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const [index, line] of lines.entries()) {
    const at = line.indexOf('=');
    if (at < 1)
      throw new UsageError(`secrets, line ${index + 1}: expected name=value with ${names}, found a line without "="`);
    fields[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return fields;
}
