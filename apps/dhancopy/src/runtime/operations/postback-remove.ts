import { z } from 'zod';
import { OperationError } from './errors.ts';
import { clientId } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

export const postbackRemove = stored({
  op: 'postback.remove',
  schema: z.object({ op: z.literal('postback.remove'), clientId }),
  change(store, { clientId: id }) {
    needAccount(store, id);
    if (!store.postbackConfigs.remove(id)) throw new OperationError(`account ${id} does not receive postbacks`);
    if (store.postbackConfigs.listSealed().length === 0) store.config.set('postback_enabled', false);
    return `postbacks of ${id} are no longer received`;
  },
});
