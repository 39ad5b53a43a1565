import type { Position } from '@dhancopy/dhan/rest/portfolio/response';

type Valued = Pick<Position, 'exchangeSegment' | 'netQty' | 'buyAvg' | 'sellAvg' | 'unrealizedProfit' | 'multiplier'>;

/**
 * The price by which the broker has valued an open position, rupees. The row does not have it: its unrealised profit is the distance of
 * that price from the average of the open side, for all units. Null for a closed position, and where the row has no average.
 */
export function lastPriceOf(row: Valued): number | null {
  const { netQty, buyAvg, sellAvg, unrealizedProfit, multiplier, exchangeSegment } = row;
  const average = netQty > 0 ? buyAvg : sellAvg;
  if (netQty === 0 || average <= 0) return null;
  const price = average + unrealizedProfit / (netQty * (multiplier > 0 ? multiplier : 1));
  const digits = exchangeSegment.endsWith('CURRENCY') ? 10_000 : 100;
  return price > 0 ? Math.round(price * digits) / digits : null;
}
