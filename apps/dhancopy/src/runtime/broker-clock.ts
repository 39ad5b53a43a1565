import type { Notice } from '../engine/index.ts';
import type { OnwardClock } from './time/onward-clock.ts';

/** A call whose answer carried the broker's time. Epoch ms of this machine, and the header's whole second. */
interface Sample {
  readonly sentMs: number;
  readonly answeredMs: number;
  readonly dateMs: number;
}

/** An answer: what its Date header said, and when it came by both clocks of this machine. */
export interface Dated {
  readonly dateMs: number | null;
  readonly durationMs: number;
  /** Epoch ms, the wall clock. */
  readonly nowMs: number;
  /** The clock that is never set and, on Linux, stands while the machine sleeps, ms. */
  readonly steadyMs: number;
}

/** Samples are kept so long: a clock that is set right counts soon, ms. */
const KEPT_MS = 600_000;
const SAMPLES_MAX = 64;
/** So many answers must agree before anything is believed: one may come from a cache. */
const AGREE = 3;
/** The two clocks of this machine part by more where it slept or was set, ms. */
const STEP_MS = 100;
/** From here on the operator is warned, ms. */
const NOTICE_FROM_MS = 2_000;
const NOTICE_EVERY_MS = 3_600_000;

/**
 * How far the broker's clock is ahead of this machine's, by the Date headers of his answers.
 *
 * 1. Each answer bounds the difference: it was written between sending and answering, in the second that the header names.
 * 2. As long as the bounds allow for no difference, there is none.
 * 3. What contradicts all that is known counts once three answers in a row say the same: then a clock was set.
 * 4. An answer during which the machine slept, or its clock was set, says nothing.
 */
export class BrokerClock {
  readonly #notify: (notice: Notice) => void;
  readonly #setBackMs: OnwardClock['setBackMs'];
  #samples: Sample[] = [];
  #contrary: Sample[] = [];
  #partMs: number | null = null;
  #aheadMs = 0;
  #noticedMs = -Infinity;

  /** @param setBackMs - how far the clock that answers are dated by is ahead of the machine's */
  constructor(notify: (notice: Notice) => void, setBackMs: OnwardClock['setBackMs'] = () => 0) {
    this.#notify = notify;
    this.#setBackMs = setBackMs;
  }

  /** Broker's time less this machine's, ms; 0 while nothing else is proved. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Enough answers have said the same. */
  get isKnown(): boolean {
    return this.#samples.length >= AGREE;
  }

  heard({ dateMs, durationMs, nowMs, steadyMs }: Dated): void {
    const partMs = nowMs - steadyMs;
    const isStep = this.#partMs !== null && Math.abs(partMs - this.#partMs) > STEP_MS;
    this.#partMs = partMs;
    if (isStep || dateMs === null || !Number.isFinite(dateMs)) return;
    const sample = { sentMs: nowMs - durationMs, answeredMs: nowMs, dateMs };
    const isRecent = ({ answeredMs }: Sample): boolean => answeredMs > nowMs - KEPT_MS && answeredMs <= nowMs;
    const kept = [...this.#samples.filter(isRecent), sample].slice(-SAMPLES_MAX);
    if (boundsOf(kept)) {
      this.#samples = kept;
      this.#contrary = [];
    } else {
      const contrary = [...this.#contrary, sample];
      this.#contrary = boundsOf(contrary) ? contrary : [sample];
      if (this.#contrary.length < AGREE) return;
      this.#samples = this.#contrary;
      this.#contrary = [];
    }
    const bounds = boundsOf(this.#samples);
    if (!bounds || !this.isKnown) return;
    this.#aheadMs = bounds.least > 0 ? bounds.least : bounds.most < 0 ? bounds.most : 0;
    this.#warn(nowMs);
  }

  #warn(nowMs: number): void {
    const aheadMs = this.#aheadMs + this.#setBackMs();
    const offMs = Math.abs(aheadMs);
    if (offMs < NOTICE_FROM_MS || nowMs - this.#noticedMs < NOTICE_EVERY_MS) return;
    this.#noticedMs = nowMs;
    const side = aheadMs > 0 ? 'behind' : 'ahead of';
    this.#notify({
      severity: 'WARNING',
      code: 'CLOCK_OFF',
      text:
        `this machine's clock is ${(offMs / 1000).toFixed(1)} s ${side} the broker's. Whether an order is late is judged by the ` +
        "broker's clock; records keep this machine's time. Switch on time synchronisation (timedatectl set-ntp true)",
      accountId: null,
      venueOrderId: null,
    });
  }
}

/** Null when the samples contradict each other. */
function boundsOf(samples: readonly Sample[]): { readonly least: number; readonly most: number } | null {
  const least = Math.max(...samples.map(({ dateMs, answeredMs }) => dateMs - answeredMs));
  const most = Math.min(...samples.map(({ dateMs, sentMs }) => dateMs + 999 - sentMs));
  return least <= most ? { least, most } : null;
}
