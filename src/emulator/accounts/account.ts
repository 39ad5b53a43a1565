import type { Instrument } from '../instruments/instrument.ts';
import { remainingQuantity, type Order, type Product, type Side, type Trade } from '../orders/order.ts';
import type { SettledTrade } from './settled-trade.ts';
import { unitMarginPaise } from './margin.ts';
import { EdisApprovals } from './edis-approvals.ts';
import type { Identity } from './identity.ts';
import {
  addToDay,
  blockedByPosition,
  newPosition,
  positionKey,
  realisedPaise,
  takeFromPosition,
  totals,
  type Position,
} from './position.ts';
import { StaticIps } from './static-ips.ts';

/** Shares in the demat account. Prices in paise. */
export interface Holding {
  readonly instrument: Instrument;
  readonly dpQuantity: number;
  /** Bought, not yet delivered. */
  readonly t1Quantity: number;
  readonly collateralQuantity: number;
  readonly averagePaise: number;
}

/** One trade with the order it belongs to. */
export interface AccountTrade {
  readonly order: Order;
  readonly trade: Trade;
}

/**
 * One client of the broker: its orders, trades, positions and funds.
 *
 * Funds move by differences, so that placing the thousandth order costs what placing the first did.
 */
export class Account {
  readonly dhanClientId: string;
  readonly name: string;
  readonly holdings: readonly Holding[];
  readonly identity: Identity;
  readonly staticIps: StaticIps;
  /** Approvals to sell from the demat account, for accounts without a power of attorney. */
  readonly edis = new EdisApprovals();
  /** Indian date for which the kill switch is on, else null. */
  killSwitchDay: string | null = null;
  readonly orders = new Map<string, Order>();
  readonly trades: AccountTrade[] = [];
  /** Trades of days before the account was opened here. */
  readonly pastTrades: readonly SettledTrade[];
  /** Indian date on which the funds were what `sodPaise` says. */
  readonly openedDay: string;
  readonly positions = new Map<string, Position>();
  readonly #byCorrelation = new Map<string, Order[]>();
  sodPaise: number;
  #ordersBlockedPaise = 0;
  #positionsBlockedPaise = 0;
  #realisedPaise = 0;
  #receivablePaise = 0;

  constructor(init: {
    dhanClientId: string;
    name: string;
    identity: Identity;
    sodPaise: number;
    openedDay: string;
    pastTrades: readonly SettledTrade[];
    holdings: readonly Holding[];
    positions: readonly Position[];
    allowedIps: readonly string[] | null;
  }) {
    this.dhanClientId = init.dhanClientId;
    this.name = init.name;
    this.sodPaise = init.sodPaise;
    this.openedDay = init.openedDay;
    this.pastTrades = init.pastTrades;
    this.holdings = init.holdings;
    this.identity = init.identity;
    this.staticIps = new StaticIps(init.allowedIps);
    for (const position of init.positions) {
      this.positions.set(positionKey(position.instrument, position.product), position);
      this.#positionsBlockedPaise += blockedByPosition(position);
    }
  }

  get utilizedPaise(): number {
    return this.#ordersBlockedPaise + this.#positionsBlockedPaise - this.#realisedPaise;
  }

  /** Realised profit and loss both count at once. Whether the broker lends out a day's profit is unknown. */
  get availablePaise(): number {
    return this.sodPaise - this.utilizedPaise;
  }

  /** Proceeds of sold deliveries, which are not available to trade on the same day. */
  get receivablePaise(): number {
    return this.#receivablePaise;
  }

  /** Takes the orders and trades of a saved state; funds follow from them and from the positions. */
  resume(orders: readonly Order[], trades: readonly AccountTrade[]): void {
    for (const order of orders) {
      this.addOrder(order);
      this.#ordersBlockedPaise += order.blockedPaise;
    }
    for (const { order, trade } of trades) {
      const { product, side } = order.ticket;
      if (product === 'CNC' && side === 'SELL') this.#receivablePaise += trade.quantity * trade.pricePaise;
      this.trades.push({ order, trade });
    }
    for (const position of this.positions.values()) this.#realisedPaise += realisedPaise(position);
  }

  addOrder(order: Order): void {
    this.orders.set(order.orderId, order);
    const { correlationId } = order.ticket;
    if (correlationId === null) return;
    const same = this.#byCorrelation.get(correlationId);
    if (same === undefined) this.#byCorrelation.set(correlationId, [order]);
    else same.push(order);
  }

  /** Oldest first; a correlation id is not unique. */
  ordersByCorrelation(correlationId: string): readonly Order[] {
    return this.#byCorrelation.get(correlationId) ?? [];
  }

  position(instrument: Instrument, product: Product): Position {
    const key = positionKey(instrument, product);
    let position = this.positions.get(key);
    if (position === undefined) {
      position = newPosition(instrument, product);
      this.positions.set(key, position);
    }
    return position;
  }

  /** Units of a new order that would not merely close what is held, given what already waits to close it. */
  openingUnits(instrument: Instrument, product: Product, side: Side, units: number): number {
    const position = this.positions.get(positionKey(instrument, product));
    if (position === undefined) return units;
    const net = totals(position).netQuantity;
    const closable = Math.max(0, side === 'BUY' ? -net : net) - position.openUnits[side];
    return Math.max(0, units - Math.max(0, closable));
  }

  /** The order starts to wait for fills: its units and its margin are taken. */
  open(order: Order, marginPricePaise: number): void {
    const { instrument, product, side } = order.ticket;
    const units = remainingQuantity(order);
    order.openingUnits = this.openingUnits(instrument, product, side, units);
    order.marginPerUnitPaise = unitMarginPaise(instrument, product, side, marginPricePaise);
    this.position(instrument, product).openUnits[side] += units;
    this.#block(order, Math.round(order.marginPerUnitPaise * order.openingUnits));
  }

  /** The order no longer waits, or is about to be opened again with other terms. */
  close(order: Order): void {
    const { instrument, product, side } = order.ticket;
    this.position(instrument, product).openUnits[side] -= remainingQuantity(order);
    this.#block(order, 0);
  }

  /** Books a fill that the order already counts in its filled quantity. */
  book(order: Order, trade: Trade): void {
    const { instrument, product, side } = order.ticket;
    const position = this.position(instrument, product);
    const valuePaise = trade.quantity * trade.pricePaise;
    this.#change(position, () => addToDay(position, side, trade.quantity, valuePaise));
    position.openUnits[side] -= trade.quantity;
    if (product === 'CNC' && side === 'SELL') this.#receivablePaise += valuePaise;
    const opening = Math.min(order.openingUnits, remainingQuantity(order));
    this.#block(order, Math.round(order.marginPerUnitPaise * opening));
    this.trades.push({ order, trade });
  }

  /**
   * Moves a part of the open position to another product at its average price, so that no profit appears.
   *
   * @param units - at most what is open and not waiting to be closed
   */
  convert(position: Position, product: Product, units: number): void {
    const side: Side = totals(position).netQuantity > 0 ? 'BUY' : 'SELL';
    const target = this.position(position.instrument, product);
    let valuePaise = 0;
    this.#change(position, () => {
      valuePaise = takeFromPosition(position, side, units);
    });
    this.#change(target, () => addToDay(target, side, units, valuePaise));
  }

  #change(position: Position, change: () => void): void {
    const before = { blocked: blockedByPosition(position), realised: realisedPaise(position) };
    change();
    this.#positionsBlockedPaise += blockedByPosition(position) - before.blocked;
    this.#realisedPaise += realisedPaise(position) - before.realised;
  }

  #block(order: Order, paise: number): void {
    this.#ordersBlockedPaise += paise - order.blockedPaise;
    order.blockedPaise = paise;
  }
}

/** Demat units of a holding, pledged ones included. */
export function heldQuantity(holding: Holding): number {
  return holding.dpQuantity + holding.t1Quantity;
}
