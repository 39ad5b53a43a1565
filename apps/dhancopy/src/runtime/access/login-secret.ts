import { z } from 'zod';
import { totpCode } from '@dhancopy/dhan/auth/totp';
import type { AccountLogin, LoginMethod } from '../../store/accounts/account-logins.ts';

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
  totp: z.strictObject({ pin: z.string().regex(/^\d{6}$/, 'expected 6 digits'), totpSecret }),
  api_key: z.strictObject({ appId: text, appSecret: text }),
  partner: z.strictObject({ partnerId: text, partnerSecret: text }),
} as const satisfies Record<LoginMethod, z.ZodType>;

export type LoginSecret<M extends LoginMethod> = z.infer<(typeof LOGIN_SECRETS)[M]>;

/** The secret of a stored login, checked when it was stored. @throws {ZodError} for a row that another program wrote */
export function loginSecret<M extends LoginMethod>(method: M, login: AccountLogin): LoginSecret<M> {
  return LOGIN_SECRETS[method].parse(JSON.parse(login.secret)) as LoginSecret<M>;
}
