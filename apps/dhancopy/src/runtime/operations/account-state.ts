import { z } from 'zod';
import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import { clientId, stateWords } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

export const accountState = stored({
  op: 'account.state',
  isState: true,
  schema: z.object({ op: z.literal('account.state'), clientId, state: z.enum(TRADING_STATES) }),
  change(store, { clientId: id, state }) {
    needAccount(store, id);
    store.accounts.setState(id, state);
    return `${id} is ${stateWords(state)}`;
  },
});
