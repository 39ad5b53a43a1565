import { z } from 'zod';
import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import { pair, stateWords } from './fields.ts';
import { needLink } from './need.ts';
import { stored } from './stored.ts';

export const linkState = stored({
  op: 'link.state',
  isState: true,
  schema: z.object({ op: z.literal('link.state'), ...pair, state: z.enum(TRADING_STATES) }),
  change(store, { leader, follower, state }) {
    store.links.update(needLink(store, leader, follower).id, { state });
    return `${leader} → ${follower} is ${stateWords(state)}`;
  },
});
