import type { Instrument } from '../instruments/instrument.ts';
import type { Order } from '../orders/order.ts';

/**
 * The label of an event on the order stream, where it is not the status of the order. `PLACED` is not on the stream: only postbacks
 * report TRANSIT. The last three belong to super-order legs.
 */
export type UpdateLabel = 'PLACED' | 'MODIFIED' | 'DUMMY' | 'ACTIVE' | 'TRIGGERED' | null;

/**
 * A receiver of order events. It is called in the middle of an event. Place, cancel and modify are safe, because they take effect
 * later.
 */
export interface OrderObserver {
  orderChanged?(order: Order, label: UpdateLabel): void;
  /** After everything that the price itself caused. */
  priceChanged?(instrument: Instrument, ltpPaise: number): void;
}

/** The effects that are decided together with the placement of an order. */
export interface Fate {
  /** How long the order is hidden from the books. */
  readonly hiddenMs?: number;
  /** The text with which the risk system rejects the order. */
  readonly rejection?: string;
  readonly postbackUrl?: string | null;
}
