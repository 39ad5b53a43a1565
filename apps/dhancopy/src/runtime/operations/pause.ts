import { z } from 'zod';
import { setTradingState } from '../trading-state.ts';
import { by, reason, stateWords } from './fields.ts';
import { stored } from './stored.ts';

/** Without the kill switch: what rests stays at the broker. */
export const pause = stored({
  op: 'pause',
  isState: true,
  schema: z.object({
    op: z.literal('pause'),
    by,
    reason,
    all: z.boolean().default(false).describe('stop exits too: send nothing at all'),
  }),
  change(store, { by: who, all }) {
    const state = all ? 'HALTED' : 'REDUCING';
    setTradingState(store, state, who);
    return `copying is paused, ${stateWords(state)}; entry copies that rest at the broker stay there`;
  },
});
