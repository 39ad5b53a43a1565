import type { Account } from '../accounts/account.ts';
import { totals, type Position } from '../accounts/position.ts';
import { protectedLimitPaise } from '../market/protection-band.ts';
import { isFinished, type Order, type Product } from '../orders/order.ts';
import { freezeSlices } from '../orders/slices.ts';
import type { OrderDesk } from './order-desk.ts';

/**
 * Cancels what is open and closes what is held, in the given products or in all.
 *
 * Not atomic, as far as is known of the broker: cancels and exits are on their way together, a fill may come between,
 * and an exit is a protected limit that can rest.
 */
export function squareOff(
  desk: OrderDesk,
  account: Account,
  products: (product: Product) => boolean = () => true,
): void {
  for (const order of openOrders(account)) {
    if (!products(order.ticket.product) || isFinished(order)) continue;
    if (order.parked) desk.withdraw(order, 'squared off');
    else desk.cancel(order);
  }
  for (const position of account.positions.values()) {
    if (products(position.product)) exit(desk, account, position);
  }
}

export function openOrders(account: Account): Order[] {
  return [...account.orders.values()].filter((order) => !isFinished(order));
}

export function hasOpenPosition(account: Account): boolean {
  return [...account.positions.values()].some((position) => totals(position).netQuantity !== 0);
}

function exit(desk: OrderDesk, account: Account, position: Position): void {
  const { instrument, product } = position;
  const { netQuantity } = totals(position);
  if (netQuantity === 0) return;
  const side = netQuantity > 0 ? 'SELL' : 'BUY';
  for (const quantity of freezeSlices(instrument, Math.abs(netQuantity))) {
    desk.place(account, {
      instrument,
      side,
      product,
      orderType: 'LIMIT',
      validity: 'DAY',
      quantity,
      disclosedQuantity: 0,
      pricePaise: protectedLimitPaise(desk.market.of(instrument), side),
      triggerPaise: 0,
      afterMarketOrder: false,
      amoTime: null,
      correlationId: null,
      platform: 'API',
      source: 'P',
    });
  }
}
