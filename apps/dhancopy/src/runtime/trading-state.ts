import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { Store } from '../store/store.ts';

const KEY = 'trading_state';

/**
 * The state of the whole system. `copy_enabled` off means exits only, like a paused link. A word that is no state, as another program or a
 * bad disk may leave it, lets nothing through: it may have been HALTED.
 */
export function tradingStateOf(store: Store): { state: TradingState; byKillSwitch: boolean } {
  const byKillSwitch = store.config.getBoolean('kill_switch_enabled');
  const kept = store.config.find(KEY)?.value;
  const unset = byKillSwitch ? 'REDUCING' : 'ACTIVE';
  const state = kept === undefined ? unset : (TRADING_STATES.find((each) => each === kept) ?? 'HALTED');
  if (state === 'ACTIVE' && byKillSwitch) return { state: 'REDUCING', byKillSwitch };
  if (state === 'ACTIVE' && !store.config.getBoolean('copy_enabled')) return { state: 'REDUCING', byKillSwitch };
  return { state, byKillSwitch };
}

export function setTradingState(store: Store, state: TradingState, by: string): void {
  store.config.set(
    KEY,
    state,
    {
      data_type: 'string',
      category: 'risk',
      description: 'ACTIVE, REDUCING (exits only) or HALTED (nothing is sent)',
    },
    by,
  );
}

const CHANGES_KEY = 'trading_state_changes';

/**
 * Makes a running engine look at the trading states before it decides anything else. In the transaction that changes one.
 * A number and not a time: two changes of one millisecond are two, and so are changes before and after a clock was set back.
 */
export function noteStateChange(store: Store): void {
  store.config.set(CHANGES_KEY, stateChanges(store) + 1, {
    data_type: 'integer',
    category: 'risk',
    description: 'How often the trading state of the system, an account or a link was changed by a command',
  });
}

/** How many changes `noteStateChange` has counted. A text that is no number counts as none: another program wrote it. */
export function stateChanges(store: Store): number {
  const kept = Number(store.config.find(CHANGES_KEY)?.value ?? 0);
  return Number.isSafeInteger(kept) && kept >= 0 ? kept : 0;
}
