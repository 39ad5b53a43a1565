import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import type { AccountRegistry } from '../accounts/account-registry.ts';

/** First message of a client. Source: https://dhanhq.co/docs/v2/order-update/ ; older pages quoted the message code. */
const loginMessage = z.object({
  LoginReq: z.object({
    MsgCode: z.union([z.literal(42), z.literal('42')]),
    ClientId: z.string(),
    Token: z.string(),
  }),
  UserType: z.literal('SELF'),
});

/** @returns the account that logs in, or null for anything the broker would drop the connection for */
export function acceptLogin(text: string, accounts: AccountRegistry): { account: Account; token: string } | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = loginMessage.safeParse(message);
  if (!parsed.success) return null;
  const { ClientId, Token } = parsed.data.LoginReq;
  try {
    const { account } = accounts.authenticate(Token, 'DH-906');
    return account.dhanClientId === ClientId ? { account, token: Token } : null;
  } catch {
    return null;
  }
}
