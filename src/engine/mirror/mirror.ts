import type { AccountId, ClientOrderId, LinkId, MirrorId, VenueOrderId } from '../../domain/ids.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { AmoTime, FinalStatus, OrderSide, OrderStatus, OrderTerms, TimeInForce } from '../../domain/order.ts';
import type { Product } from '../../domain/product.ts';
import type { ReasonCode } from '../../domain/reason.ts';
import type { BreachType } from '../risk/limits.ts';
import type { Share } from '../sizing/share.ts';

/**
 * One leader order seen by one link: what the follower's order should be, what it is, and what is on its way.
 * Plain data, never changed after it is made; it survives a restart as JSON.
 */
export interface Mirror {
  readonly id: MirrorId;
  readonly linkId: LinkId;
  readonly leaderId: AccountId;
  readonly followerId: AccountId;
  readonly leaderOrderId: VenueOrderId;
  readonly instrumentId: InstrumentId;
  readonly leaderProduct: Product;
  readonly product: Product;
  readonly side: OrderSide;
  /** null only when the order was refused before a share could be worked out. */
  readonly share: Share | null;
  readonly createdMs: number;
  /** Counts mirrors in the order they were made. */
  readonly seq: number;
  /** The quantity that the leader last gave this order. */
  readonly leaderQty: number;
  /** Leader units by which this order opened or widened his position when he last decided on that quantity. */
  readonly entryIntent: number;
  readonly desired: Desired;
  /** What the leader's fills of this order did to his position: each keeps the role it had when it happened. */
  readonly parts: readonly LeaderPart[];
  /** Units that this entry is letting go of just now, because an exit came before it had filled. */
  readonly lettingGo: number;
  /** Units that this entry never bought and an exit never sold, fixed when the entry ended: both count as done. See the plan. */
  readonly letGo: number;
  readonly spared: number;
  readonly copies: readonly CopyOrder[];
  /** Since when the leader's order is done while a copy still rests, ms. */
  readonly lagSinceMs: number | null;
  /** Times the resting remainder has been worked towards the market. */
  readonly chase: number;
  /** Worked no further, and why: what rests is cancelled, nothing new is placed. */
  readonly stop: Omit<Outcome, 'atMs'> | null;
  /** Why nothing is sent just now, though something is wanted. */
  readonly waiting: string | null;
  /** Limits that stopped this copy or its growth and are on record; absent in what earlier builds wrote. */
  readonly breached?: readonly BreachType[];
  /** Set once: the mirror needs no more work. */
  readonly outcome: Outcome | null;
}

/** What the follower should have. `quantity` is what may rest or have filled now: exits not yet covered by copies are left out. */
export interface Desired extends OrderTerms {
  /** Newer replaces older; a storm of edits collapses to the last. */
  readonly revision: number;
  /** Units meant to close what was copied, before the cap of what is really held. */
  readonly exitQty: number;
  /** Units meant to open or widen. */
  readonly entryQty: number;
  readonly afterMarket: boolean;
  readonly amoTime: AmoTime | null;
}

/** Fills of the leader's order with none of his other fills in the instrument between them. Leader units. */
export interface LeaderPart {
  /** Its place in the row of the leader's fills. */
  readonly seq: number;
  /** Units that closed his position, of how many that he held against this order before. */
  readonly exit: number;
  readonly held: number;
  /** Units that opened or widened it. */
  readonly entry: number;
}

export interface Outcome {
  readonly reason: ReasonCode;
  /** The broker's words or the numbers behind the reason; "" if none. */
  readonly detail: string;
  readonly atMs: number;
}

/** One order at the follower: a slice of the copy, or the sale of a surplus. */
export interface CopyOrder {
  readonly slice: number;
  /** Counts up when a new order replaces one that is proved gone. */
  readonly generation: number;
  readonly clientOrderId: ClientOrderId;
  readonly side: OrderSide;
  readonly actual: Actual;
  /** At most one command on its way. */
  readonly inFlight: InFlight | null;
  /** The orders that this one has replaced, by generation: as many as `generation` says. */
  readonly earlier: readonly EarlierOrder[];
  /** Refusals in a row for the present wish. */
  readonly refusals: number;
  /** Not before this time, ms: back-off after a refusal or between look-ups. */
  readonly notBeforeMs: number;
  /** This order will not be worked any more, and why. */
  readonly failure: Omit<Outcome, 'atMs'> | null;
}

export type Actual =
  | { readonly state: 'none' }
  /** A placement without an answer: it may be live. */
  | { readonly state: 'unknown'; readonly sinceMs: number; readonly absentReads: number; readonly terms: OrderTerms }
  | OpenCopy
  | {
      readonly state: 'closed';
      readonly venueOrderId: VenueOrderId | null;
      readonly how: FinalStatus | 'REFUSED' | 'ABSENT';
      /** True when it ended because we cancelled it. */
      readonly byUs: boolean;
      readonly timeInForce: TimeInForce;
      readonly filledQty: number;
      readonly text: string;
    };

export interface OpenCopy {
  readonly state: 'open';
  readonly venueOrderId: VenueOrderId;
  /** As last acknowledged by the broker. */
  readonly terms: OrderTerms;
  readonly termsSinceMs: number;
  /** The terms before the last modification, to tell a modification that did not take from a follower's own edit. */
  readonly previousTerms: OrderTerms | null;
  readonly status: OrderStatus | null;
  readonly filledQty: number;
  readonly modifications: number;
  readonly chased: number;
  readonly cancelSent: boolean;
  /** The broker's picture differs from ours; it is looked up before anything else is done. */
  readonly suspect: boolean;
}

export interface InFlight {
  readonly kind: 'place' | 'modify' | 'cancel' | 'lookup';
  readonly sinceMs: number;
  /** What was asked for; null for cancel and lookup. */
  readonly terms: OrderTerms | null;
  readonly chase: number;
}

/** An order that was gone when the next generation replaced it. Fills that were on their way then still count. */
export interface EarlierOrder {
  readonly filledQty: number;
  /** Gone by look-ups that did not find it: when it turns up after all, what is open of it is cancelled. */
  readonly isAbsent: boolean;
}

/** Units that one copy order has filled over all its generations. */
export function filledOf(copy: CopyOrder): number {
  const { actual } = copy;
  const now = actual.state === 'open' || actual.state === 'closed' ? actual.filledQty : 0;
  return earlierFilledOf(copy) + now;
}

/** Units that the orders before this one have filled. */
export function earlierFilledOf(copy: CopyOrder): number {
  let filled = 0;
  for (const { filledQty } of copy.earlier) filled += filledQty;
  return filled;
}

/** Units filled on the mirror's own side (the sale of a surplus counts against them). */
export function netFilledOf(mirror: Mirror): number {
  let filled = 0;
  for (const copy of mirror.copies) filled += copy.side === mirror.side ? filledOf(copy) : -filledOf(copy);
  return filled;
}

/** Units that a mirror has done of what it was to do: traded, or found unnecessary together with an order of the other side. */
export function doneBy(mirror: Mirror): number {
  return netFilledOf(mirror) + mirror.letGo + mirror.spared;
}

/** Units filled by the copy proper, surplus sales left out. */
export function copiedQtyOf(mirror: Mirror): number {
  let filled = 0;
  for (const copy of mirror.copies) if (copy.side === mirror.side) filled += filledOf(copy);
  return filled;
}

/** True while the broker may hold an order of this copy, or a command for it is on its way. */
export function mayBeLive(copy: CopyOrder): boolean {
  return copy.actual.state === 'open' || copy.actual.state === 'unknown' || copy.inFlight?.kind === 'place';
}

/** Units of the leader's order that have filled, as far as this mirror was told. */
export function leaderFilledOf(mirror: Mirror): number {
  return mirror.parts.reduce((sum, { exit, entry }) => sum + exit + entry, 0);
}

/** Units of one copy order at the broker or on the way there, filled or resting, over all its generations. */
export function workedQty(copy: CopyOrder): number {
  const { actual, inFlight } = copy;
  if (actual.state === 'open' || actual.state === 'unknown') return earlierFilledOf(copy) + actual.terms.quantity;
  return inFlight?.kind === 'place' ? earlierFilledOf(copy) + (inFlight.terms?.quantity ?? 0) : filledOf(copy);
}

/** The same over all orders of the copy proper. */
export function workedQtyOf(mirror: Mirror): number {
  return mirror.copies.reduce((sum, copy) => (copy.side === mirror.side ? sum + workedQty(copy) : sum), 0);
}
