import type { ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import type { FinalStatus, OrderSide, OrderStatus, OrderTerms, TimeInForce } from '@dhancopy/domain/order';
import type { Refusal } from '../risk/gate.ts';
import { withGeneration } from './client-order-id.ts';

/**
 * One order of ours at the follower's broker, a slice of a copy or of a correction. Plain data, never changed after it is made.
 *
 * 1. At most one command is on its way.
 * 2. A new order (the next generation) takes its place only when the broker has none of it any more.
 * 3. `unknown` may be live: it counts as working until a look-up proves otherwise.
 */
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
  /** Refusals in a row for the present terms. */
  readonly refusals: number;
  /** What the broker said at the last answer, where it took nothing for the rate, the token or the address. */
  readonly refusedWith?: string | undefined;
  /** Not before this time, ms: back-off after a refusal or between look-ups. */
  readonly notBeforeMs: number;
  /** This order will not be worked any more, and why. */
  readonly failure: Refusal | null;
}

export type Actual =
  | { readonly state: 'none' }
  /** A placement without an answer: it may be live. */
  | {
      readonly state: 'unknown';
      readonly sinceMs: number;
      readonly absentReads: number;
      /** When the first look-up that did not find it was asked for, ms; missing before it. */
      readonly absentSinceMs?: number;
      /** When the newest of them was asked for, ms. */
      readonly absentLastMs?: number;
      readonly terms: OrderTerms;
    }
  | OpenOrder
  | ClosedOrder;

export interface OpenOrder {
  readonly state: 'open';
  readonly venueOrderId: VenueOrderId;
  /** As last acknowledged by the broker. */
  readonly terms: OrderTerms;
  readonly termsSinceMs: number;
  /** Units that the broker may still have, because no report shows yet that a modification to fewer took; asked for at `sinceMs`. */
  readonly unconfirmed?: { readonly quantity: number; readonly sinceMs: number };
  /** The terms before our latest modifications, newest first, to distinguish one that did not take from a follower's own edit. */
  readonly earlierTerms: readonly OrderTerms[];
  readonly status: OrderStatus | null;
  readonly filledQty: number;
  readonly modifications: number;
  readonly chased: number;
  readonly cancelSent: boolean;
  /** The broker's picture differs from ours; it is looked up before anything else is done. */
  readonly suspect: boolean;
  /** From an older copy of the database: we may have changed or cancelled it since, so the next report shows what we asked for. */
  readonly isOlder?: true;
}

export interface ClosedOrder {
  readonly state: 'closed';
  readonly venueOrderId: VenueOrderId | null;
  /** DAY_ENDED: an order of an earlier day that no book shows; what it filled is settled by the account's positions. */
  readonly how: FinalStatus | 'REFUSED' | 'ABSENT' | 'DAY_ENDED';
  /** True when it ended because we cancelled it. */
  readonly byUs: boolean;
  readonly timeInForce: TimeInForce;
  readonly filledQty: number;
  readonly text: string;
  /** Units that a DAY_ENDED order may have filled without a report; settled once the account was read. */
  readonly unsettledQty?: number;
}

export interface InFlight {
  readonly kind: 'place' | 'modify' | 'cancel' | 'lookup';
  readonly sinceMs: number;
  /** What was asked for; null for cancel and lookup. */
  readonly terms: OrderTerms | null;
  readonly chase: number;
  /** A report shows the quantity asked for, although the answer is still to come. */
  readonly isShown?: true;
}

/** An order that was gone when the next generation replaced it. Fills that were on their way then still count. */
export interface EarlierOrder {
  readonly filledQty: number;
  /** Gone by look-ups that did not find it: when it turns up after all, what is open of it is cancelled. */
  readonly isAbsent: boolean;
}

/** Units filled over all its generations. */
export function filledOf(order: CopyOrder): number {
  const { actual } = order;
  const now = actual.state === 'open' || actual.state === 'closed' ? actual.filledQty : 0;
  return earlierFilledOf(order) + now;
}

/** Units that the generations before this one have filled. */
export function earlierFilledOf(order: CopyOrder): number {
  let filled = 0;
  for (const { filledQty } of order.earlier) filled += filledQty;
  return filled;
}

/** True while the broker may hold the order, or a placement is on its way. */
export function mayBeLive({ actual, inFlight }: Pick<CopyOrder, 'actual' | 'inFlight'>): boolean {
  return actual.state === 'open' || actual.state === 'unknown' || inFlight?.kind === 'place';
}

/** True while more may be heard of the order: the broker may hold it, or a request for it has no answer. */
export function isUnderWay(order: Pick<CopyOrder, 'actual' | 'inFlight'>): boolean {
  return order.inFlight !== null || mayBeLive(order);
}

/**
 * Units placed in the present generation, filled or not; 0 when the broker has none of it. A modification to more counts when it is sent,
 * and one to fewer when a report shows it: all that the broker may have may fill.
 */
export function placedOf({ actual, inFlight }: CopyOrder): number {
  if (actual.state === 'open') {
    const { terms, unconfirmed, filledQty } = actual;
    const asked = inFlight?.kind === 'modify' ? (inFlight.terms?.quantity ?? 0) : 0;
    return Math.max(terms.quantity, asked, unconfirmed?.quantity ?? 0, filledQty);
  }
  if (actual.state === 'unknown') return actual.terms.quantity;
  return inFlight?.kind === 'place' ? (inFlight.terms?.quantity ?? 0) : 0;
}

/** Units at the broker or on the way there that have not filled. */
export function workingOf(order: CopyOrder): number {
  const placed = placedOf(order);
  return placed === 0 ? 0 : Math.max(0, placed - (order.actual.state === 'open' ? order.actual.filledQty : 0));
}

export function venueOrderOf({ actual }: CopyOrder): VenueOrderId | null {
  return actual.state === 'open' || actual.state === 'closed' ? actual.venueOrderId : null;
}

/** The order that takes the place of this one: the id of the same cause and slice, with the next generation. */
export function replacement(order: CopyOrder): CopyOrder {
  const generation = order.generation + 1;
  const isAbsent = order.actual.state === 'closed' && order.actual.how === 'ABSENT';
  return {
    ...order,
    generation,
    clientOrderId: withGeneration(order.clientOrderId, generation),
    earlier: [...order.earlier, { filledQty: filledOf(order) - earlierFilledOf(order), isAbsent }],
    actual: { state: 'none' },
    refusals: 0,
    notBeforeMs: 0,
  };
}
