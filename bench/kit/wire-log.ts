import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { systemClock } from 'dhancopy/runtime/time/clock';

/** Published by undici when it writes a request to its socket. Source: undici docs/docs/api/DiagnosticsChannel.md */
const CHANNEL = 'undici:client:sendHeaders';

/** Times at which placements were written to a socket, epoch µs, whatever their sender. */
export class WireLog {
  #times: number[] = [];
  readonly #listener = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string } };
    if (request.method === 'POST' && request.path.endsWith('/orders')) this.#times.push(systemClock.nowUs());
  };

  constructor() {
    subscribe(CHANNEL, this.#listener);
  }

  get count(): number {
    return this.#times.length;
  }

  /** The times since the last call. */
  take(): readonly number[] {
    const times = this.#times;
    this.#times = [];
    return times;
  }

  close(): void {
    unsubscribe(CHANNEL, this.#listener);
  }
}
