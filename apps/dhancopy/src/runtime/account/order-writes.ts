import type { DhanBroker } from '@dhancopy/dhan/broker';
import type { VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { OrderRequest, WriteOutcome } from '@dhancopy/domain/request';
import type { Permitted } from '../../engine/index.ts';
import type { Clock } from '../time/clock.ts';
import { settledWithin } from '../time/within.ts';

/** Writes that are on their way are waited for so long before the token is swapped under them, ms. */
const ANSWERED_WITHIN_MS = 2_000;

/** The broker as all code but {@link OrderWrites} has it: it reads orders and positions, and cannot place, change, cancel, convert or exit. */
export type BrokerReads = Omit<DhanBroker, 'orders' | 'superOrders' | 'foreverOrders' | 'portfolio'> & {
  readonly portfolio: Omit<DhanBroker['portfolio'], 'convertPosition' | 'exitAllPositions'>;
  readonly orders: Omit<DhanBroker['orders'], 'placeOrder' | 'modifyOrder' | 'cancelOrder'>;
  readonly superOrders: Pick<DhanBroker['superOrders'], 'getSuperOrders'>;
  readonly foreverOrders: Pick<DhanBroker['foreverOrders'], 'getForeverOrders'>;
};

/**
 * The one way by which orders of an account leave.
 *
 * 1. A placement or a change must have passed the engine's risk gate; the types say so.
 * 2. Nothing leaves while the token is being replaced.
 */
export class OrderWrites {
  readonly #orders: Pick<DhanBroker['orders'], 'placeOrder' | 'modifyOrder' | 'cancelOrder'>;
  readonly #token: () => string;
  readonly #clock: Clock;
  readonly #onTheirWay = new Set<Promise<unknown>>();
  /** Resolves when writes may leave again; null while they may. */
  #closed: Promise<void> | null = null;

  /** @param token - the one that the next write is sent with */
  constructor(orders: DhanBroker['orders'], token: () => string, clock: Clock) {
    this.#orders = orders;
    this.#token = token;
    this.#clock = clock;
  }

  place(request: Permitted<OrderRequest>): Promise<WriteOutcome> {
    return this.#write(() => this.#orders.placeOrder(request));
  }

  modify(order: VenueOrderId, terms: Permitted<OrderTerms>): Promise<WriteOutcome> {
    return this.#write(() => this.#orders.modifyOrder(order, terms));
  }

  /** Takes risk away: always allowed. */
  cancel(order: VenueOrderId): Promise<WriteOutcome> {
    return this.#write(() => this.#orders.cancelOrder(order));
  }

  /**
   * Once the token may be used. A write that was refused because its token had been replaced is known not to live, and is sent again with
   * the new one.
   */
  async #write(send: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    await this.opened();
    const token = this.#token();
    const sent = send();
    this.#onTheirWay.add(sent);
    const outcome = await sent.finally(() => this.#onTheirWay.delete(sent));
    if (outcome.kind !== 'refused' || outcome.refusal !== 'TOKEN') return outcome;
    await this.opened();
    return this.#token() === token ? outcome : this.#write(send);
  }

  /** No write leaves until the function that this resolves to is called. Resolves when those on their way have their answer. */
  async close(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#closed = promise.then(() => void (this.#closed = null));
    await settledWithin(this.#clock, ANSWERED_WITHIN_MS, Promise.allSettled(this.#onTheirWay));
    return () => resolve(undefined);
  }

  /** Resolves at once, or when the token that is being replaced is. */
  async opened(): Promise<void> {
    while (this.#closed) await this.#closed;
  }
}
