import type { WriteOutcome } from '../../domain/request.ts';
import type { Clock } from '../time/clock.ts';
import { settledWithin } from '../time/within.ts';

/** Writes that are on their way are waited for so long before the token is swapped under them, ms. */
const ANSWERED_WITHIN_MS = 2_000;

/** Where an account's writes leave: closed while its token is swapped. */
export class WriteGate {
  readonly #token: () => string;
  readonly #clock: Clock;
  readonly #onTheirWay = new Set<Promise<unknown>>();
  /** Resolves when writes may leave again; null while they may. */
  #closed: Promise<void> | null = null;

  /** @param token - the one that the next write is sent with */
  constructor(token: () => string, clock: Clock) {
    this.#token = token;
    this.#clock = clock;
  }

  /**
   * Sends a write, once the token may be used. Refused for a token that was replaced meanwhile, it is known not to live and goes
   * again with the new one.
   */
  async write(send: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    await this.#opened();
    const token = this.#token();
    const sent = send();
    this.#onTheirWay.add(sent);
    const outcome = await sent.finally(() => this.#onTheirWay.delete(sent));
    if (outcome.kind !== 'refused' || outcome.refusal !== 'TOKEN') return outcome;
    await this.#opened();
    return this.#token() === token ? outcome : this.write(send);
  }

  /** No write leaves until the function that this resolves to is called. Resolves when those on their way have their answer. */
  async close(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#closed = promise.then(() => void (this.#closed = null));
    await settledWithin(this.#clock, ANSWERED_WITHIN_MS, Promise.allSettled(this.#onTheirWay));
    return () => resolve(undefined);
  }

  async #opened(): Promise<void> {
    while (this.#closed) await this.#closed;
  }
}
