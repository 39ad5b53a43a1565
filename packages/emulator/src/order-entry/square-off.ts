import type { Account } from '../accounts/account.ts';
import { totals, type Position } from '../accounts/position.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { protectedLimitPaise } from '../market/protection-band.ts';
import { isFinished, type Order, type OrderTicket, type Product, type Side } from '../orders/order.ts';
import { freezeSlices } from '../orders/slices.ts';
import type { OrderEntry } from './order-entry.ts';

/**
 * Cancels open orders and closes positions, in the given products or in all.
 *
 * As far as is known, this is not atomic at the broker. Cancels and exits are in transit together, a fill may come in between, and an
 * exit is a protected limit order that can rest.
 */
export function squareOff(
  orderEntry: OrderEntry,
  account: Account,
  products: (product: Product) => boolean = () => true,
): void {
  closeAll(
    orderEntry,
    account,
    (_instrument, product) => products(product),
    (instrument, side) => ({
      orderType: 'LIMIT',
      pricePaise: protectedLimitPaise(orderEntry.market.of(instrument), side),
      platform: 'API',
      source: 'P',
    }),
  );
}

/**
 * The broker's risk system closes a position on its own initiative. Its orders are ordinary orders of the account without a correlation
 * id. It is a guess that they are market orders, and so is their source on the stream.
 */
export function squareOffByBroker(orderEntry: OrderEntry, account: Account, which: Which): void {
  closeAll(orderEntry, account, which, () => ({ orderType: 'MARKET', pricePaise: 0, platform: 'RMS', source: 'N' }));
}

export function openOrders(account: Account): Order[] {
  return [...account.orders.values()].filter((order) => !isFinished(order));
}

export function hasOpenPosition(account: Account): boolean {
  return [...account.positions.values()].some((position) => totals(position).netQuantity !== 0);
}

type Which = (instrument: Instrument, product: Product) => boolean;
type Exit = Pick<OrderTicket, 'orderType' | 'pricePaise' | 'platform' | 'source'>;

function closeAll(
  orderEntry: OrderEntry,
  account: Account,
  which: Which,
  exitOf: (instrument: Instrument, side: Side) => Exit,
): void {
  for (const order of openOrders(account)) {
    const { instrument, product } = order.ticket;
    if (!which(instrument, product) || isFinished(order)) continue;
    if (order.parked) orderEntry.withdraw(order, 'squared off');
    else orderEntry.cancel(order);
  }
  for (const position of account.positions.values()) {
    if (which(position.instrument, position.product)) exit(orderEntry, account, position, exitOf);
  }
}

function exit(
  orderEntry: OrderEntry,
  account: Account,
  position: Position,
  exitOf: (instrument: Instrument, side: Side) => Exit,
): void {
  const { instrument, product } = position;
  const { netQuantity } = totals(position);
  if (netQuantity === 0) return;
  const side = netQuantity > 0 ? 'SELL' : 'BUY';
  for (const quantity of freezeSlices(instrument, Math.abs(netQuantity))) {
    orderEntry.place(account, {
      instrument,
      side,
      product,
      ...exitOf(instrument, side),
      validity: 'DAY',
      quantity,
      disclosedQuantity: 0,
      triggerPaise: 0,
      afterMarketOrder: false,
      amoTime: null,
      correlationId: null,
    });
  }
}
