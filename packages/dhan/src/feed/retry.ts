import { DhanError } from '../errors.ts';
import { BackOff } from '../wire/back-off.ts';
import type { Ending } from '../wire/reconnecting-socket.ts';

/** ms. */
export const FEED_WAITS = {
  /** The server pings every 10 s, and gives up after 40 s. Source: https://dhanhq.co/docs/v2/live-market-feed/ */
  silence: 40_000,
  /** Minimum wait after a refusal. Source: users whose connections were answered with HTTP 429 wait 60 s and more. */
  refused: 60_000,
  /** With a bad token or a missing plan, the connection closes within moments, without a frame. */
  rapid: 3_000,
  /** A connection that stayed open for this time resets the back-off. */
  steady: 60_000,
  /**
   * A connection that stayed open for this time also clears the refusals for too many connections. Six sockets of one user that replace
   * each other a minute after each end must not go on for ever, so the time is longer than that cycle.
   */
  forgiven: 900_000,
} as const;
export type FeedWaits = Readonly<Record<keyof typeof FEED_WAITS, number>>;

/**
 * The broker blocks a client that continues. The cause is often an ended plan or a blocked client id. Source: OpenAlgo stops at the
 * first.
 */
const RATE_REFUSALS_MAX = 3;
const RAPID_CLOSES_SUSPECT = 3;

/** The course of a connection. */
export type Life = Pick<Ending<DhanError>, 'livedMs' | 'heard'>;

export interface Verdict {
  /** The error to report. It has more detail than the input where the history shows more. */
  readonly error: DhanError;
  /** null: no automatic attempt. */
  readonly retryInMs: number | null;
}

/** Decides after each end of a connection whether and when another may be tried. */
export class FeedRetry {
  readonly #random: () => number;
  readonly #waits: FeedWaits;
  readonly #backOff: BackOff;
  #rateRefusals = 0;
  #rapidCloses = 0;

  constructor(random: () => number, waits: FeedWaits) {
    this.#random = random;
    this.#waits = waits;
    this.#backOff = new BackOff(random);
  }

  judge(error: DhanError, { livedMs, heard }: Life): Verdict {
    if (livedMs !== null) {
      if (livedMs >= this.#waits.steady) this.#backOff.reset();
      if (livedMs >= this.#waits.forgiven) this.#rateRefusals = 0;
      const isRapid = error.code === 'SOCKET_CLOSED' && !heard && livedMs < this.#waits.rapid;
      this.#rapidCloses = isRapid ? this.#rapidCloses + 1 : 0;
    }
    switch (error.class) {
      // The account or the request must be corrected first. The same request would be refused again.
      case 'auth':
      case 'invalid':
        return this.#stop(error);
      case 'rate':
        this.#rateRefusals += 1;
        return this.#rateRefusals > RATE_REFUSALS_MAX ? this.#stop(givenUp(error)) : this.#slowly(error);
      case 'refused':
        return this.#slowly(error);
      default:
        if (this.#rapidCloses >= RAPID_CLOSES_SUSPECT) return this.#slowly(suspicion(error, this.#rapidCloses));
        return { error, retryInMs: this.#backOff.next() };
    }
  }

  /** A caller that connects again has corrected something. The count starts again. */
  #stop(error: DhanError): Verdict {
    this.#backOff.reset();
    this.#rateRefusals = 0;
    this.#rapidCloses = 0;
    return { error, retryInMs: null };
  }

  #slowly(error: DhanError): Verdict {
    const least = Math.max(this.#waits.refused, error.retryAfterMs ?? 0);
    return { error, retryInMs: Math.round(least * (1 + this.#random() / 2)) };
  }
}

function givenUp(error: DhanError): DhanError {
  const { code, httpStatus, request, body, retryAfterMs } = error;
  const message = `${error.message}; given up after ${RATE_REFUSALS_MAX + 1} refusals. Often the data plan has ended or the client id is blocked: ask the broker, then connect again`;
  return new DhanError({ code, class: 'rate', message, httpStatus, request, body, retryAfterMs });
}

function suspicion({ request }: DhanError, times: number): DhanError {
  return new DhanError({
    code: 'CLOSED_UNHEARD',
    class: 'unknown',
    message: `let in and closed without a frame ${times} times in a row: the token or the data plan is suspect, check both with getProfile; tried again slowly`,
    httpStatus: null,
    request,
  });
}
