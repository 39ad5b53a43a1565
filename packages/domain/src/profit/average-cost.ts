import type { OrderSide } from '../order.ts';

/** An open position at its average cost, and what closing has brought. Units are signed, money is rupees before charges. */
export interface CostedPosition {
  readonly units: number;
  /** Of one unit; 0 while flat. */
  readonly averageCost: number;
  readonly realised: number;
}

export const FLAT: CostedPosition = { units: 0, averageCost: 0, realised: 0 };

/**
 * One trade more. What opens or adds moves the average; what closes leaves it and realises the difference; a trade past zero does both.
 * @param multiplier - rupees of one unit for a move of one rupee in the price: more than 1 for commodities
 */
export function afterTrade(
  position: CostedPosition,
  { side, quantity, price }: { readonly side: OrderSide; readonly quantity: number; readonly price: number },
  multiplier = 1,
): CostedPosition {
  const signed = side === 'BUY' ? quantity : -quantity;
  const { units, averageCost, realised } = position;
  const closed = units * signed < 0 ? Math.min(Math.abs(units), quantity) : 0;
  const gained = closed * Math.sign(units) * (price - averageCost) * multiplier;
  const left = units + signed;
  const opened = quantity - closed;
  return { units: left, averageCost: costAfter(), realised: realised + gained };

  function costAfter(): number {
    if (left === 0) return 0;
    if (opened === 0) return averageCost;
    const kept = Math.abs(left) - opened;
    return (kept * averageCost + opened * price) / Math.abs(left);
  }
}

/** What closing everything at a price would bring, before charges. */
export function unrealisedAt({ units, averageCost }: CostedPosition, price: number, multiplier = 1): number {
  return units * (price - averageCost) * multiplier;
}
