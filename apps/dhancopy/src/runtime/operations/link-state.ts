import { z } from 'zod';
import { linkId } from '@dhancopy/domain/ids';
import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import { endFlatten, flattenRequests } from '../flatten-requests.ts';
import { pair, stateWords } from './fields.ts';
import { needLink } from './need.ts';
import { stored } from './stored.ts';

export const linkState = stored({
  op: 'link.state',
  isState: true,
  schema: z.object({ op: z.literal('link.state'), ...pair, state: z.enum(TRADING_STATES) }),
  change(store, { leader, follower, state }) {
    const { id } = needLink(store, leader, follower);
    store.links.update(id, { state });
    const text = `${leader} → ${follower} is ${stateWords(state)}`;
    if (state !== 'ACTIVE' || !flattenRequests(store).some(({ link }) => link === linkId(id))) return text;
    endFlatten(store, ({ link }) => link === linkId(id));
    return `${text}; the flatten of this link that was not done yet is withdrawn; what it has begun to close is closed`;
  },
});
