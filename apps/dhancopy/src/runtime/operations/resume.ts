import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { endFlatten, flattenRequests } from '../flatten-requests.ts';
import { setTradingState, tradingStateOf } from '../trading-state.ts';
import { by, reason } from './fields.ts';
import { stored } from './stored.ts';

export const resume = stored({
  op: 'resume',
  isState: true,
  schema: z.object({ op: z.literal('resume'), by, reason }),
  change(store, { by: who, reason: why }) {
    const before = tradingStateOf(store);
    const isWithdrawn = flattenRequests(store).length > 0;
    store.tradersControl.deactivateKillSwitch({
      account_type: 'follower',
      account_id: null,
      by: who,
      reason: why || null,
    });
    store.config.set('kill_switch_enabled', false, {}, who);
    setTradingState(store, 'ACTIVE', who);
    endFlatten(store, () => true, who);
    const ended = endedWords(before, store.config.getBoolean('copy_enabled'));
    const withdrawn = 'the flatten that was not done yet is withdrawn; what it has begun to close is closed';
    if (ended !== null) return resumeWords(store, isWithdrawn ? `${ended}, and ${withdrawn}` : ended, true);
    return resumeWords(store, `copying was not paused; ${isWithdrawn ? withdrawn : 'nothing was changed'}`, false);
  },
});

/** Null where nothing was paused. */
function endedWords({ state, byKillSwitch }: ReturnType<typeof tradingStateOf>, isCopyEnabled: boolean): string | null {
  if (byKillSwitch) return 'the kill switch is off';
  // Without the setting, exits are all that is copied, paused or not.
  return state === 'ACTIVE' || (state === 'REDUCING' && !isCopyEnabled) ? null : 'the pause is ended';
}

/** What a resume of the system does not bring back is named: nobody should wait for it. */
function resumeWords(store: Store, ended: string, isChange: boolean): string {
  const killed = store.mappings.killedOfOpenOrders();
  const links = store.links.list().filter(({ state }) => state !== 'ACTIVE').length;
  const accounts = store.accounts.list().filter(({ state }) => state !== 'ACTIVE').length;
  const isOff = !store.config.getBoolean('copy_enabled');
  const rest = [
    ...(isOff
      ? ['the setting copy_enabled is false: run "dhancopy config set copy_enabled true" to copy entries']
      : []),
    ...(links > 0 ? [`${links} ${links === 1 ? 'link stays' : 'links stay'} paused: see "dhancopy link list"`] : []),
    ...(accounts > 0
      ? [`${accounts} ${accounts === 1 ? 'account stays' : 'accounts stay'} paused: see "dhancopy account list"`]
      : []),
    ...(killed > 0
      ? [
          `${killed} ${killed === 1 ? 'copy' : 'copies'} that the kill switch cancelled or refused will not be placed again, although the leader's order is still open: see "dhancopy copies"`,
        ]
      : []),
  ];
  const isAll = !isOff && links + accounts === 0;
  return [ended + (isAll && isChange ? ': new orders are copied again' : ''), ...rest].join('; ');
}
