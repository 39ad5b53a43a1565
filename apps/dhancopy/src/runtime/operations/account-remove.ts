import { z } from 'zod';
import { clientId } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

export const accountRemove = stored({
  op: 'account.remove',
  schema: z.object({ op: z.literal('account.remove'), clientId }),
  change(store, { clientId: id }) {
    needAccount(store, id);
    store.accounts.remove(id);
    store.accountLogins.remove(id);
    return `${id} is removed; its positions and orders at the broker are unchanged`;
  },
});
