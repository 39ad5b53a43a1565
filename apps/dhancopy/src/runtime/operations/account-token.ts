import { z } from 'zod';
import { checkToken } from './check-token.ts';
import { clientId, token } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

export const accountToken = stored({
  op: 'account.token',
  needs: ['key'],
  schema: z.object({ op: z.literal('account.token'), clientId, token }),
  change(store, { clientId: id, token: text }, { nowMs }) {
    const { role } = needAccount(store, id);
    store.tokens.saveToken(id, role, text, checkToken(text, id, nowMs));
    return `the new token of ${id} is stored; a running engine uses it at once, and "dhancopy doctor" tries it at the broker`;
  },
});
