import type { Instrument } from '../instruments/instrument.ts';
import { isFinished, remainingQuantity, type Order, type Product, type Side, type Trade } from '../orders/order.ts';
import type { SettledTrade } from './settled-trade.ts';
import { unitMarginPaise } from './margin.ts';
import { EdisApprovals } from './edis-approvals.ts';
import type { Holding } from './holding.ts';
import type { Identity } from './identity.ts';
import type { Overnight } from './overnight.ts';
import {
  addToDay,
  blockedByPosition,
  newPosition,
  positionKey,
  realisedPaise,
  takeFromPosition,
  totals,
  unrealisedPaise,
  type Position,
} from './position.ts';
import { StaticIps } from './static-ips.ts';

/** One trade with the order it belongs to. */
export interface AccountTrade {
  readonly order: Order;
  readonly trade: Trade;
}

/**
 * One client of the broker: its orders, trades, positions and funds.
 *
 * Funds change by differences, so that the thousandth order costs as little as the first.
 */
export class Account {
  readonly dhanClientId: string;
  readonly name: string;
  holdings: readonly Holding[];
  readonly identity: Identity;
  readonly staticIps: StaticIps;
  /** Approvals to sell from the demat account, for accounts without a power of attorney. */
  readonly edis = new EdisApprovals();
  /** Indian date for which the kill switch is on, else null. */
  killSwitchDay: string | null = null;
  readonly orders = new Map<string, Order>();
  readonly trades: AccountTrade[] = [];
  /** Trades of past days, from before the account was opened here or since. */
  pastTrades: readonly SettledTrade[];
  /** Indian date of the funds in `sodPaise`. */
  readonly openedDay: string;
  readonly positions = new Map<string, Position>();
  readonly #byCorrelation = new Map<string, Order[]>();
  sodPaise: number;
  /** The amount that nights here have added to `sodPaise`. */
  settledPaise = 0;
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
    for (const position of init.positions) this.#carry(position);
  }

  get utilizedPaise(): number {
    return this.#ordersBlockedPaise + this.#positionsBlockedPaise - this.#realisedPaise;
  }

  /** Realised profit and loss both count at once. It is unknown whether the broker lends out a day's profit. */
  get availablePaise(): number {
    return this.sodPaise - this.utilizedPaise;
  }

  /** Proceeds of sold deliveries, which are not available to trade on the same day. */
  get receivablePaise(): number {
    return this.#receivablePaise;
  }

  /** Restores the orders and trades of a saved state. Funds follow from them and from the positions. */
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

  /**
   * Ends the night: the books of the day are empty, and the account starts with the result of the night. Orders for the next day keep
   * waiting.
   */
  startDay({ holdings, positions, cashPaise }: Overnight, pastTrades: readonly SettledTrade[]): void {
    const waiting = [...this.orders.values()].filter((order) => order.held && !isFinished(order));
    this.orders.clear();
    this.#byCorrelation.clear();
    this.trades.length = 0;
    this.positions.clear();
    this.#ordersBlockedPaise = 0;
    this.#positionsBlockedPaise = 0;
    this.#realisedPaise = 0;
    this.#receivablePaise = 0;
    this.killSwitchDay = null;
    this.edis.forget();
    this.holdings = holdings;
    this.pastTrades = pastTrades;
    this.sodPaise += cashPaise;
    this.settledPaise += cashPaise;
    for (const position of positions) this.#carry(position);
    for (const order of waiting) {
      const { instrument, product, side } = order.ticket;
      this.addOrder(order);
      this.position(instrument, product).openUnits[side] += remainingQuantity(order);
      this.#ordersBlockedPaise += order.blockedPaise;
    }
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

  /** Units of a new order that would open a position, considering the orders that already wait to close one. */
  openingUnits(instrument: Instrument, product: Product, side: Side, units: number): number {
    const position = this.positions.get(positionKey(instrument, product));
    if (position === undefined) return units;
    const net = totals(position).netQuantity;
    const closable = Math.max(0, side === 'BUY' ? -net : net) - position.openUnits[side];
    return Math.max(0, units - Math.max(0, closable));
  }

  /** The order starts to wait for fills. It takes its units and its margin. */
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

  /** Moves units into or out of a position without an order: a transfer. @param units - negative to take away */
  transfer(instrument: Instrument, product: Product, units: number, pricePaise: number): void {
    const position = this.position(instrument, product);
    const side: Side = units > 0 ? 'BUY' : 'SELL';
    this.#change(position, () => addToDay(position, side, Math.abs(units), Math.abs(units) * pricePaise));
  }

  /** Ends a position at a price without an order, as when a contract expires. The account gets the profit. */
  endPosition(position: Position, pricePaise: number): void {
    const { netQuantity } = totals(position);
    const cashPaise = realisedPaise(position) + unrealisedPaise(position, pricePaise);
    if (netQuantity !== 0) this.#positionsBlockedPaise -= blockedByPosition(position);
    this.#realisedPaise -= realisedPaise(position);
    this.sodPaise += cashPaise;
    this.settledPaise += cashPaise;
    this.positions.delete(positionKey(position.instrument, position.product));
  }

  /**
   * Moves a part of the open position to another product at its average price, so that no profit appears.
   *
   * @param units - at most the units that are open and not waiting to be closed
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

  #carry(position: Position): void {
    this.positions.set(positionKey(position.instrument, position.product), position);
    this.#positionsBlockedPaise += blockedByPosition(position);
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
