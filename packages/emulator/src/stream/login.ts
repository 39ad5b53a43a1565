import * as z from 'zod';
import type { AccountRegistry } from '../accounts/account-registry.ts';
import type { Logins } from '../auth/logins.ts';

const messageCode = z.union([z.literal(42), z.literal('42')]);

/** First message of a client. Source: https://dhanhq.co/docs/v2/order-update/ ; older pages quoted the message code. */
const loginMessage = z.discriminatedUnion('UserType', [
  z.object({
    LoginReq: z.object({ MsgCode: messageCode, ClientId: z.string(), Token: z.string() }),
    UserType: z.literal('SELF'),
  }),
  z.object({
    LoginReq: z.object({ MsgCode: messageCode, ClientId: z.string() }),
    UserType: z.literal('PARTNER'),
    Secret: z.string(),
  }),
]);

/** The orders that a connection receives: those of one account, or of every user of a partner. */
export type Listener = { readonly dhanClientId: string } | { readonly partnerId: string };

/** @returns the login, or null for anything that makes the broker drop the connection */
export function acceptLogin(text: string, accounts: AccountRegistry, logins: Logins): Listener | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = loginMessage.safeParse(message);
  if (!parsed.success) return null;
  const login = parsed.data;
  if (login.UserType === 'PARTNER') {
    const partnerId = login.LoginReq.ClientId;
    return logins.isPartner(partnerId, login.Secret) ? { partnerId } : null;
  }
  const { ClientId, Token } = login.LoginReq;
  try {
    const { account } = accounts.authenticate(Token, 'DH-906');
    return account.dhanClientId === ClientId ? { dhanClientId: ClientId } : null;
  } catch {
    return null;
  }
}
