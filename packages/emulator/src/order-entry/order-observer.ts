import type { Instrument } from '../instruments/instrument.ts';
import type { Order } from '../orders/order.ts';

/**
 * What the order stream says an event is where that is not the order's status. `PLACED` is not on the stream at all:
 * only postbacks tell of TRANSIT. The last three are those of super-order legs.
 */
export type UpdateLabel = 'PLACED' | 'MODIFIED' | 'DUMMY' | 'ACTIVE' | 'TRIGGERED' | null;

/** Who wants to hear what happens. Called in the middle of it: place, cancel and modify are safe, they act later. */
export interface OrderObserver {
  orderChanged?(order: Order, label: UpdateLabel): void;
  /** After everything that the price itself caused. */
  priceChanged?(instrument: Instrument, ltpPaise: number): void;
}

/** What is decided about an order together with its placement. */
export interface Fate {
  /** How long no book shows the order. */
  readonly hiddenMs?: number;
  /** Text with which the risk system rejects it. */
  readonly rejection?: string;
  readonly postbackUrl?: string | null;
}
