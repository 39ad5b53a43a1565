import { request } from 'undici';
import type { OrderObserver, UpdateLabel } from '../order-entry/order-observer.ts';
import type { Order } from '../orders/order.ts';
import { postbackBody } from './postback-body.ts';

/** Timeout for a receiver. Nothing is documented. A slower receiver has lost the message. */
const timeoutMs = 5000;

/**
 * Posts every change of an order to the URL in the token that placed it: once, without a signature, without waiting for the previous
 * post. A lost post is not repeated. The real broker does not call loopback addresses; this one does.
 */
export class PostbackSender implements OrderObserver {
  readonly #closing = new AbortController();

  orderChanged(order: Order, label: UpdateLabel): void {
    // A modified order is posted once, with its new terms. The labels of parked legs are only for the order stream.
    if (order.postbackUrl === null || (label !== null && label !== 'PLACED')) return;
    this.post(order.postbackUrl, postbackBody(order));
  }

  post(url: string, body: unknown): void {
    void this.#send(url, JSON.stringify(body));
  }

  /** Drops posts in progress. */
  close(): void {
    this.#closing.abort();
  }

  async #send(url: string, text: string): Promise<void> {
    try {
      const { body } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await body.dump();
    } catch {
      // Unreachable, slow or broken: the receiver loses the message. There is no second attempt.
    }
  }
}
