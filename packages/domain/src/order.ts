import type { AccountId, ClientOrderId, VenueOrderId } from './ids.ts';
import type { InstrumentId } from './instrument.ts';
import type { Paise } from './price.ts';
import type { Product } from './product.ts';

export const ORDER_SIDES = ['BUY', 'SELL'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

/** FIX words; DhanHQ's STOP_LOSS is our STOP_LIMIT, its STOP_LOSS_MARKET our STOP_MARKET. */
export const ORDER_TYPES = ['MARKET', 'LIMIT', 'STOP_LIMIT', 'STOP_MARKET'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['DAY', 'IOC'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** When an after-market order goes to the exchange: pre-open, open, 30 or 60 minutes after. */
export const AMO_TIMES = ['PRE_OPEN', 'OPEN', 'OPEN_30', 'OPEN_60'] as const;
export type AmoTime = (typeof AMO_TIMES)[number];

/**
 * SUBMITTED: the broker has it, the exchange not yet. ACCEPTED: resting (untriggered stops too).
 * The last four are final; a final order may still carry fills, so read `filledQty`, never infer it.
 */
export const ORDER_STATUSES = [
  'SUBMITTED',
  'ACCEPTED',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'REJECTED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type FinalStatus = Extract<OrderStatus, 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED'>;

export function isFinal(status: OrderStatus | null): status is FinalStatus {
  return status === 'FILLED' || status === 'CANCELED' || status === 'REJECTED' || status === 'EXPIRED';
}

export function isStop(type: OrderType): boolean {
  return type === 'STOP_LIMIT' || type === 'STOP_MARKET';
}

/** +1 for BUY, -1 for SELL: quantity times this is a change of position. */
export function signOf(side: OrderSide): 1 | -1 {
  return side === 'BUY' ? 1 : -1;
}

export function opposite(side: OrderSide): OrderSide {
  return side === 'BUY' ? 'SELL' : 'BUY';
}

/** What a modification may change. Prices are per unit; 0 means none. Quantities are units, not lots. */
export interface OrderTerms {
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Total placed quantity, fills included. */
  readonly quantity: number;
  readonly price: Paise;
  readonly triggerPrice: Paise;
  readonly disclosedQty: number;
}

export function sameTerms(a: OrderTerms, b: OrderTerms): boolean {
  return (
    a.orderType === b.orderType &&
    a.timeInForce === b.timeInForce &&
    a.quantity === b.quantity &&
    a.price === b.price &&
    a.triggerPrice === b.triggerPrice &&
    a.disclosedQty === b.disclosedQty
  );
}

/** Where a report was read. A book row is the broker's word at the time of the read; a frame may be late. */
export const REPORT_SOURCES = ['STREAM', 'BOOK', 'LOOKUP', 'POSTBACK'] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/** What the broker says about one order, whichever way it was read and however it was spelt. */
export interface OrderReport extends OrderTerms {
  readonly accountId: AccountId;
  readonly venueOrderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | null;
  /** The entry of a super, bracket or cover order, or the forever order, that this order belongs to. */
  readonly parentVenueOrderId: VenueOrderId | null;
  readonly leg: 'ENTRY' | 'STOP_LOSS' | 'TARGET' | null;
  /** True for the entry of a super order. */
  readonly isSuperOrder: boolean;
  readonly instrumentId: InstrumentId;
  readonly side: OrderSide;
  readonly product: Product;
  readonly afterMarket: boolean;
  /** Not delivered by the socket, and usually not by the book. */
  readonly amoTime: AmoTime | null;
  /** Cumulative. */
  readonly filledQty: number;
  /** Rupees, the broker's average over all fills; null when it says none. An average is not a whole number of paise. */
  readonly avgPxRupees: number | null;
  /** null: a status word we do not know. It is never final; the order is read again. */
  readonly status: OrderStatus | null;
  /** The broker's own word. */
  readonly statusText: string;
  /** True when the broker says that the order was just modified. */
  readonly isModification: boolean;
  /** Rejection text or other words of the broker, "" if none. */
  readonly text: string;
  /** Last traded price of the instrument at the time of the report, if told. */
  readonly lastPrice: Paise | null;
  readonly tradingSymbol: string;
  readonly exchangeOrderId: string | null;
  /** Broker's time of the last change, epoch ms, whole seconds; null when absent. */
  readonly tsEventMs: number | null;
  readonly source: ReportSource;
}
