import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import type { OrderRequest } from '@dhancopy/domain/request';
import type { Ticket, Trade } from './order.ts';

export function ticketWords({ account, side, terms, venue, clientId }: Ticket): string {
  return `${account} ${side} ${termsWords(terms)} ${venue.instrument.tradingSymbol} ${venue.product} ${clientId ?? ''}`;
}

export function requestWords({ accountId, side, clientOrderId, ...terms }: OrderRequest): string {
  return `${accountId} ${side} ${termsWords(terms)} ${terms.instrumentId} ${terms.product} ${clientOrderId}`;
}

export function termsWords(terms: Ticket['terms']): string {
  const price = terms.price > 0 ? ` at ${terms.price / 100}` : '';
  const trigger = terms.triggerPrice > 0 ? ` from ${terms.triggerPrice / 100}` : '';
  return `${terms.quantity} ${terms.orderType}${price}${trigger}`;
}

export function frameWords(report: OrderReport): string {
  const modified = report.isModification ? ' modified' : '';
  const id: VenueOrderId = report.venueOrderId;
  return `${id} ${report.side} ${report.filledQty} of ${report.quantity} ${report.status ?? '?'}${modified}`;
}

export function orderWords({ order }: Trade): string {
  const { ticket } = order;
  const who = ticket.link === null ? ticket.origin : `copy ${ticket.clientId ?? ''}`;
  return `${order.id}, ${who}, ${ticket.venue.instrument.id} ${ticket.venue.product}, ${order.filledQty} of ${order.terms.quantity}`;
}

/** `day 1 09:15:02.500` */
export function clockOf(sinceFirstDayMs: number): string {
  const day = Math.floor(sinceFirstDayMs / 86_400_000);
  const ms = sinceFirstDayMs - day * 86_400_000;
  const part = (unit: number, size: number, digits: number): string =>
    String(Math.floor(ms / unit) % size).padStart(digits, '0');
  return `day ${day + 1} ${part(3_600_000, 24, 2)}:${part(60_000, 60, 2)}:${part(1_000, 60, 2)}.${part(1, 1_000, 3)}`;
}
