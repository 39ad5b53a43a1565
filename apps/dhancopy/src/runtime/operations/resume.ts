import { z } from 'zod';
import { endFlatten } from '../flatten-requests.ts';
import { setTradingState } from '../trading-state.ts';
import { by, reason } from './fields.ts';
import { stored } from './stored.ts';

export const resume = stored({
  op: 'resume',
  isState: true,
  schema: z.object({ op: z.literal('resume'), by, reason }),
  change(store, { by: who, reason: why }) {
    store.tradersControl.deactivateKillSwitch({
      account_type: 'follower',
      account_id: null,
      by: who,
      reason: why || null,
    });
    store.config.set('kill_switch_enabled', false, {}, who);
    setTradingState(store, 'ACTIVE', who);
    endFlatten(store, () => true, who);
    return 'the kill switch is off: everything is copied again';
  },
});
