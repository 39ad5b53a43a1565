import type { AccountId } from '@dhancopy/domain/ids';
import type { PositionKey } from '../position/copy-position.ts';

/** Why copied units left a link. */
export const RELEASE_REASONS = [
  'CLOSED_BY_HAND',
  'DETACHED',
  'SQUARED_OFF',
  'EXPIRED',
  'GONE_OVERNIGHT',
  'CORPORATE_ACTION',
  'LINK_REMOVED',
  'NOT_IN_ACCOUNT',
] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** Copied units that left a link without an order of ours. */
export interface Release {
  readonly key: PositionKey;
  readonly followerId: AccountId;
  readonly reason: ReleaseReason;
  /** Signed units that are not held any more. */
  readonly units: number;
  /** Paise of one unit, as the trade or the last known price had it; null when unknown. */
  readonly price: number | null;
  readonly atMs: number;
}
