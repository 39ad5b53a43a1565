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
 * SUBMITTED: the order is at the broker, but not yet at the exchange. ACCEPTED: it rests (untriggered stops too).
 * The last four are final. A final order may still carry fills: read `filledQty`, never infer it.
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

/** +1 for BUY, -1 for SELL. The quantity times this sign is the change of the position. */
export function signOf(side: OrderSide): 1 | -1 {
  return side === 'BUY' ? 1 : -1;
}

export function opposite(side: OrderSide): OrderSide {
  return side === 'BUY' ? 'SELL' : 'BUY';
}

/** The terms that a modification may change. Prices are per unit; 0 means none. Quantities are units, not lots. */
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

/** Where a report was read. A book row is the state at the broker at the time of the read. A frame may be late. */
export const REPORT_SOURCES = ['STREAM', 'BOOK', 'LOOKUP', 'POSTBACK'] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/** What a report says for the record only: no decision uses it. Null is what its source does not say. */
export interface OrderFacts {
  /** The exchange's time of the order, epoch ms, whole seconds. */
  readonly exchangeTimeMs: number | null;
  readonly algoId: string | null;
  readonly omsErrorCode: string | null;
}

/** The broker's report of one order, independent of the route and the spelling. */
export interface OrderReport extends OrderTerms {
  readonly accountId: AccountId;
  readonly venueOrderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | null;
  /** The order that this order belongs to: the entry of a super, bracket or cover order, or a forever order. */
  readonly parentVenueOrderId: VenueOrderId | null;
  readonly leg: 'ENTRY' | 'STOP_LOSS' | 'TARGET' | null;
  /** True for the entry of a super order. */
  readonly isSuperOrder: boolean;
  readonly instrumentId: InstrumentId;
  readonly side: OrderSide;
  readonly product: Product;
  readonly afterMarket: boolean;
  /** The socket does not deliver it. The book usually does not either. */
  readonly amoTime: AmoTime | null;
  /** Cumulative. */
  readonly filledQty: number;
  /** The broker's average over all fills, in rupees; null when the broker gives none. An average is not a whole number of paise. */
  readonly avgPxRupees: number | null;
  /** null: a status word we do not know. An unknown status is never final. The order is read again. */
  readonly status: OrderStatus | null;
  /** The status word of the broker. */
  readonly statusText: string;
  /** True when the broker reports that the order was just modified. */
  readonly isModification: boolean;
  /** Rejection text or other text of the broker, "" if none. */
  readonly text: string;
  /** Last traded price of the instrument at the time of the report, if reported. */
  readonly lastPrice: Paise | null;
  readonly tradingSymbol: string;
  readonly exchangeOrderId: string | null;
  /** Broker's time when the order was placed, epoch ms, whole seconds; absent or null where a report does not say. */
  readonly placedMs?: number | null;
  /** Broker's time of the last change, epoch ms, whole seconds; null when absent. */
  readonly tsEventMs: number | null;
  readonly source: ReportSource;
  /** Absent where the report was made from our own records. */
  readonly facts?: OrderFacts;
}
