/** What keeps an account from trading: it has no token, its token or this machine's address is refused, or its books could not be read. */
export type Fault = 'NO_TOKEN' | 'TOKEN' | 'ADDRESS' | 'BOOKS';

/**
 * Whether an account can trade, and why not: one value, which the engine, `status` and the API read.
 *
 * starting → live ⇄ blocked; stopped is the end. A block by ADDRESS ends only when the operator resumes the account: a refused address
 * shows on writes alone, so that books which can be read say nothing about it. An account that is live stays so while it is read again.
 */
export type AccountState =
  | { readonly is: 'starting' }
  | { readonly is: 'live' }
  | { readonly is: 'blocked'; readonly by: Fault; readonly why: string }
  | { readonly is: 'stopped' };

/** Its books were read. */
export function afterAligned(state: AccountState): AccountState {
  if (state.is === 'stopped') return state;
  return state.is === 'blocked' && state.by === 'ADDRESS' ? state : { is: 'live' };
}

/** The broker refuses something, or the books could not be read. */
export function afterFault(state: AccountState, by: Fault, why: string): AccountState {
  if (state.is === 'stopped') return state;
  const isWorse = state.is === 'blocked' && state.by === 'ADDRESS' && by !== 'ADDRESS';
  return isWorse ? state : { is: 'blocked', by, why };
}

/** The operator has resumed it: its address is tried again, once its books are read. */
export function afterResumed(state: AccountState): AccountState {
  const isBarred = state.is === 'blocked' && state.by === 'ADDRESS';
  return isBarred ? { ...state, by: 'BOOKS' } : state;
}

/** What may be sent for it. `why` is null when it is ready. */
export function readinessOf(state: AccountState): { readonly ready: boolean; readonly why: string | null } {
  switch (state.is) {
    case 'live':
      return { ready: true, why: null };
    case 'blocked':
      return { ready: false, why: state.why };
    case 'starting':
      return { ready: false, why: 'not aligned with the broker yet' };
    case 'stopped':
      return { ready: false, why: 'stopped' };
  }
}
