import { venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import { isStop, signOf } from '@dhancopy/domain/order';
import type { OrderReport, OrderTerms, ReportSource } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import { Books } from './books.ts';
import { BASE_PRICE } from './contracts.ts';
import type { Venue } from './contracts.ts';
import { isOpen, leavesOf, reportOf } from './order.ts';
import type { BrokerOrder, Ticket, Trade } from './order.ts';

/** The broker takes so many modifications of one order. */
const MODIFICATIONS_MAX = 25;

/** What may be watched from outside: the facts, in the exchange's order. */
export interface Watch {
  readonly placed: (order: BrokerOrder) => void;
  readonly traded: (trade: Trade) => void;
}

/**
 * A broker and a market in memory. Orders rest, fill and end here and nowhere else; every change is a frame for the account's
 * stream. It knows nothing of copies: who sent an order only matters to those who watch.
 */
export class Broker {
  nowMs: number;
  readonly books: Books;
  /** Market orders, and limits that cross the price, fill as they come; otherwise they rest. Those of leaders always fill. */
  isLiquid = true;
  orders: BrokerOrder[] = [];
  readonly frames = new Map<AccountId, OrderReport[]>();
  readonly #byId = new Map<VenueOrderId, BrokerOrder>();
  readonly #byClientId = new Map<ClientOrderId, BrokerOrder>();
  readonly #prices = new Map<InstrumentId, number>();
  readonly #watch: Watch;
  #trades = 0;
  #lastId = 100_000_000_000;

  constructor(nowMs: number, books: Books, watch: Watch) {
    this.nowMs = nowMs;
    this.books = books;
    this.#watch = watch;
  }

  price({ instrument }: Venue): Paise {
    return paise(this.#prices.get(instrument.id) ?? BASE_PRICE);
  }

  of(account: AccountId): BrokerOrder[] {
    return this.orders.filter((order) => order.ticket.account === account);
  }

  /** Orders of today and of the days before. */
  find(id: VenueOrderId): BrokerOrder | undefined {
    return this.#byId.get(id);
  }

  findByClientId(id: ClientOrderId): BrokerOrder | undefined {
    return this.#byClientId.get(id);
  }

  place(ticket: Ticket, isRejected = false): BrokerOrder {
    this.#lastId += 1;
    const order: BrokerOrder = {
      id: venueOrderId(String(this.#lastId)),
      ticket,
      placedMs: this.nowMs,
      terms: ticket.terms,
      status: 'SUBMITTED',
      filledQty: 0,
      value: 0,
      largestQty: ticket.terms.quantity,
      modifications: 0,
      fills: 0,
      isTriggered: false,
      changedMs: this.nowMs,
    };
    this.orders.push(order);
    this.#byId.set(order.id, order);
    if (ticket.clientId !== null) this.#byClientId.set(ticket.clientId, order);
    this.#watch.placed(order);
    this.#emit(order);
    order.status = isRejected ? 'REJECTED' : 'ACCEPTED';
    this.#emit(order);
    this.#meet(order, Infinity);
    return order;
  }

  /** @returns whether the broker takes it */
  modify(order: BrokerOrder, terms: OrderTerms): boolean {
    if (!isOpen(order) || terms.quantity <= order.filledQty || order.modifications >= MODIFICATIONS_MAX) return false;
    order.terms = terms;
    order.largestQty = Math.max(order.largestQty, terms.quantity);
    order.modifications += 1;
    order.changedMs = this.nowMs;
    this.#emit(order, true);
    this.#meet(order, Infinity);
    return true;
  }

  cancel(order: BrokerOrder): boolean {
    return this.end(order, 'CANCELED');
  }

  end(order: BrokerOrder, status: 'CANCELED' | 'EXPIRED'): boolean {
    if (!isOpen(order)) return false;
    order.status = status;
    order.changedMs = this.nowMs;
    this.#emit(order);
    return true;
  }

  /** The market comes to a resting order, whatever the price. */
  fill(order: BrokerOrder, units: number): number {
    const filled = Math.min(units, leavesOf(order));
    if (filled <= 0) return 0;
    const { terms, ticket } = order;
    order.isTriggered = true;
    order.filledQty += filled;
    order.fills += 1;
    order.value += filled * (terms.price > 0 ? terms.price : this.price(ticket.venue));
    order.changedMs = this.nowMs;
    if (order.filledQty === terms.quantity) order.status = 'FILLED';
    this.#trades += 1;
    this.books.add(ticket, filled * signOf(ticket.side));
    this.#watch.traded({ number: this.#trades, order, units: filled, atMs: this.nowMs });
    this.#emit(order);
    return filled;
  }

  /** The price moves: what it reaches triggers or fills, up to so many units an order. */
  move(venue: Venue, price: number, depth: number): void {
    this.#prices.set(venue.instrument.id, Math.max(venue.instrument.tickSize, price));
    for (const order of [...this.orders]) {
      if (order.ticket.venue.instrument.id === venue.instrument.id) this.#meet(order, depth);
    }
  }

  /** The market has become liquid: what should have filled does. */
  meetAll(): void {
    for (const order of [...this.orders]) this.#meet(order, Infinity);
  }

  report(order: BrokerOrder, source: ReportSource, isModification = false): OrderReport {
    return reportOf(order, source, isModification, this.price(order.ticket.venue));
  }

  /** The night: what rests expires, the books of the day become empty, delivered shares move to the holdings. */
  endDay(nextDayMs: number, nowMs: number): void {
    for (const order of this.orders) this.end(order, 'EXPIRED');
    this.orders = [];
    this.books.endDay(nextDayMs);
    this.nowMs = nowMs;
  }

  #meet(order: BrokerOrder, depth: number): void {
    if (!isOpen(order)) return;
    const { terms, ticket } = order;
    const price = this.price(ticket.venue);
    const sign = signOf(ticket.side);
    if (isStop(terms.orderType) && !order.isTriggered) {
      if (sign * (price - terms.triggerPrice) < 0) return;
      order.isTriggered = true;
    }
    const isOwn = ticket.origin === 'leader' || ticket.origin === 'broker';
    const isMarket = terms.orderType === 'MARKET';
    const crosses = isMarket || terms.price === NO_PRICE || sign * (terms.price - price) >= 0;
    if (crosses && (this.isLiquid || (isOwn && isMarket))) this.fill(order, isMarket ? Infinity : depth);
  }

  #emit(order: BrokerOrder, isModification = false): void {
    const { account } = order.ticket;
    const queue = this.frames.get(account) ?? [];
    queue.push(this.report(order, 'STREAM', isModification));
    this.frames.set(account, queue);
  }
}
