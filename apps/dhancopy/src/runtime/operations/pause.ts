import { z } from 'zod';
import { setTradingState, tradingStateOf } from '../trading-state.ts';
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
    const before = tradingStateOf(store);
    setTradingState(store, state, who);
    // A pause after "kill --all" lets exits out again: the operator must see that.
    const was = before.state === 'HALTED' && state !== 'HALTED' ? ` (before: ${stateWords(before.state)})` : '';
    const rest = before.byKillSwitch
      ? 'the kill switch stays on, and cancels resting entry copies'
      : 'entry copies that rest at the broker stay there';
    return `copying is paused, ${stateWords(state)}${was}; ${rest}`;
  },
});
