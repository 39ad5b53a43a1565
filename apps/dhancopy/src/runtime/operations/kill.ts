import { z } from 'zod';
import { setTradingState } from '../trading-state.ts';
import { by, reason } from './fields.ts';
import { stored } from './stored.ts';

export const kill = stored({
  op: 'kill',
  isState: true,
  schema: z.object({
    op: z.literal('kill'),
    by,
    reason,
    all: z.boolean().default(false).describe('stop exits too: send nothing at all'),
  }),
  change(store, { by: who, reason: why, all }) {
    store.tradersControl.activateKillSwitch({
      account_type: 'follower',
      account_id: null,
      by: who,
      reason: why || null,
    });
    store.config.set('kill_switch_enabled', true, {}, who);
    setTradingState(store, all ? 'HALTED' : 'REDUCING', who);
    return all
      ? 'the kill switch is on: nothing is sent, not even exits'
      : 'the kill switch is on: entries are refused, resting entry copies are cancelled, exits continue';
  },
});
