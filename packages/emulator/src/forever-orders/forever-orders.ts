import type { Account } from '../accounts/account.ts';
import type { OrderObserver } from '../order-entry/order-observer.ts';
import type { OrderEntry } from '../order-entry/order-entry.ts';
import { instrumentKey } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { protectedLimitPaise } from '../market/protection-band.ts';
import type { OrderTicket } from '../orders/order.ts';
import type { Timers } from '../time/timers.ts';
import { isResting, type ForeverLeg, type ForeverOrder } from './forever-order.ts';

/** The forever orders, and the check of their triggers. */
export class ForeverOrders implements OrderObserver {
  readonly #orderEntry: OrderEntry;
  readonly #timers: Timers;
  readonly #accountOf: (dhanClientId: string) => Account | undefined;
  readonly #orders = new Map<string, ForeverOrder>();
  readonly #watched = new Map<string, Set<ForeverOrder>>();

  constructor(orderEntry: OrderEntry, timers: Timers, accountOf: (dhanClientId: string) => Account | undefined) {
    this.#orderEntry = orderEntry;
    this.#timers = timers;
    this.#accountOf = accountOf;
    orderEntry.observe(this);
  }

  /** Adds an order. It is checked at the next price event. */
  adopt(order: ForeverOrder): void {
    this.#orders.set(order.orderId, order);
    const { instrument } = order.ticket;
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    this.#watched.set(key, (this.#watched.get(key) ?? new Set()).add(order));
  }

  find(dhanClientId: string, orderId: string): ForeverOrder | undefined {
    const order = this.#orders.get(orderId);
    return order?.dhanClientId === dhanClientId ? order : undefined;
  }

  of(dhanClientId: string): ForeverOrder[] {
    return [...this.#orders.values()].filter((order) => order.dhanClientId === dhanClientId);
  }

  all(): IterableIterator<ForeverOrder> {
    return this.#orders.values();
  }

  cancel(order: ForeverOrder): void {
    for (const leg of order.legs) leg.cancelled ||= leg.child === null;
    order.updatedMs = this.#timers.now();
  }

  /** A fired order ends with the day on which its order was in the book. A resting order stays. */
  endDay(): void {
    const resting = [...this.#orders.values()].filter(({ legs }) => legs.every(({ child }) => child === null));
    this.reset();
    for (const order of resting) this.adopt(order);
  }

  reset(): void {
    this.#orders.clear();
    this.#watched.clear();
  }

  priceChanged(instrument: Instrument, ltpPaise: number): void {
    const watched = this.#watched.get(instrumentKey(instrument.exchangeSegment, instrument.securityId));
    if (watched === undefined) return;
    for (const order of [...watched]) {
      const leg = order.legs.find((one) => isResting(order, one, this.#timers.now()) && isReached(one, ltpPaise));
      if (leg !== undefined) this.#fire(order, leg);
      if (!order.legs.some((one) => isResting(order, one, this.#timers.now()))) watched.delete(order);
    }
  }

  /** One cancels the other: the first leg that fires ends the order. Funds are checked only now, as at the broker. */
  #fire(order: ForeverOrder, fired: ForeverLeg): void {
    const account = this.#accountOf(order.dhanClientId);
    if (account === undefined) return;
    for (const leg of order.legs) leg.cancelled ||= leg !== fired;
    order.updatedMs = this.#timers.now();
    fired.child = this.#orderEntry.place(account, this.#childTicket(order, fired), { postbackUrl: order.postbackUrl });
  }

  /**
   * A new order with its own number. Recorded: platform FOVR, the forever order as its parent, and correlation id NR, whatever tag the
   * forever order had.
   */
  #childTicket(order: ForeverOrder, { quantity, pricePaise, orderType }: ForeverLeg): OrderTicket {
    const { instrument, side } = order.ticket;
    return {
      ...order.ticket,
      orderType: 'LIMIT',
      validity: order.validity,
      quantity,
      disclosedQuantity: order.disclosedQuantity,
      pricePaise:
        orderType === 'LIMIT' ? pricePaise : protectedLimitPaise(this.#orderEntry.market.of(instrument), side),
      triggerPaise: 0,
      correlationId: 'NR',
      platform: 'FOVR',
      lineage: { parentId: order.orderId, legName: null, remarks: 'NR' },
    };
  }
}

function isReached({ direction, triggerPaise }: ForeverLeg, ltpPaise: number): boolean {
  return direction === 'up' ? ltpPaise >= triggerPaise : ltpPaise <= triggerPaise;
}
