import type { AccountId, ClientOrderId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport, OrderSide, OrderStatus, OrderTerms, ReportSource } from '@dhancopy/domain/order';
import type { Paise } from '@dhancopy/domain/price';
import type { Venue } from './contracts.ts';

/** Who sent an order: a leader, our engine, a follower by his own hand, or the broker that squares an account off. */
export type Origin = 'leader' | 'copy' | 'hand' | 'broker';

/** What is sent to the broker. */
export interface Ticket {
  readonly account: AccountId;
  readonly origin: Origin;
  readonly venue: Venue;
  readonly side: OrderSide;
  readonly terms: OrderTerms;
  readonly clientId: ClientOrderId | null;
  /** Of a copy: the link and the cause, which stays the same when another order is placed for it. */
  readonly link: LinkId | null;
  readonly cause: string | null;
  /** How many events the engine had seen when it asked for this; 0 for orders of others. */
  readonly askedAt: number;
}

/** An order as the broker keeps it. */
export interface BrokerOrder {
  readonly id: VenueOrderId;
  readonly ticket: Ticket;
  readonly placedMs: number;
  terms: OrderTerms;
  status: OrderStatus;
  filledQty: number;
  /** Paise, over all fills. */
  value: number;
  /** The largest quantity that it ever had. */
  largestQty: number;
  modifications: number;
  fills: number;
  isTriggered: boolean;
  changedMs: number;
}

export interface Trade {
  readonly number: number;
  readonly order: BrokerOrder;
  readonly units: number;
  readonly atMs: number;
}

export function isOpen(order: BrokerOrder): boolean {
  return !isFinal(order.status);
}

/** Units that can fill yet. */
export function leavesOf(order: BrokerOrder): number {
  return isOpen(order) ? order.terms.quantity - order.filledQty : 0;
}

export function reportOf(order: BrokerOrder, source: ReportSource, isModification: boolean, last: Paise): OrderReport {
  const { ticket, filledQty, status, terms } = order;
  return {
    ...terms,
    accountId: ticket.account,
    venueOrderId: order.id,
    clientOrderId: ticket.clientId,
    parentVenueOrderId: null,
    leg: null,
    isSuperOrder: false,
    instrumentId: ticket.venue.instrument.id,
    side: ticket.side,
    product: ticket.venue.product,
    afterMarket: false,
    amoTime: null,
    placedMs: Math.floor(order.placedMs / 1_000) * 1_000,
    filledQty,
    avgPxRupees: filledQty > 0 ? order.value / filledQty / 100 : null,
    status: status === 'ACCEPTED' && filledQty > 0 ? 'PARTIALLY_FILLED' : status,
    statusText: status,
    isModification,
    text: status === 'REJECTED' ? 'RMS: margin' : '',
    lastPrice: last,
    tradingSymbol: ticket.venue.instrument.tradingSymbol,
    exchangeOrderId: '1',
    tsEventMs: Math.floor(order.changedMs / 1_000) * 1_000,
    source,
  };
}
