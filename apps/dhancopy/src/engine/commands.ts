import type { AccountId, ClientOrderId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { OrderRequest } from '@dhancopy/domain/request';
import type { Permitted } from './risk/permitted.ts';

/** Which order of which copy a command or its answer is about. */
export interface CopyRef {
  readonly mirrorId: MirrorId;
  readonly slice: number;
  readonly generation: number;
}

/** Exits go before stop moves, stop moves before entries; the last part of every budget is kept for the first. */
export const PRIORITIES = ['EXIT', 'STOP_MOVE', 'ENTRY'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What the engine wants done, after its decision is durable. */
export type Command =
  | (CopyRef & { readonly type: 'place'; readonly priority: Priority; readonly request: Permitted<OrderRequest> })
  | (CopyRef & {
      readonly type: 'modify';
      readonly priority: Priority;
      readonly accountId: AccountId;
      readonly venueOrderId: VenueOrderId;
      readonly terms: Permitted<OrderTerms>;
      readonly previous: OrderTerms;
    })
  | (CopyRef & {
      readonly type: 'cancel';
      readonly priority: Priority;
      readonly accountId: AccountId;
      readonly venueOrderId: VenueOrderId;
    })
  | (CopyRef & {
      readonly type: 'lookup';
      readonly accountId: AccountId;
      readonly clientOrderId: ClientOrderId;
      readonly venueOrderId: VenueOrderId | null;
      /** If the broker does not know the order, that proves that it was never placed, and another one is placed. */
      readonly isProof: boolean;
    })
  /** An order proved absent that turned up after all. */
  | { readonly type: 'cancelGhost'; readonly accountId: AccountId; readonly venueOrderId: VenueOrderId }
  /** The reports contradict each other or are not understood: ask the broker. */
  | {
      readonly type: 'readOrder';
      readonly accountId: AccountId;
      readonly venueOrderId: VenueOrderId;
      readonly why: string;
    };

/** A message to the operator. */
export interface Notice {
  readonly severity: 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  readonly code: string;
  readonly text: string;
  /** Null: of the whole system, or of several accounts, which the text then names. */
  readonly accountId: AccountId | null;
  readonly venueOrderId: VenueOrderId | null;
}
