import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId, LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { AmoTime, OrderSide, OrderTerms } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { filledOf, workingOf } from '../order/copy-order.ts';
import type { CopyOrder } from '../order/copy-order.ts';
import type { Refusal } from '../risk/gate.ts';
import type { BreachType } from '../risk/limits.ts';
import type { Share } from '../sizing/share.ts';
import { positionKey } from './copy-position.ts';
import type { PositionKey } from './copy-position.ts';

/**
 * One leader order seen by one link: the follower's orders for it, and what is not derived each time.
 * Plain data, never changed after it is made; it survives a restart as JSON.
 *
 * 1. The share is frozen when the order is first seen.
 * 2. Its orders may fill after its outcome: a fact after an end counts.
 */
export interface Copy {
  readonly id: MirrorId;
  readonly linkId: LinkId;
  readonly leaderId: AccountId;
  readonly followerId: AccountId;
  readonly leaderOrderId: VenueOrderId;
  readonly instrumentId: InstrumentId;
  readonly asset: Asset;
  readonly leaderProduct: Product;
  readonly product: Product;
  readonly side: OrderSide;
  /** Null while the order is refused for want of data. */
  readonly share: Share | null;
  /** The first of the leader orders that his app cut from one, and his units in those before this one. */
  readonly slices: { readonly of: MirrorId; readonly before: number };
  readonly createdMs: number;
  /** Counts copies in the order in which they were made. */
  readonly seq: number;
  /** The quantity that the leader last gave this order, and his units of it known to be filled. */
  readonly leaderQty: number;
  readonly leaderFilled: number;
  /** Of them, units from before the link was made, which count for nothing; absent means none. */
  readonly filledBefore?: number;
  /** Of all, units that opened or widened his position. */
  readonly leaderOpened: number;
  /** Leader units by which the order opened or widened his position when he last decided on that quantity. */
  readonly intent: number;
  /** Units that went into `base` with this copy's folded fills; leader units for `leaderEntry`. */
  readonly folded: Folded;
  /** Due units that no order needs to trade, because an order of the other side was cut with them. */
  readonly writtenOff: number;
  readonly releasedAhead: readonly ReleasedAhead[];
  /** Entry units at most, the rest is given up; null when nothing is. */
  readonly entryMost: number | null;
  readonly givenUp: Refusal | null;
  /** The follower has taken the copy into his own hands: its units are his. */
  readonly detached: Detached | null;
  readonly orders: readonly CopyOrder[];
  readonly desired: Desired;
  /** Since when the leader's order is done while a copy order still rests, ms. */
  readonly lagSinceMs: number | null;
  /** Times the resting remainder has been worked towards the market. */
  readonly chase: number;
  /** It went out late, at a price of its own: see `comesLate`. Absent means no. */
  readonly isLate?: boolean;
  /** An after-market copy that was refused because the market is open: sent as a regular order. */
  readonly asRegular: boolean;
  /** Why nothing is sent just now, though something should be. */
  readonly waiting: string | null;
  /** Limits that stopped this copy or its growth and are on record. */
  readonly breached: readonly BreachType[];
  readonly outcome: Outcome | null;
}

/** Entry units that a copy had filled ahead of the leader, and that were released: the next ones that his fills ask are not asked again. */
export interface ReleasedAhead {
  /** Entry units that his fills had asked by then. */
  readonly after: number;
  readonly units: number;
}

export interface Folded {
  readonly leaderEntry: number;
  readonly exit: number;
  readonly entry: number;
  /** Of the entry, units that the base may still have; all of it when absent. See `Target.left`. */
  readonly left?: number;
  /** `CopyPosition.flats` at that time: since a later one the base has nothing of it. */
  readonly flats?: number;
}

/** A copy that the follower has in his own hands. */
export interface Detached {
  /** Units that it had filled then. */
  readonly copied: number;
  /** What it had filled is handed over to him. */
  readonly isHandedOver: boolean;
  /** Units that its exit owed since and that he keeps. */
  readonly exit: number;
  /** He was warned that his order closes nothing any more. */
  readonly isWarned?: true;
}

/** From now on in the follower's hands. @param copied - units that it had filled before */
export function detachedNow(copied: number): Detached {
  return { copied, isHandedOver: false, exit: 0 };
}

/** What the follower should have at the broker, filled and working. */
export interface Desired extends OrderTerms {
  /** Newer replaces older; a storm of edits collapses to the last. */
  readonly revision: number;
  readonly exitQty: number;
  readonly entryQty: number;
  readonly afterMarket: boolean;
  readonly amoTime: AmoTime | null;
}

export interface Outcome {
  readonly reason: ReasonCode;
  /** The broker's words or the numbers behind the reason; "" if none. */
  readonly detail: string;
  readonly atMs: number;
  /** Units that the leader's fills asked for and that were not traded when it ended. */
  readonly owed?: number;
}

export function keyOf(copy: Copy): PositionKey {
  return positionKey(copy.linkId, copy.asset, copy.leaderProduct);
}

/** Units that all orders of a copy have filled. */
export function copiedQtyOf({ orders, side }: Pick<Copy, 'orders' | 'side'>): number {
  let filled = 0;
  for (const order of orders) filled += order.side === side ? filledOf(order) : -filledOf(order);
  return filled;
}

/** Of them, units of orders that the follower has taken into his own hands. */
export function takenQtyOf({ orders }: Pick<Copy, 'orders'>): number {
  let filled = 0;
  for (const order of orders) if (order.failure?.reason === 'FOLLOWER_DETACHED') filled += filledOf(order);
  return filled;
}

/** Units at the broker that have not filled. */
export function workingQtyOf({ orders }: Pick<Copy, 'orders'>): number {
  let working = 0;
  for (const order of orders) working += workingOf(order);
  return working;
}

/** Units that are taken care of: traded, or cut together with an order of the other side. */
export function doneOf(copy: Copy): number {
  return copiedQtyOf(copy) + copy.writtenOff;
}

/** The leader's order only opened; where nothing of it filled, it was meant to open something. */
export function isEntry({ leaderFilled, leaderOpened, intent }: Copy): boolean {
  return leaderFilled === leaderOpened && intent > 0;
}

export function neverSent({ orders }: Pick<Copy, 'orders'>): boolean {
  return orders.every(({ actual, inFlight, earlier }) => {
    return inFlight === null && actual.state === 'none' && earlier.length === 0;
  });
}

/** Reasons that nothing lifts, although something of the copy may still be at the broker. */
const LASTING: ReadonlySet<string> = new Set(['FILL_TIMEOUT', 'KILL_SWITCH', 'LATE_ENTRY', 'FLATTENED', 'BEFORE_LINK']);

export function isGivenUpForGood({ givenUp }: Pick<Copy, 'givenUp'>): boolean {
  return givenUp !== null && LASTING.has(givenUp.reason);
}
