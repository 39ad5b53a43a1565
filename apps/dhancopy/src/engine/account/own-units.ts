import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId, VenueOrderId } from '@dhancopy/domain/ids';
import type { Product } from '@dhancopy/domain/product';
import type { PositionKey } from '../position/copy-position.ts';
import type { Recent } from '../position/recent-fills.ts';
import type { ReleaseReason } from './release-reason.ts';

/** `<account>|<asset>|<follower's product>`. */
export type OwnKey = `${AccountId}|${Asset}|${Product}`;

export function ownKey(account: AccountId, asset: Asset, product: Product): OwnKey {
  return `${account}|${asset}|${product}`;
}

export function splitOwnKey(key: OwnKey): {
  readonly accountId: AccountId;
  readonly asset: Asset;
  readonly product: Product;
} {
  const [accountId, asset, product] = key.split('|') as [AccountId, Asset, Product];
  return { accountId, asset, product };
}

/**
 * What a follower holds of an asset and product that no link copied. Plain data, replaced as a whole.
 *
 * 1. The account's net is `units` plus what his links hold, whenever a read counts.
 * 2. `units` is null until the account was read once: what he held when we came is not guessed. What a read does not name is zero.
 */
export interface OwnUnits {
  readonly key: OwnKey;
  readonly accountId: AccountId;
  readonly asset: Asset;
  readonly product: Product;
  /** Signed. */
  readonly units: number | null;
  /** Units of his own orders that are counted, signed by side, with their Indian day: a book read again counts nothing twice. */
  readonly counted: Readonly<Record<VenueOrderId, Counted>>;
  /** His own trades lately, to know who closed first. */
  readonly recent: readonly HandTrade[];
  /** Delivered units at the day's first read, and that day; null before it. */
  readonly delivered: Delivered | null;
  /** A difference that one read showed; the next must agree before it counts. */
  readonly suspicion: Suspicion | null;
  /** Units that a read showed and no report explains yet: a report that comes late must not count them again. */
  readonly unexplained: { readonly units: number; readonly readMs: number } | null;
  /** When the read that `units` began with was asked for, ms; 0 before it. It holds whatever traded before. */
  readonly beganMs: number;
  /** Start of the Indian day that it was last read in, or began in, epoch ms; 0 before. */
  readonly dayMs: number;
}

export interface Delivered {
  readonly dayMs: number;
  readonly units: number;
  /** A later figure of the day that did not agree and was reported. */
  readonly reported?: number;
}

export interface Counted {
  readonly units: number;
  readonly dayMs: number;
  /** The broker's time of the last fill; null when it gave none. */
  readonly tsMs: number | null;
}

/** A trade in a follower's account that no order of ours made: his own, the broker's square-off, or what a read showed. */
export interface HandTrade extends Recent {
  /** Where its own time is not known: it came after all trades that were heard of before, of which this was the latest time, ms. */
  readonly afterMs?: number;
  readonly reason: ReleaseReason;
  /** Paise; null when unknown. */
  readonly price: number | null;
  /** What it released, as far as is known by now. */
  readonly released: readonly Released[];
  /** Units of it that opened a position of his own. */
  readonly opened: number;
}

export interface Released {
  readonly key: PositionKey;
  /** Signed, on the side of what was held. */
  readonly units: number;
  /** Signed units that were held before. */
  readonly of: number;
  /** Units by which what should be held went down with them. */
  readonly lowered: number;
}

export interface Suspicion {
  readonly difference: number;
  /** When the first read that showed it was asked for, and when its answer was there, ms: its rows may be of any moment between. */
  readonly askedMs: number;
  readonly receivedMs: number;
  readonly own: number;
  readonly held: number;
  /** The first read of a day showed it. */
  readonly overnight: boolean;
}
