/** The seed's account types. */
export const ROLES = ['leader', 'follower'] as const;
export type Role = (typeof ROLES)[number];

/** May an account or a link trade: fully, only towards flat, or not at all. */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;
export type TradingState = (typeof TRADING_STATES)[number];
