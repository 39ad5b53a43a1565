import type { Asset } from '@dhancopy/domain/asset';
import { linkId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId, MirrorId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { OrderSide } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import type { CopyOrder } from '../order/copy-order.ts';
import type { ExitRun, LogEntry } from './log.ts';
import type { Recent } from './recent-fills.ts';

/** `<link>|<asset>|<leader's product>`. */
export type PositionKey = `${LinkId}|${Asset}|${Product}`;

export function positionKey(link: LinkId, asset: Asset, product: Product): PositionKey {
  return `${link}|${asset}|${product}`;
}

export function splitPositionKey(key: PositionKey): {
  readonly linkId: LinkId;
  readonly asset: Asset;
  readonly product: Product;
} {
  const [link, asset, product] = key.split('|') as [string, Asset, Product];
  return { linkId: linkId(Number(link)), asset, product };
}

/**
 * What a link should hold of an asset, what it holds, and what is worked between the two. Plain data, replaced as a whole.
 *
 * 1. `held` is the sum of what our orders have filled, less what was released; nothing else changes it.
 * 2. A quiet position has no active copies and no log, and `base` equals `held`.
 * 3. At most one correction is worked at a time, and it never sells units that are not held.
 */
export interface CopyPosition {
  readonly key: PositionKey;
  readonly linkId: LinkId;
  readonly leaderId: AccountId;
  readonly followerId: AccountId;
  readonly asset: Asset;
  readonly leaderProduct: Product;
  /** The follower's product: kept while anything is held or worked. */
  readonly product: Product;
  /** The contract of the newest leader order: corrections trade in it. */
  readonly instrumentId: InstrumentId;
  /** Start of the Indian day after the contract's last, epoch ms; null for what does not expire. */
  readonly expiredFromMs: number | null;
  /** Signed units that should have been held when everything older was folded away. */
  readonly base: number;
  /** The exit that the newest folded fills belong to: the next fill of the same order widens it. */
  readonly run: ExitRun | null;
  /** How often the base came to zero, or to the other side; 0 when absent. */
  readonly flats?: number;
  /** The leader's fills since then, in his order, and what else moved the target. */
  readonly log: readonly LogEntry[];
  /** Copies that may still change something, oldest first. */
  readonly active: readonly MirrorId[];
  readonly held: number;
  readonly correction: Correction | null;
  /** Corrections made so far: each has a number, and its correlation ids from it. */
  readonly corrections: number;
  /** Corrections of the day that are done: their orders may still report fills. */
  readonly past: readonly Correction[];
  /** What our orders filled lately and when, to know who was first when the follower trades at the same moment. */
  readonly recentFills: readonly Recent[];
  /** Start of the Indian day in which it last changed, epoch ms. */
  readonly dayMs: number;
  /** The leader's netted units after his last fill here, signed: a split or bonus changes them without an order. */
  readonly leaderNet: number;
  /** The same as it was last read or worked out from his orders; missing in older data, and before the first read. */
  readonly leaderSeen?: number;
  /** Start of the trading day in which his books were last read, epoch ms; missing in older data, and before the first read. */
  readonly leaderReadDayMs?: number | undefined;
  /** The last night that changed the leader's units of a delivered share. */
  readonly night?: Night | undefined;
  /** Paise: the last price of the asset that a leader order named; null when none did. */
  readonly price: number | null;
  /** Set while the account contradicts what is held and nothing explains it: entries wait. */
  readonly doubt: string | null;
  /** Released since the position was last flat: an exit that finds nothing says so. */
  readonly released: boolean;
  /** It was reported that the leader is out and the link still holds something. Absent means no. */
  readonly isOrphan?: boolean;
}

/** An order that belongs to no leader order. */
export interface Correction {
  readonly number: number;
  /** The contract that its orders trade in: that of the position when it began. */
  readonly instrumentId: InstrumentId;
  readonly side: OrderSide;
  /** True while it closes what is held; an entry follows the link's policy. */
  readonly closes: boolean;
  readonly orders: readonly CopyOrder[];
  readonly sinceMs: number;
  /** Tries that failed in a row, and when the next is due, ms. */
  readonly failures: number;
  readonly notBeforeMs: number;
  readonly lagSinceMs: number | null;
  readonly chase: number;
  /** An entry that had its time: what rests is cancelled, and the gap is given up. */
  readonly isOver: boolean;
}

/** What the leader held before and after a night, his trades since then left out. Units. */
export interface Night {
  /** Start of the trading day in which it was read, epoch ms; where that was before its end (`isEarly`), it is of the next day. */
  readonly dayMs: number;
  readonly isEarly?: boolean;
  readonly before: number;
  readonly after: number;
  /** Units by which what should be held had gone down already for what the follower traded by hand since. */
  readonly lowered?: number;
}
