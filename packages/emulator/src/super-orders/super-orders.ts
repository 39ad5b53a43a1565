import type { Account } from '../accounts/account.ts';
import type { OrderObserver, Fate, UpdateLabel } from '../order-entry/order-observer.ts';
import type { OrderEntry } from '../order-entry/order-entry.ts';
import { instrumentKey } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { protectedLimitPaise } from '../market/protection-band.ts';
import { isFinished, type Order, type OrderTicket } from '../orders/order.ts';
import type { Timers } from '../time/timers.ts';
import { isOver, isWaiting, openUnits, type SuperLeg, type SuperOrder } from './super-order.ts';

/** The terms of a super order in addition to its entry. Prices in paise, null for an absent leg. */
export interface SuperTerms {
  readonly stopPaise: number | null;
  readonly targetPaise: number | null;
  readonly trailPaise: number;
}

/**
 * The super orders, and the check of their legs. Legs enter the books when the entry is accepted ("Dummy" on the stream), become
 * "Active" with its first fill, and go to the exchange when their price is reached.
 *
 * When the target fires, the stop stays until the target has filled, so that a part-filled target is still protected. When the stop
 * fires, everything else ends. Either one ends the open part of the entry.
 */
export class SuperOrders implements OrderObserver {
  readonly #orderEntry: OrderEntry;
  readonly #timers: Timers;
  readonly #accountOf: (dhanClientId: string) => Account | undefined;
  /** By the number of the entry. */
  readonly #orders = new Map<string, SuperOrder>();
  /** By the number of any of its orders. */
  readonly #byMember = new Map<string, SuperOrder>();
  readonly #watched = new Map<string, Set<SuperOrder>>();

  constructor(orderEntry: OrderEntry, timers: Timers, accountOf: (dhanClientId: string) => Account | undefined) {
    this.#orderEntry = orderEntry;
    this.#timers = timers;
    this.#accountOf = accountOf;
    orderEntry.observe(this);
  }

  place(account: Account, ticket: OrderTicket, terms: SuperTerms, fate: Fate): SuperOrder {
    const lineage = { parentId: null, legName: 'ENTRY_LEG', remarks: 'Super Order' } as const;
    const entry = this.#orderEntry.place(account, { ...ticket, lineage }, fate);
    const order: SuperOrder = {
      entry,
      stop: legOf('STOP_LOSS_LEG', terms.stopPaise),
      target: legOf('TARGET_LEG', terms.targetPaise),
      trailPaise: terms.trailPaise,
      trailFromPaise: 0,
    };
    this.adopt(order);
    return order;
  }

  /** Adds an order that was made earlier, as after a load. */
  adopt(order: SuperOrder): void {
    this.#orders.set(order.entry.orderId, order);
    for (const member of [order.entry, order.stop?.order, order.target?.order]) {
      if (member) this.#byMember.set(member.orderId, order);
    }
    if (isOver(order)) return;
    const key = keyOf(order.entry.ticket.instrument);
    const watched = this.#watched.get(key) ?? new Set();
    this.#watched.set(key, watched.add(order));
  }

  find(dhanClientId: string, orderId: string): SuperOrder | undefined {
    const order = this.#orders.get(orderId);
    return order?.entry.dhanClientId === dhanClientId ? order : undefined;
  }

  /** Oldest first. */
  of(dhanClientId: string): SuperOrder[] {
    return [...this.#orders.values()].filter(({ entry }) => entry.dhanClientId === dhanClientId);
  }

  all(): IterableIterator<SuperOrder> {
    return this.#orders.values();
  }

  /** The list is of one day. Only orders for the next day stay. */
  endDay(): void {
    const waiting = [...this.#orders.values()].filter((order) => !isOver(order));
    this.reset();
    for (const order of waiting) this.adopt(order);
  }

  reset(): void {
    this.#orders.clear();
    this.#byMember.clear();
    this.#watched.clear();
  }

  /** Sets a new price for a leg that still waits. */
  moveLeg(order: SuperOrder, leg: SuperLeg, pricePaise: number): void {
    leg.pricePaise = pricePaise;
    if (isWaiting(leg)) this.#orderEntry.amendParked(leg.order, priceTerms(leg), 'MODIFIED', 'leg modified');
    this.#checkSoon(order);
  }

  /** @param trailPaise - 0 stops the trail; a new step counts from the present price */
  setTrail(order: SuperOrder, trailPaise: number): void {
    if (trailPaise !== order.trailPaise && order.trailFromPaise > 0) {
      order.trailFromPaise = this.#orderEntry.market.ltpPaise(order.entry.ticket.instrument);
    }
    order.trailPaise = trailPaise;
  }

  cancelLeg(leg: SuperLeg): void {
    leg.cancelled = true;
    if (leg.order !== null) this.#orderEntry.withdraw(leg.order, 'leg cancelled');
  }

  orderChanged(changed: Order, label: UpdateLabel): void {
    if (label !== null) return;
    const order = this.#byMember.get(changed.orderId);
    if (order === undefined) return;
    if (changed === order.entry) this.#entryChanged(order);
    else this.#legChanged(order, changed);
    if (isOver(order)) this.#watched.get(keyOf(order.entry.ticket.instrument))?.delete(order);
  }

  priceChanged(instrument: Instrument, ltpPaise: number): void {
    const watched = this.#watched.get(keyOf(instrument));
    if (watched === undefined || watched.size === 0) return;
    for (const order of [...watched]) this.#check(order, ltpPaise);
  }

  #entryChanged(order: SuperOrder): void {
    const { entry } = order;
    if (entry.status === 'PENDING' || entry.filledQuantity > 0) this.#parkLegs(order);
    if (entry.filledQuantity > 0) {
      if (order.trailFromPaise === 0) order.trailFromPaise = entry.lastFillPaise;
      for (const leg of [order.stop, order.target]) {
        if (isWaiting(leg)) this.#orderEntry.amendParked(leg.order, {}, 'ACTIVE', 'active');
      }
      this.#checkSoon(order);
    } else if (isFinished(entry) && entry.status !== 'EXPIRED') {
      // At the end of the day the legs expire without this, like all open orders.
      this.#drop(order.stop);
      this.#drop(order.target);
    }
  }

  #legChanged(order: SuperOrder, changed: Order): void {
    if (changed.filledQuantity > 0 && openUnits(order) === 0) {
      this.#drop(order.stop);
      this.#drop(order.target);
    }
  }

  #parkLegs(order: SuperOrder): void {
    const { entry } = order;
    const account = this.#accountOf(entry.dhanClientId);
    for (const leg of [order.stop, order.target]) {
      if (account === undefined || leg?.order !== null || leg.cancelled) continue;
      leg.order = this.#orderEntry.park(account, legTicket(entry, leg), { postbackUrl: entry.postbackUrl });
      this.#byMember.set(leg.order.orderId, order);
    }
  }

  /** Not at once: the fill is still being matched. */
  #checkSoon(order: SuperOrder): void {
    this.#timers.after(0, () => {
      this.#check(order, this.#orderEntry.market.ltpPaise(order.entry.ticket.instrument));
    });
  }

  #check(order: SuperOrder, ltpPaise: number): void {
    if (openUnits(order) === 0) return;
    const buys = order.entry.ticket.side === 'BUY';
    this.#trail(order, ltpPaise);
    const { stop, target } = order;
    if (isWaiting(stop) && (buys ? ltpPaise <= stop.pricePaise : ltpPaise >= stop.pricePaise)) {
      this.#fireStop(order, stop);
    } else if (isWaiting(target) && (buys ? ltpPaise >= target.pricePaise : ltpPaise <= target.pricePaise)) {
      this.#endEntry(order);
      const { filledQuantity: quantity } = order.entry;
      this.#orderEntry.release(target.order, { quantity, orderType: 'LIMIT', pricePaise: target.pricePaise });
    }
  }

  /** Whole steps only. The stop moves by one jump for each jump of the price in the right direction, and never back. */
  #trail(order: SuperOrder, ltpPaise: number): void {
    const { stop, trailPaise, trailFromPaise } = order;
    if (!isWaiting(stop) || trailPaise <= 0 || trailFromPaise === 0) return;
    const direction = order.entry.ticket.side === 'BUY' ? 1 : -1;
    const steps = Math.floor(((ltpPaise - trailFromPaise) * direction) / trailPaise);
    if (steps < 1) return;
    order.trailFromPaise += steps * trailPaise * direction;
    stop.pricePaise += steps * trailPaise * direction;
    this.#orderEntry.amendParked(stop.order, priceTerms(stop), 'MODIFIED', 'stop trailed');
  }

  #fireStop(order: SuperOrder, stop: SuperLeg & { order: Order }): void {
    this.#endEntry(order);
    if (order.target?.order) this.#orderEntry.withdraw(order.target.order, 'the stop fired');
    const { instrument, side } = stop.order.ticket;
    const pricePaise = protectedLimitPaise(this.#orderEntry.market.of(instrument), side);
    this.#orderEntry.release(stop.order, {
      quantity: openUnits(order),
      orderType: 'LIMIT',
      pricePaise,
      triggerPaise: 0,
    });
  }

  /** An exit ends the open part of the entry, which could otherwise open a position after the exit. */
  #endEntry({ entry }: SuperOrder): void {
    this.#orderEntry.withdraw(entry, 'an exit fired');
  }

  #drop(leg: SuperLeg | null): void {
    if (isWaiting(leg)) this.#orderEntry.withdraw(leg.order, 'no longer needed');
  }
}

function legOf(legName: SuperLeg['legName'], pricePaise: number | null): SuperLeg | null {
  return pricePaise === null ? null : { legName, pricePaise, order: null, cancelled: false };
}

/**
 * The square-off of a stop was seen with `VTT` or `SL` in its platform and `SQROFF` in its correlation id. For a target nothing is
 * known.
 */
function legTicket(entry: Order, leg: SuperLeg): OrderTicket {
  const { ticket } = entry;
  const isStopLeg = leg.legName === 'STOP_LOSS_LEG';
  return {
    ...ticket,
    side: ticket.side === 'BUY' ? 'SELL' : 'BUY',
    validity: 'DAY',
    quantity: entry.terms.quantity,
    disclosedQuantity: 0,
    ...priceTerms(leg),
    correlationId: isStopLeg ? `SQROFF-${entry.orderId}` : null,
    platform: isStopLeg ? 'VTT_SL' : ticket.platform,
    lineage: { parentId: entry.orderId, legName: leg.legName, remarks: 'Super Order' },
    atTouch: !isStopLeg,
  };
}

function priceTerms(leg: SuperLeg): Pick<OrderTicket, 'orderType' | 'pricePaise' | 'triggerPaise'> {
  return leg.legName === 'TARGET_LEG'
    ? { orderType: 'LIMIT', pricePaise: leg.pricePaise, triggerPaise: 0 }
    : { orderType: 'STOP_LOSS_MARKET', pricePaise: 0, triggerPaise: leg.pricePaise };
}

function keyOf({ exchangeSegment, securityId }: Instrument): string {
  return instrumentKey(exchangeSegment, securityId);
}
