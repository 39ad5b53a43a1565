import type { Instrument } from '../instruments/instrument.ts';

/** The status words of the broker. Source: https://dhanhq.co/docs/v2/orders/ and https://dhanhq.co/docs/v2/annexure/ */
export const SIDES = ['BUY', 'SELL'] as const;
export const PRODUCTS = ['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO'] as const;
export const ORDER_TYPES = ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_MARKET'] as const;
export const VALIDITIES = ['DAY', 'IOC'] as const;
export const AMO_TIMES = ['PRE_OPEN', 'OPEN', 'OPEN_30', 'OPEN_60'] as const;

export type Side = (typeof SIDES)[number];
export type Product = (typeof PRODUCTS)[number];
export type OrderType = (typeof ORDER_TYPES)[number];
export type Validity = (typeof VALIDITIES)[number];
export type AmoTime = (typeof AMO_TIMES)[number];
export type OrderStatus = 'TRANSIT' | 'PENDING' | 'PART_TRADED' | 'TRADED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED';

/** Legs of a super order; a plain order has none. */
export type LegName = 'ENTRY_LEG' | 'STOP_LOSS_LEG' | 'TARGET_LEG';

/** The larger order that an order belongs to. */
export interface Lineage {
  /** Entry of a super order, or the forever order that fired; null on the entry itself. */
  readonly parentId: string | null;
  /** Null on an order that a forever order sent, which is a plain order. */
  readonly legName: LegName | null;
  /** `remarks` on the order stream. */
  readonly remarks: string;
}

/** The terms of an order before it has a number. Prices in paise, 0 when the type has none. */
export interface OrderTicket {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly product: Product;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly pricePaise: number;
  readonly triggerPaise: number;
  readonly afterMarketOrder: boolean;
  readonly amoTime: AmoTime | null;
  readonly correlationId: string | null;
  /** Observed on the order stream; undocumented. */
  readonly platform: Platform;
  /** `P` for the API, `W` or `N` for the web and the app. */
  readonly source: 'P' | 'W' | 'N';
  readonly lineage?: Lineage;
  /**
   * The broker sends the order at the moment a price is reached. It is matched like a resting order, not like an arriving order that
   * must cross the spread.
   */
  readonly atTouch?: boolean;
}

/**
 * `API`; `FAST`: the broker's own app; `FOVR`: a forever order that fired; `VTT_SL`: the stop leg of a super order; `RMS`, a guess: a
 * square-off by the risk system.
 */
export type Platform = 'API' | 'FAST' | 'FOVR' | 'VTT_SL' | 'RMS';

/** One fill as the exchange reports it. */
export interface Trade {
  readonly exchangeTradeId: string;
  readonly quantity: number;
  readonly pricePaise: number;
  readonly atMs: number;
}

/** One step in the life of an order, as evidence for tests. Never rewritten. */
export interface OrderEvent {
  readonly event: string;
  readonly status: OrderStatus;
  readonly atMs: number;
  readonly quantity: number;
  readonly pricePaise: number;
  readonly triggerPaise: number;
  readonly filledQuantity: number;
  readonly reason: string;
}

/** The terms that a modification may change. */
export interface OrderTerms {
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly pricePaise: number;
  readonly triggerPaise: number;
}

/** An order in the book. Only OrderEntry changes it. */
export interface Order {
  readonly orderId: string;
  readonly dhanClientId: string;
  readonly ticket: OrderTicket;
  readonly receivedMs: number;
  /** Until this time, books and look-ups hide the order, although it is live. */
  readonly hiddenUntilMs: number;
  /** The URL that changes of this order are posted to, from the token that placed it. */
  readonly postbackUrl: string | null;
  terms: OrderTerms;
  status: OrderStatus;
  /** An after-market order that waits for the market to open. */
  held: boolean;
  /** A leg that the broker holds back until its price is reached: in the books, but not at the exchange. */
  parked: boolean;
  /** A stop order whose trigger has been reached. */
  triggered: boolean;
  exchangeOrderId: string;
  exchangeMs: number | null;
  lastEventMs: number;
  reason: string;
  filledQuantity: number;
  filledValuePaise: number;
  lastFillPaise: number;
  modifications: number;
  /** Margin for one unit that opens a position, in paise. Units that close a position need none. */
  marginPerUnitPaise: number;
  openingUnits: number;
  blockedPaise: number;
  readonly trades: Trade[];
  readonly history: OrderEvent[];
}

export function remainingQuantity(order: Order): number {
  return order.terms.quantity - order.filledQuantity;
}

/** The order can no longer change. */
export function isFinished(order: Order): boolean {
  return order.status !== 'TRANSIT' && order.status !== 'PENDING' && order.status !== 'PART_TRADED';
}

/** A stop order that still waits for its trigger. */
export function waitsForTrigger(order: Order): boolean {
  return isStop(order.terms.orderType) && !order.triggered;
}

export function isStop(orderType: OrderType): boolean {
  return orderType === 'STOP_LOSS' || orderType === 'STOP_LOSS_MARKET';
}

/** The order takes any price: a market order of the app, or a triggered stop-market order. */
export function takesAnyPrice(orderType: OrderType): boolean {
  return orderType === 'MARKET' || orderType === 'STOP_LOSS_MARKET';
}
