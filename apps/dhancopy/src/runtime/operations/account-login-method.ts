import { z } from 'zod';
import { LOGIN_SECRETS } from '../access/login-secret.ts';
import { loginCommand } from '../advice.ts';
import { clientId } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

const WORDS = {
  totp: () => 'PIN and one-time code, automatically',
  api_key: (id: string) => `an API key: log in each day with ${loginCommand(id)}`,
  partner: (id: string) => `the partner key: log in each day with ${loginCommand(id)}`,
} as const;

/** How the account's tokens are made from now on; web: the operator pastes them, and what was stored is deleted. */
export const accountLoginMethod = stored({
  op: 'account.login',
  needs: ['key'],
  schema: z.object({
    op: z.literal('account.login'),
    clientId,
    login: z.discriminatedUnion('method', [
      z.object({ method: z.literal('web') }),
      z.object({ method: z.literal('totp'), secret: LOGIN_SECRETS.totp }),
      z.object({ method: z.literal('api_key'), secret: LOGIN_SECRETS.api_key }),
      z.object({ method: z.literal('partner'), secret: LOGIN_SECRETS.partner }),
    ]),
  }),
  change(store, { clientId: id, login }) {
    needAccount(store, id);
    if (login.method === 'web') {
      store.accountLogins.remove(id);
      return `from now on, make the tokens of ${id} by hand at web.dhan.co; the stored login data was deleted`;
    }
    store.accountLogins.save(id, login.method, JSON.stringify(login.secret));
    return `from now on, tokens of ${id} are made with ${WORDS[login.method](id)}`;
  },
});
