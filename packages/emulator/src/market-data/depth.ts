import { hashOf } from '../chance/hash.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Side } from '../orders/order.ts';

/** One row of the book. */
export interface DepthLevel {
  readonly pricePaise: number;
  readonly quantity: number;
  readonly orders: number;
}

/**
 * The book of the other market participants, best price first. The rows are one tick apart and start at the quote at which an arriving
 * order would trade. Quantities are seeded. Orders of the emulator's accounts are not in the book, because they do not trade with each
 * other.
 *
 * @param side - `BUY` for bids
 */
export function depthOf(market: InstrumentMarket, side: Side, rows: number): DepthLevel[] {
  const { instrument, ltpPaise } = market;
  if (instrument.kind === 'INDEX') return [];
  const step = side === 'BUY' ? -instrument.tickPaise : instrument.tickPaise;
  // An arriving sell order takes the best bid.
  const best = market.quotePaise(side === 'BUY' ? 'SELL' : 'BUY');
  return Array.from({ length: rows }, (_, row): DepthLevel => {
    const chance = hashOf(instrument.exchangeSegment, instrument.securityId, side, ltpPaise, row);
    const orders = 1 + (chance % 40);
    return {
      pricePaise: best + row * step,
      quantity: orders * instrument.lotSize * (1 + ((chance >>> 8) % 9)),
      orders,
    };
  }).filter(({ pricePaise }) => pricePaise > 0);
}

export function totalQuantity(levels: readonly DepthLevel[]): number {
  return levels.reduce((sum, { quantity }) => sum + quantity, 0);
}
