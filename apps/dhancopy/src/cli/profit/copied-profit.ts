import { afterTrade, FLAT } from '@dhancopy/domain/profit/average-cost';
import type { CostedPosition } from '@dhancopy/domain/profit/average-cost';
import type { OrderSide } from '@dhancopy/domain/order';

/** Something that moved copied units: a trade of ours, or units that left without an order of ours. Money is rupees. */
export interface Movement {
  readonly side: OrderSide;
  readonly quantity: number;
  /** Null where nobody knows it: the units leave at what they cost. */
  readonly price: number | null;
  /** Null where they are not known yet; 0 for units that left without an order. */
  readonly charges: number | null;
  /** Epoch seconds. */
  readonly atSec: number;
}

/** What copied trades of one contract came to. Rupees. */
export interface CopiedProfit {
  readonly position: CostedPosition;
  readonly realisedToday: number;
  readonly chargesToday: number;
  readonly charges: number;
  /** Trades whose charges are not known, so that they are not in the sums. */
  readonly uncharged: number;
  /** Units that left at an unknown price. */
  readonly unpriced: number;
}

/** @param movements - of one contract, oldest first @param daySec - start of the Indian day, epoch seconds */
export function copiedProfit(movements: readonly Movement[], daySec: number, multiplier: number): CopiedProfit {
  let position = FLAT;
  let before = 0;
  const sums = { chargesToday: 0, charges: 0, uncharged: 0, unpriced: 0 };
  for (const { side, quantity, price, charges, atSec } of movements) {
    position = afterTrade(position, { side, quantity, price: price ?? position.averageCost }, multiplier);
    if (atSec < daySec) before = position.realised;
    else sums.chargesToday += charges ?? 0;
    sums.charges += charges ?? 0;
    if (charges === null) sums.uncharged += 1;
    if (price === null) sums.unpriced += quantity;
  }
  return { position, realisedToday: position.realised - before, ...sums };
}
