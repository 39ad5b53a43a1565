import type { AccountId } from './ids.ts';
import type { Paise } from './price.ts';
import type { TradingState } from './trading-state.ts';

export const ACCOUNT_ROLES = ['leader', 'follower'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** What does not change while an engine runs. */
export interface AccountIdentity {
  readonly id: AccountId;
  readonly role: AccountRole;
  readonly name: string;
}

export interface Account extends AccountIdentity {
  readonly state: TradingState;
  /** Capital at the start of the day, which does not wobble with each order; null until funds were read. */
  readonly capital: Paise | null;
}
