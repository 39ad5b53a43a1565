import type { Traded } from './instruments.ts';

/** An entry at the market with its two exits, for the day. Prices in rupees. */
export interface SuperOrder {
  readonly transactionType: 'BUY' | 'SELL';
  readonly quantity: number;
  /** The last price: target and stop are compared with it. */
  readonly price: number;
  readonly targetPrice: number;
  readonly stopLossPrice: number;
}

/** One trigger that sends a limit order, for delivery. Prices in rupees. */
export interface ForeverOrder {
  readonly transactionType: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly price: number;
  readonly triggerPrice: number;
}

/**
 * The leader's own program at the broker's API. Super and forever orders are placed with it, because the controls of the emulator have
 * only the plain orders of the app. A method throws when the broker refuses the order.
 */
export interface LeaderApi {
  placeSuper(on: Traded, order: SuperOrder): Promise<void>;
  placeForever(on: Traded, order: ForeverOrder): Promise<void>;
}
