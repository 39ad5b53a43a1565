import { z } from 'zod';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import type { AccountLogin, LoginMethod } from '../../store/accounts/account-logins.ts';
import { loginMethodCommand } from '../advice.ts';
import { OperationError } from '../operations/errors.ts';

const text = z.string().trim().min(1, 'expected a value, found nothing');

/** A secret that gives a code; its own error never shows it. */
const totpSecret = text.refine((secret) => {
  try {
    return totpCode(secret, 0) !== '';
  } catch {
    return false;
  }
}, 'expected at least 16 letters of base32 (A-Z, 2-7), as web.dhan.co shows them');

/** What each way to a token needs. Source: https://dhanhq.co/docs/v2/authentication/ */
export const LOGIN_SECRETS = {
  totp: z.strictObject({ pin: z.string().regex(/^\d{6}$/, 'expected 6 digits, as every PIN of Dhan has'), totpSecret }),
  api_key: z.strictObject({ appId: text, appSecret: text }),
  partner: z.strictObject({ partnerId: text, partnerSecret: text }),
} as const satisfies Record<LoginMethod, z.ZodType>;

export type LoginSecret<M extends LoginMethod> = z.infer<(typeof LOGIN_SECRETS)[M]>;

/** What is stored does not log in: a version stored it that asked for less, or another program wrote it. It never shows a value. */
export class LoginSecretError extends OperationError {}

/** The secret of a stored login. @throws {LoginSecretError} that says what to do */
export function loginSecret<M extends LoginMethod>(method: M, login: AccountLogin): LoginSecret<M> {
  const read = LOGIN_SECRETS[method].safeParse(jsonOf(login.secret));
  if (read.success) return read.data as LoginSecret<M>;
  const issue = read.error.issues[0];
  // Only the names of this file: what another program named may be a secret.
  const name = issue?.code === 'custom' || issue?.code === 'invalid_format' ? `${issue.path.join('.')}: ` : '';
  const why = name === '' ? 'expected other values' : `${name}${issue?.message ?? ''}`;
  throw new LoginSecretError(
    `the stored login of ${login.account_id} cannot be used: ${why}. Store it again with ${loginMethodCommand(login.account_id, method)}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
