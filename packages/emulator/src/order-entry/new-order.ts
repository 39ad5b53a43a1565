import type { Account } from '../accounts/account.ts';
import type { Order, OrderTerms, OrderTicket } from '../orders/order.ts';
import type { Fate } from './order-observer.ts';

/** An order at the moment it gets its number: in transit, with nothing filled. */
export function newOrder(from: {
  readonly orderId: string;
  readonly account: Account;
  readonly ticket: OrderTicket;
  readonly fate: Fate;
  readonly nowMs: number;
}): Order {
  const { orderId, account, ticket, fate, nowMs } = from;
  return {
    orderId,
    dhanClientId: account.dhanClientId,
    ticket,
    receivedMs: nowMs,
    hiddenUntilMs: nowMs + (fate.hiddenMs ?? 0),
    postbackUrl: fate.postbackUrl ?? null,
    terms: termsOf(ticket),
    status: 'TRANSIT',
    held: false,
    parked: false,
    triggered: false,
    exchangeOrderId: '0',
    exchangeMs: null,
    lastEventMs: nowMs,
    reason: '',
    filledQuantity: 0,
    filledValuePaise: 0,
    lastFillPaise: 0,
    modifications: 0,
    marginPerUnitPaise: 0,
    openingUnits: 0,
    blockedPaise: 0,
    trades: [],
    history: [],
  };
}

function termsOf(ticket: OrderTicket): OrderTerms {
  const { orderType, validity, quantity, disclosedQuantity, pricePaise, triggerPaise } = ticket;
  return { orderType, validity, quantity, disclosedQuantity, pricePaise, triggerPaise };
}
