import { isOpen } from '../books.ts';
import { findTraded, SBIN } from '../instruments.ts';
import type { Leader } from '../leader.ts';
import { AMO_PRODUCT } from './after-market.ts';

/** The leader cancels the resting orders and closes every position but one. */
export async function leave(leader: Leader): Promise<void> {
  for (const order of leader.control.book(leader.id).orders) {
    const on = findTraded(order);
    if (!on || !isOpen(order)) continue;
    leader.cancel(on, order.orderId);
    await leader.pause(0.5);
  }
  await leader.pause();
  for (const position of leader.control.book(leader.id).positions) {
    const { productType, netQuantity } = position;
    const on = findTraded(position);
    if (!on || netQuantity === 0 || (on === SBIN && productType === AMO_PRODUCT)) continue;
    leader.place(on, {
      transactionType: netQuantity > 0 ? 'SELL' : 'BUY',
      quantity: Math.abs(netQuantity),
      productType,
      orderType: 'MARKET',
    });
    await leader.pause(0.5);
  }
}
