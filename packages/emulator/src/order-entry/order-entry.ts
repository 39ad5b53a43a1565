import type { Account } from '../accounts/account.ts';
import type { AccountRegistry } from '../accounts/account-registry.ts';
import type { Catalogue } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { InstrumentMarket, MatchListener } from '../market/instrument-market.ts';
import { Market } from '../market/market.ts';
import type { OrderIds } from '../orders/order-ids.ts';
import {
  isFinished,
  remainingQuantity,
  waitsForTrigger,
  type Order,
  type OrderTerms,
  type OrderTicket,
} from '../orders/order.ts';
import { ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import type { Timers } from '../time/timers.ts';
import type { OrderObserver, Fate, UpdateLabel } from './order-observer.ts';
import { newOrder } from './new-order.ts';
import { marginPricePaise, riskRefusal } from './risk.ts';

/** Modifications allowed per order. Source: https://dhanhq.co/docs/v2/ (rate limits). */
export const MAX_MODIFICATIONS = 25;

export interface OrderEntryParts {
  readonly accounts: AccountRegistry;
  readonly catalogue: Catalogue;
  readonly ids: OrderIds;
  readonly timers: Timers;
  readonly acceptDelayMs: number;
}

/**
 * The life of every order, from its number to its end.
 *
 * A request is answered at once and takes effect a moment later, as at the broker. A placement answers TRANSIT and is accepted or
 * rejected afterwards. A cancel answers CANCELLED and may still lose the race against a fill. All three kinds of request have the same
 * delay, so they take effect in the order of their arrival.
 */
export class OrderEntry implements MatchListener {
  readonly market: Market;
  readonly #parts: OrderEntryParts;
  readonly #observers: OrderObserver[] = [];

  constructor(parts: OrderEntryParts) {
    this.#parts = parts;
    this.market = new Market(parts.catalogue, this);
  }

  observe(observer: OrderObserver): void {
    this.#observers.push(observer);
  }

  /** Accepts an order. The ticket must have passed the field rules. */
  place(account: Account, ticket: OrderTicket, fate: Fate = {}): Order {
    const order = this.#enter(account, ticket, fate);
    this.#record(order, 'placed');
    this.#notify(order, 'PLACED');
    this.#later(() => {
      this.#accept(account, order, fate.rejection ?? null);
    });
    return order;
  }

  /** Adds a leg to the books. It goes to the exchange only when it is released. */
  park(account: Account, ticket: OrderTicket, fate: Fate = {}): Order {
    const order = this.#enter(account, ticket, fate);
    order.parked = true;
    order.status = 'PENDING';
    order.reason = 'CONFIRMED';
    this.relabel(order, 'DUMMY', 'parked');
    return order;
  }

  /** Changes a parked leg, which exists only in the books. */
  amendParked(order: Order, terms: Partial<OrderTerms>, label: UpdateLabel, event: string): void {
    order.terms = { ...order.terms, ...terms };
    this.relabel(order, label, event);
  }

  /** Sends a parked leg through the risk system to the exchange. */
  release(order: Order, terms: Partial<OrderTerms>): void {
    order.parked = false;
    order.status = 'TRANSIT';
    this.amendParked(order, terms, 'TRIGGERED', 'triggered');
    this.#later(() => {
      this.#accept(this.#account(order), order, null);
    });
  }

  /** Restores an order of a saved state. An order that was at the exchange rests there again. */
  resume(order: Order): void {
    if (!isFinished(order) && !order.parked && !order.held) this.#marketOf(order).resume(order);
  }

  /** The broker itself withdraws an order, at once. A finished order does not change. */
  withdraw(order: Order, event: string): void {
    if (!isFinished(order)) this.#finish(order, 'CANCELLED', event);
  }

  /** Reports an order with a label that is not its status. */
  relabel(order: Order, label: UpdateLabel, event: string): void {
    order.lastEventMs = this.#parts.timers.now();
    this.#record(order, event);
    this.#notify(order, label);
  }

  #enter(account: Account, ticket: OrderTicket, fate: Fate): Order {
    const nowMs = this.#parts.timers.now();
    const order = newOrder({ orderId: this.#parts.ids.orderId(), account, ticket, fate, nowMs });
    account.addOrder(order);
    return order;
  }

  /**
   * @param terms - complete: fields that the request left out are filled from the order
   * @throws Refusal DH-906 when the order is finished, was modified 25 times, or would be smaller than its filled quantity
   */
  modify(order: Order, terms: OrderTerms): void {
    this.#refuseFinished(order);
    if (order.parked) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'a leg is modified by its super order');
    if (order.modifications >= MAX_MODIFICATIONS) {
      // The limit is documented. The answer to the 26th modification is not: this text is a guess.
      throw orderError(`Order can be modified at most ${MAX_MODIFICATIONS} times`);
    }
    if (terms.quantity <= order.filledQuantity) {
      throw orderError(
        ORDER_CANNOT_BE_PROCESSED,
        `quantity ${terms.quantity}: ${order.filledQuantity} are already filled`,
      );
    }
    order.modifications += 1;
    this.#record(order, 'modify requested');
    this.#later(() => {
      this.#applyModification(order, terms);
    });
  }

  /** @throws Refusal DH-906 when the order is finished */
  cancel(order: Order): void {
    this.#refuseFinished(order);
    this.#record(order, 'cancel requested');
    this.#later(() => {
      if (!isFinished(order)) this.#finish(order, 'CANCELLED', 'cancelled');
    });
  }

  /** The risk system or the exchange rejects an open order. */
  reject(order: Order, reason: string): void {
    order.reason = reason;
    this.#finish(order, 'REJECTED', 'rejected');
  }

  /** The market opens: orders that were placed after hours go to the exchange. @returns how many */
  releaseAfterMarketOrders(account: Account): number {
    const held = [...account.orders.values()].filter((order) => order.held && !isFinished(order));
    for (const order of held) {
      order.held = false;
      this.#sendToExchange(order, null);
    }
    return held.length;
  }

  /**
   * The day ends: open orders expire, and orders for the next day stay.
   *
   * @param only - the instrument of a contract that ends; its orders for the next day expire too
   * @returns how many expired
   */
  expireDayOrders(account: Account, only?: Instrument): number {
    const open = [...account.orders.values()].filter(
      (order) => !isFinished(order) && (only === undefined ? !order.held : order.ticket.instrument === only),
    );
    for (const order of open) this.#finish(order, 'EXPIRED', 'expired');
    return open.length;
  }

  /** A fill without the market: exact partial fills for tests. The order must be open. */
  forceFill(order: Order, quantity: number, pricePaise: number): void {
    this.filled(order, quantity, pricePaise);
    if (remainingQuantity(order) === 0) this.#marketOf(order).withdraw(order);
  }

  /** Fills an order that was reported as cancelled or expired, in full or in part. The reported end was not the real end. */
  fillEnded(order: Order, quantity: number, pricePaise: number): void {
    const account = this.#account(order);
    account.open(order, pricePaise);
    this.#book(order, quantity, pricePaise);
    if (remainingQuantity(order) === 0) order.status = 'TRADED';
    else account.close(order);
    this.#announce(order, 'filled after its end');
  }

  /** From the market: a part of an order traded. */
  filled(order: Order, quantity: number, pricePaise: number): void {
    this.#book(order, quantity, pricePaise);
    order.status = remainingQuantity(order) === 0 ? 'TRADED' : 'PART_TRADED';
    this.#announce(order, 'filled');
  }

  #book(order: Order, quantity: number, pricePaise: number): void {
    const account = this.#account(order);
    const atMs = this.#parts.timers.now();
    order.filledQuantity += quantity;
    order.filledValuePaise += quantity * pricePaise;
    order.lastFillPaise = pricePaise;
    order.exchangeMs = atMs;
    order.reason = 'TRADE CONFIRMED';
    const trade = { exchangeTradeId: this.#parts.ids.exchangeTradeId(), quantity, pricePaise, atMs };
    order.trades.push(trade);
    account.book(order, trade);
  }

  /**
   * From the market: a stop order became active. No frame is sent for it. It is not known which frame the broker sends for a plain stop
   * order, if any.
   */
  triggered(order: Order): void {
    order.triggered = true;
    this.#record(order, 'triggered');
  }

  /** From the market: a price event is over. */
  priced(instrument: Instrument, ltpPaise: number): void {
    for (const observer of this.#observers) observer.priceChanged?.(instrument, ltpPaise);
  }

  /** From the market: no more liquidity for an order that may not wait. */
  exhausted(order: Order): void {
    this.#finish(order, 'CANCELLED', 'immediate-or-cancel rest');
  }

  #accept(account: Account, order: Order, forcedRejection: string | null): void {
    // Expired, or rejected by a control, before the risk check.
    if (isFinished(order)) return;
    const { ticket } = order;
    const ltpPaise = this.market.ltpPaise(ticket.instrument);
    const { catalogue } = this.#parts;
    const units = remainingQuantity(order);
    const refusal =
      forcedRejection ??
      riskRefusal({ account, catalogue, ticket, terms: order.terms, units, ltpPaise, today: this.#today() });
    if (refusal !== null) {
      order.reason = `RMS:${order.orderId}:${refusal}`;
      order.status = 'REJECTED';
      this.#announce(order, 'rejected');
      return;
    }
    account.open(order, marginPricePaise(order.terms, ltpPaise));
    order.status = 'PENDING';
    order.reason = 'CONFIRMED';
    if (ticket.afterMarketOrder) {
      order.held = true;
      this.#announce(order, 'held until the market opens');
      return;
    }
    this.#sendToExchange(order, 'accepted');
  }

  /** The order gets its exchange number, the account receives "Pending", then the order enters the market. */
  #sendToExchange(order: Order, event: string | null): void {
    order.exchangeOrderId = this.#parts.ids.exchangeOrderId();
    order.exchangeMs = this.#parts.timers.now();
    this.#announce(order, event ?? 'released');
    this.#arrive(order);
  }

  #arrive(order: Order): void {
    const market = this.#marketOf(order);
    market.arrive(order);
    if (order.terms.validity === 'IOC' && !waitsForTrigger(order) && remainingQuantity(order) > 0)
      this.exhausted(order);
  }

  #applyModification(order: Order, terms: OrderTerms): void {
    // A fill, a cancel or a rejection came first. The modification is void, and no frame is known for that case.
    if (isFinished(order)) return;
    const account = this.#account(order);
    const before = order.terms;
    const ltpPaise = this.market.ltpPaise(order.ticket.instrument);
    account.close(order);
    const units = terms.quantity - order.filledQuantity;
    const { catalogue } = this.#parts;
    const refusal =
      units <= 0
        ? 'Modified quantity is not more than the traded quantity.'
        : riskRefusal({ account, catalogue, ticket: order.ticket, terms, units, ltpPaise, today: this.#today() });
    if (refusal !== null) {
      // The order stays unchanged. How the broker reports this is unknown. The emulator sends its state with the reason.
      account.open(order, marginPricePaise(before, ltpPaise));
      order.reason = `RMS:${order.orderId}:${refusal}`;
      this.#announce(order, 'modification rejected');
      return;
    }
    this.#marketOf(order).withdraw(order);
    order.terms = terms;
    account.open(order, marginPricePaise(terms, ltpPaise));
    order.reason = 'CONFIRMED';
    order.lastEventMs = this.#parts.timers.now();
    this.#record(order, 'modified');
    this.#notify(order, 'MODIFIED');
    this.#notify(order, null);
    if (!order.held) this.#arrive(order);
  }

  #finish(order: Order, status: 'CANCELLED' | 'REJECTED' | 'EXPIRED', event: string): void {
    this.#marketOf(order).withdraw(order);
    if (order.status !== 'TRANSIT' && !order.parked) this.#account(order).close(order);
    order.status = status;
    order.held = false;
    order.parked = false;
    this.#announce(order, event);
  }

  #announce(order: Order, event: string): void {
    order.lastEventMs = this.#parts.timers.now();
    this.#record(order, event);
    this.#notify(order, null);
  }

  #notify(order: Order, label: UpdateLabel): void {
    for (const observer of this.#observers) observer.orderChanged?.(order, label);
  }

  #record(order: Order, event: string): void {
    const { quantity, pricePaise, triggerPaise } = order.terms;
    const { status, filledQuantity, reason } = order;
    const atMs = this.#parts.timers.now();
    order.history.push({ event, status, atMs, quantity, pricePaise, triggerPaise, filledQuantity, reason });
  }

  #refuseFinished(order: Order): void {
    if (isFinished(order)) throw orderError(ORDER_CANNOT_BE_PROCESSED, `order is already ${order.status}`);
  }

  #later(task: () => void): void {
    this.#parts.timers.after(this.#parts.acceptDelayMs, task);
  }

  #today(): string {
    return istDate(this.#parts.timers.now());
  }

  #marketOf(order: Order): InstrumentMarket {
    return this.market.of(order.ticket.instrument);
  }

  #account(order: Order): Account {
    const account = this.#parts.accounts.find(order.dhanClientId);
    if (account === undefined) throw new Error(`account ${order.dhanClientId} of order ${order.orderId} is gone`);
    return account;
  }
}
