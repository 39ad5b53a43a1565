import type { Instrument } from '../instruments/instrument.ts';
import { isStop, remainingQuantity, takesAnyPrice, waitsForTrigger, type Order, type Side } from '../orders/order.ts';
import { PriceLadder } from './price-ladder.ts';

/** The events that the market reports to OrderEntry. */
export interface MatchListener {
  filled(order: Order, quantity: number, pricePaise: number): void;
  triggered(order: Order): void;
  /** An immediate-or-cancel order became active by its trigger and has taken the available liquidity. */
  exhausted(order: Order): void;
  /** A price event is over: every order that it crossed has filled. */
  priced(instrument: Instrument, ltpPaise: number): void;
}

/**
 * The market of one instrument: its last price, its liquidity, and its resting orders.
 *
 * The other market participants quote one tick on each side of the last price. An arriving order takes that quote when its limit
 * reaches it. A resting order fills when a later price reaches its limit, at its limit or at the quote if that is better. Emulated
 * orders never trade with each other: a follower's fill must not depend on the other accounts in the test.
 */
export class InstrumentMarket {
  readonly instrument: Instrument;
  readonly #listener: MatchListener;
  readonly #bids = new PriceLadder('highest');
  readonly #offers = new PriceLadder('lowest');
  readonly #buyStops = new PriceLadder('lowest');
  readonly #sellStops = new PriceLadder('highest');
  readonly #places = new Map<Order, { ladder: PriceLadder; price: number }>();
  #ltpPaise: number;
  #unitsPerEvent = Infinity;
  #unitsLeft: Record<Side, number> = { BUY: Infinity, SELL: Infinity };
  #halted = false;

  constructor(instrument: Instrument, listener: MatchListener) {
    this.instrument = instrument;
    this.#listener = listener;
    this.#ltpPaise = instrument.basePricePaise;
  }

  get ltpPaise(): number {
    return this.#ltpPaise;
  }

  get restingOrders(): number {
    return this.#places.size;
  }

  /** The price at which an arriving order of this side would trade. */
  quotePaise(side: Side): number {
    const tick = this.instrument.tickPaise;
    return side === 'BUY' ? this.#ltpPaise + tick : Math.max(tick, this.#ltpPaise - tick);
  }

  /** An order arrives at the exchange. The part that does not trade at once rests, unless the validity is IOC. */
  arrive(order: Order): void {
    if (this.#halted) {
      if (order.terms.validity !== 'IOC' || waitsForTrigger(order)) this.#rest(order);
      return;
    }
    if (waitsForTrigger(order)) {
      if (!this.#reachesTrigger(order)) {
        this.#rest(order);
        return;
      }
      this.#listener.triggered(order);
    }
    if (order.ticket.atTouch === true) this.#takeAtTouch(order);
    else this.#take(order);
    if (remainingQuantity(order) > 0 && order.terms.validity !== 'IOC') this.#rest(order);
  }

  /** The order leaves the market: cancelled, modified or filled. A second call changes nothing. */
  withdraw(order: Order): void {
    const place = this.#places.get(order);
    if (place === undefined) return;
    place.ladder.remove(order, place.price);
    this.#places.delete(order);
  }

  /** A last price, new or the same again: liquidity is renewed, crossed orders fill, reached stops trigger. */
  priceEvent(ltpPaise: number): void {
    this.#ltpPaise = ltpPaise;
    this.#renewLiquidity();
    if (!this.#halted) {
      this.#fillCrossed('BUY', this.#bids);
      this.#fillCrossed('SELL', this.#offers);
      this.#triggerReached(this.#buyStops);
      this.#triggerReached(this.#sellStops);
    }
    this.#listener.priced(this.instrument, ltpPaise);
  }

  /** @param unitsPerEvent - units that each side offers between two price events; null for no limit */
  setLiquidity(unitsPerEvent: number | null): void {
    this.#unitsPerEvent = unitsPerEvent ?? Infinity;
    this.#renewLiquidity();
  }

  /** While halted, nothing trades and no stop triggers. The end of the halt is a price event. */
  halt(on: boolean): void {
    this.#halted = on;
    if (!on) this.priceEvent(this.#ltpPaise);
  }

  state(): { ltpPaise: number; unitsPerEvent: number; unitsLeft: Record<Side, number>; halted: boolean } {
    const halted = this.#halted;
    return { ltpPaise: this.#ltpPaise, unitsPerEvent: this.#unitsPerEvent, unitsLeft: { ...this.#unitsLeft }, halted };
  }

  restore(state: Readonly<ReturnType<InstrumentMarket['state']>>): void {
    this.#ltpPaise = state.ltpPaise;
    this.#unitsPerEvent = state.unitsPerEvent;
    this.#unitsLeft = { ...state.unitsLeft };
    this.#halted = state.halted;
  }

  /** Restores an order that was resting here, without matching. */
  resume(order: Order): void {
    this.#rest(order);
  }

  #renewLiquidity(): void {
    this.#unitsLeft = { BUY: this.#unitsPerEvent, SELL: this.#unitsPerEvent };
  }

  #reachesTrigger(order: Order): boolean {
    const { triggerPaise } = order.terms;
    return order.ticket.side === 'BUY' ? this.#ltpPaise >= triggerPaise : this.#ltpPaise <= triggerPaise;
  }

  /** Trades an order against the quote as far as its limit and the liquidity allow. */
  #take(order: Order): void {
    const side = order.ticket.side;
    const quote = this.quotePaise(side);
    if (!takesAnyPrice(order.terms.orderType)) {
      const limit = order.terms.pricePaise;
      if (side === 'BUY' ? limit < quote : limit > quote) return;
    }
    this.#trade(order, quote);
  }

  /** As for an order that was resting when the price reached its limit. */
  #takeAtTouch(order: Order): void {
    const { side } = order.ticket;
    const limit = order.terms.pricePaise;
    if (side === 'BUY' ? limit < this.#ltpPaise : limit > this.#ltpPaise) return;
    const quote = this.quotePaise(side);
    this.#trade(order, side === 'BUY' ? Math.min(limit, quote) : Math.max(limit, quote));
  }

  #trade(order: Order, pricePaise: number): void {
    const side = order.ticket.side;
    const quantity = Math.min(remainingQuantity(order), this.#unitsLeft[side]);
    if (quantity <= 0) return;
    this.#unitsLeft[side] -= quantity;
    this.#listener.filled(order, quantity, pricePaise);
  }

  #fillCrossed(side: Side, ladder: PriceLadder): void {
    for (;;) {
      const order = ladder.first();
      const limit = ladder.bestPrice();
      if (order === undefined || limit === undefined || this.#unitsLeft[side] <= 0) return;
      if (side === 'BUY' ? limit < this.#ltpPaise : limit > this.#ltpPaise) return;
      const quote = this.quotePaise(side);
      this.#trade(order, side === 'BUY' ? Math.min(limit, quote) : Math.max(limit, quote));
      if (remainingQuantity(order) > 0) return;
      this.withdraw(order);
    }
  }

  #triggerReached(ladder: PriceLadder): void {
    for (;;) {
      const order = ladder.first();
      if (order === undefined || !this.#reachesTrigger(order)) return;
      this.withdraw(order);
      this.#listener.triggered(order);
      this.#take(order);
      if (remainingQuantity(order) === 0) continue;
      if (order.terms.validity === 'IOC') this.#listener.exhausted(order);
      else this.#rest(order);
    }
  }

  #rest(order: Order): void {
    const place = this.#placeOf(order);
    place.ladder.add(order, place.price);
    this.#places.set(order, place);
  }

  #placeOf(order: Order): { ladder: PriceLadder; price: number } {
    const { orderType, pricePaise, triggerPaise } = order.terms;
    const buys = order.ticket.side === 'BUY';
    if (isStop(orderType) && !order.triggered) {
      return { ladder: buys ? this.#buyStops : this.#sellStops, price: triggerPaise };
    }
    // An order without a limit comes before every other order. It takes any price.
    if (takesAnyPrice(orderType)) return { ladder: buys ? this.#bids : this.#offers, price: buys ? Infinity : 0 };
    return { ladder: buys ? this.#bids : this.#offers, price: pricePaise };
  }
}
