import type { LegName, Order, OrderTicket } from '../orders/order.ts';

/** One trigger of a forever order. Prices in paise. */
export interface ForeverLeg {
  readonly legName: LegName;
  quantity: number;
  pricePaise: number;
  triggerPaise: number;
  orderType: 'LIMIT' | 'MARKET';
  /** `up`: fires at the trigger or above. It follows from the price at the time the trigger was set. */
  direction: 'up' | 'down';
  /** The order that it sent when it fired. */
  child: Order | null;
  cancelled: boolean;
}

/** An order that waits at the broker for a price, for up to a year. Source: https://dhanhq.co/docs/v2/forever/ */
export interface ForeverOrder {
  readonly orderId: string;
  readonly dhanClientId: string;
  readonly flag: 'SINGLE' | 'OCO';
  /** Terms that all legs share. */
  readonly ticket: OrderTicket;
  readonly legs: readonly ForeverLeg[];
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly postbackUrl: string | null;
  updatedMs: number | null;
  disclosedQuantity: number;
  validity: OrderTicket['validity'];
}

/** CONFIRM is the status of a resting forever order. */
export type ForeverStatus = 'CONFIRM' | 'CANCELLED' | 'EXPIRED' | Order['status'];

export function legStatus(order: ForeverOrder, leg: ForeverLeg, nowMs: number): ForeverStatus {
  if (leg.child !== null) return leg.child.status;
  if (leg.cancelled) return 'CANCELLED';
  return nowMs >= order.expiresMs ? 'EXPIRED' : 'CONFIRM';
}

export function isResting(order: ForeverOrder, leg: ForeverLeg, nowMs: number): boolean {
  return legStatus(order, leg, nowMs) === 'CONFIRM';
}

/** A trigger above the present price waits for a rise. One below it waits for a fall. */
export function directionOf(triggerPaise: number, ltpPaise: number): ForeverLeg['direction'] {
  return triggerPaise >= ltpPaise ? 'up' : 'down';
}
