import type { OrderRequest } from '@dhancopy/domain/request';
import type { EngineEvent } from '../engine/index.ts';
import type { Clock } from './time/clock.ts';

/** An event with what only the record needs. */
export interface Posted {
  readonly event: EngineEvent;
  /** When the frame or answer came in, epoch µs. */
  readonly receivedUs: number;
  /** The request that an accepted placement answers, so that its order can be written before the first report. */
  readonly request?: OrderRequest;
  /** When that request was sent, epoch µs. */
  readonly sentUs?: number;
}

/** What the engine is to decide on, in the order it came. Everybody posts; the engine loop alone takes. */
export class Inbox {
  readonly #clock: Clock;
  #posted: Posted[] = [];
  #onPosted: () => void = () => undefined;
  #isClosed = false;
  #emptied: PromiseWithResolvers<undefined> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get length(): number {
    return this.#posted.length;
  }

  /** After `close` nothing is taken. */
  post(event: EngineEvent, { receivedUs, ...more }: Partial<Omit<Posted, 'event'>> = {}): void {
    if (this.#isClosed) return;
    this.#posted.push({ event, receivedUs: receivedUs ?? this.#clock.nowUs(), ...more });
    this.#onPosted();
  }

  /** For the one who takes: called with every event, in the turn in which it is posted. */
  onPosted(listener: () => void): void {
    this.#onPosted = listener;
  }

  /** The oldest events, at most so many. */
  take(most: number): readonly Posted[] {
    const taken = this.#posted.splice(0, most);
    this.#wake();
    return taken;
  }

  /** An event that is decided on before all that wait. */
  stamped(event: EngineEvent): Posted {
    return { event, receivedUs: this.#clock.nowUs() };
  }

  /** They were not decided on, and come first again. */
  putBack(batch: readonly Posted[]): void {
    this.#posted.unshift(...batch);
  }

  /** Nobody waits for what is in it any more. */
  close(): void {
    this.#isClosed = true;
    this.#posted = [];
    this.#wake();
  }

  /** Resolves when everything that was posted so far has been taken and committed: both happen in one turn, which a promise waits for. */
  async decided(): Promise<void> {
    while (this.#posted.length > 0) await (this.#emptied ??= Promise.withResolvers<undefined>()).promise;
  }

  #wake(): void {
    if (this.#posted.length > 0) return;
    this.#emptied?.resolve(undefined);
    this.#emptied = null;
  }
}
