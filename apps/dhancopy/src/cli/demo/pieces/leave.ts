import { LEADER } from '../cast.ts';
import { findTraded, SBIN } from '../instruments.ts';
import type { Leader } from '../leader.ts';
import { AMO_PRODUCT } from './after-market.ts';

const OPEN: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

/** The leader cancels what rests and closes every position but one. */
export async function leave(leader: Leader): Promise<void> {
  for (const order of leader.control.book(LEADER.id).orders) {
    const on = findTraded(order.exchangeSegment, order.securityId);
    if (!on || !OPEN.has(order.status)) continue;
    leader.cancel(on, order.orderId);
    await leader.pause(0.5);
  }
  await leader.pause();
  for (const { exchangeSegment, securityId, productType, netQuantity } of leader.control.book(LEADER.id).positions) {
    const on = findTraded(exchangeSegment, securityId);
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
