import type { Instrument } from '../instruments/instrument.ts';
import type { OrderType, Product, Side } from '../orders/order.ts';

/** A trade as the back office keeps it, of the emulator's own days or of days before. */
export interface SettledTrade {
  readonly orderId: string;
  readonly exchangeOrderId: string;
  readonly exchangeTradeId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly product: Product;
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly pricePaise: number;
  /** What the whole order traded, in paise. */
  readonly orderValuePaise: number;
  readonly atMs: number;
}
