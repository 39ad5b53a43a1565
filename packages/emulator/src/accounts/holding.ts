import type { Instrument } from '../instruments/instrument.ts';

/** Shares in the demat account. Prices in paise. */
export interface Holding {
  readonly instrument: Instrument;
  readonly dpQuantity: number;
  /** Bought, not yet delivered. */
  readonly t1Quantity: number;
  readonly collateralQuantity: number;
  readonly averagePaise: number;
  /** Bought with margin funding; counted separately. */
  readonly mtfQuantity?: number;
  /** Bought with margin funding, not yet delivered. */
  readonly mtfT1Quantity?: number;
}

/** Demat units of a holding, pledged ones included, funded ones not. */
export function heldQuantity(holding: Holding): number {
  return holding.dpQuantity + holding.t1Quantity;
}

/** True when two listings are the same share, on one exchange or two. */
export function sameShare(one: Instrument, other: Instrument): boolean {
  if (one.isin !== 'NA' && one.isin === other.isin) return true;
  return one.exchangeSegment === other.exchangeSegment && one.securityId === other.securityId;
}

/** A share of which the account holds no units yet. */
export function noHolding(instrument: Instrument): Holding {
  return { instrument, dpQuantity: 0, t1Quantity: 0, collateralQuantity: 0, averagePaise: 0 };
}

export function isEmpty(holding: Holding): boolean {
  return heldQuantity(holding) + (holding.mtfQuantity ?? 0) + (holding.mtfT1Quantity ?? 0) === 0;
}
