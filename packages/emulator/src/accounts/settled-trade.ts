import type { Instrument } from '../instruments/instrument.ts';
import type { OrderType, Product, Side } from '../orders/order.ts';

/** A trade in the records of the back office, of the emulator's own days or of earlier days. */
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
  /** The turnover of the whole order, in paise. */
  readonly orderValuePaise: number;
  readonly atMs: number;
}
