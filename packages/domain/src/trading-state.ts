/**
 * ACTIVE: entries and exits are copied. REDUCING: exits and cancels only. HALTED: nothing is sent.
 * The system, each account and each link have one. The strictest counts.
 */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;
export type TradingState = (typeof TRADING_STATES)[number];

export function strictest(...states: readonly TradingState[]): TradingState {
  if (states.includes('HALTED')) return 'HALTED';
  return states.includes('REDUCING') ? 'REDUCING' : 'ACTIVE';
}
