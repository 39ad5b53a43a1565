import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId } from '@dhancopy/domain/ids';
import type { Product } from '@dhancopy/domain/product';

export type LeaderKey = `${AccountId}|${Asset}|${Product}`;

/** What leaders hold, in signed units by account, asset and product. */
export interface LeaderPositions {
  /** What no order in `state.orders` explains: yesterday's, conversions, holdings. */
  readonly opening: Map<LeaderKey, number>;
  /** Signed fills of the orders in `state.orders`. */
  readonly fills: Map<LeaderKey, number>;
  /** Accounts whose positions were read, and the delivered units of the day's first read. */
  readonly read: Map<AccountId, DayRead>;
  /** Accounts whose stream was interrupted, and when it was open again, epoch ms: no book that was asked for since has been read. */
  readonly gaps: Map<AccountId, number>;
}

export interface DayRead {
  readonly dayMs: number;
  readonly holdings: ReadonlyMap<LeaderKey, number>;
  /** False while the last read may be older than fills: it says nothing where they are, and the next one shows more. */
  readonly isSure: boolean;
}

export function createLeaderPositions(): LeaderPositions {
  return { opening: new Map(), fills: new Map(), read: new Map(), gaps: new Map() };
}
