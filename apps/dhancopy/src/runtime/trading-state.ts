import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { Store } from '../store/store.ts';

const KEY = 'trading_state';

/** The state of the whole system. `copy_enabled` off means exits only, like a paused link. */
export function tradingStateOf(store: Store): { state: TradingState; byKillSwitch: boolean } {
  const byKillSwitch = store.config.getBoolean('kill_switch_enabled');
  const kept = store.config.find(KEY)?.value;
  const state = TRADING_STATES.find((each) => each === kept) ?? (byKillSwitch ? 'REDUCING' : 'ACTIVE');
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

const CHANGED_KEY = 'last_state_change_ts';

/** Tells a running engine to look at the trading states before it decides anything else. In the transaction that changes one. */
export function noteStateChange(store: Store, nowMs: number): void {
  store.config.set(CHANGED_KEY, Math.round(nowMs), {
    data_type: 'integer',
    category: 'risk',
    description: 'When the trading state of the system, an account or a link was last changed; epoch ms',
  });
}

/** What `noteStateChange` left; "" when nothing was changed yet. */
export function lastStateChange(store: Store): string {
  return store.config.find(CHANGED_KEY)?.value ?? '';
}
