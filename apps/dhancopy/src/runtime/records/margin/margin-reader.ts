import type { AccountId, VenueOrderId } from '@dhancopy/domain/ids';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import type { OrderRequest } from '@dhancopy/domain/request';
import { roundRupees } from '@dhancopy/domain/rupees';
import { DhanError } from '@dhancopy/dhan/errors';
import type { FundsApi } from '@dhancopy/dhan/rest/funds/api';
import type { MarginOrder } from '@dhancopy/dhan/rest/funds/request';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Store } from '../../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { after } from '../../time/every.ts';
import { errorColumns } from '../../notices.ts';
import type { Recorder } from '../../recorder.ts';
import { wordsFor } from '../../words.ts';

/** An account that may be asked just now. */
export interface MarginSource {
  readonly api: Pick<FundsApi, 'calculateMargin'>;
  readonly turn: () => Promise<void>;
}

export interface MarginReaderOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly sourceOf: (account: AccountId) => MarginSource | undefined;
  readonly isEnabled: () => boolean;
  /** No order was placed for so long, ms, before anything is asked. */
  readonly calmMs?: number | undefined;
  /** Between two questions, ms. */
  readonly gapMs?: number | undefined;
}

interface Placed {
  readonly request: OrderRequest;
  /** Null while no answer has named it: the account's orders do, if there is one. */
  readonly order: VenueOrderId | null;
}

/** Long enough for a leader's basket and its slices to be out, ms. */
const CALM_MS = 5_000;
/** An account that places more in a minute is not asked about the rest: reads must never crowd out what copying needs. */
const PER_MINUTE_MAX = 20;
const MINUTE_MS = 60_000;
/** Between two questions, ms. */
const GAP_MS = 1_000;
/** Memory is bounded, whatever happens. */
const WAITING_MAX = 1_000;

/**
 * Asks the broker what margin each placed order of ours needs, for the record: after it was placed, in calm moments, one at a time.
 * No order waits for it. A question that fails is not asked again: the margin of then is gone.
 */
export class MarginReader {
  readonly #options: MarginReaderOptions;
  readonly #stop = new AbortController();
  readonly #recent = new Map<AccountId, number[]>();
  #waiting: Placed[] = [];
  #lastPlacedMs = 0;
  #isDue = false;

  constructor(options: MarginReaderOptions) {
    this.#options = options;
  }

  /** The broker has accepted an order, or has not answered. Only notes it. */
  placed(request: OrderRequest, order: VenueOrderId | null): void {
    const atMs = this.#options.clock.nowMs();
    this.#lastPlacedMs = atMs;
    if (!this.#options.isEnabled() || this.#waiting.length >= WAITING_MAX) return;
    const recent = (this.#recent.get(request.accountId) ?? []).filter((each) => atMs - each < MINUTE_MS);
    recent.push(atMs);
    this.#recent.set(request.accountId, recent);
    if (recent.length > PER_MINUTE_MAX) return;
    this.#waiting.push({ request, order });
    this.#later();
  }

  stop(): void {
    this.#stop.abort();
  }

  get #calmMs(): number {
    return this.#options.calmMs ?? CALM_MS;
  }

  #later(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void after(this.#options.clock, this.#calmMs, () => this.#run(), this.#stop.signal);
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && this.#isCalm()) {
      const next = this.#waiting.shift();
      if (next) await this.#ask(next);
      await this.#options.clock.sleep(this.#options.gapMs ?? GAP_MS, this.#stop.signal);
    }
    this.#isDue = false;
    if (this.#waiting.length > 0) this.#later();
  }

  #isCalm(): boolean {
    return !this.#stop.signal.aborted && this.#options.clock.nowMs() - this.#lastPlacedMs >= this.#calmMs;
  }

  async #ask({ request, order: answered }: Placed): Promise<void> {
    const { recorder, sourceOf, isEnabled, store: known } = this.#options;
    const source = sourceOf(request.accountId);
    const order = answered ?? known.orders.byCorrelation(request.clientOrderId).at(-1)?.id;
    if (!source || !isEnabled() || order === undefined) return;
    try {
      const asked = this.#marginOrder(request, order);
      if (!asked) return;
      await source.turn();
      const margin = await source.api.calculateMargin(asked);
      if (this.#stop.signal.aborted) return;
      const calculatedSec = Math.floor(this.#options.clock.nowMs() / 1000);
      recorder.add((store) =>
        store.marginRequirements.add({
          account_type: 'follower',
          account_id: request.accountId,
          order_id: store.orders.get(order) ? order : null,
          security_id: asked.securityId,
          exchange_segment: asked.exchangeSegment,
          quantity: asked.quantity,
          price: asked.price,
          product: asked.productType,
          total_margin: margin.totalMargin,
          span_margin: margin.spanMargin,
          exposure_margin: margin.exposureMargin,
          var_margin: margin.variableMargin,
          calculated_at: calculatedSec,
        }),
      );
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      const words = `the margin of order ${order} is unknown: ${wordsFor(error)}`;
      recorder.add((store) =>
        store.errors.add({
          error_type: 'MARGIN_NOT_TOLD',
          ...errorColumns(error),
          error_message: words,
          severity: 'INFO',
          account_type: 'follower',
          account_id: request.accountId,
          order_id: store.orders.get(order) ? order : null,
        }),
      );
    }
  }

  /** Null when the order has no price to ask with: a market order that has not traded. */
  #marginOrder(request: OrderRequest, order: string): MarginOrder | null {
    const { segment, securityId } = splitInstrumentId(request.instrumentId);
    if (segment === 'IDX_I') return null;
    const price =
      request.price > 0 ? rupeesFromPaise(request.price) : (this.#options.store.orders.get(order)?.avg_price ?? 0);
    if (price <= 0) return null;
    return {
      exchangeSegment: segment,
      transactionType: request.side,
      quantity: request.quantity,
      productType: request.product,
      securityId,
      price: roundRupees(price),
      ...(request.triggerPrice > 0 && { triggerPrice: rupeesFromPaise(request.triggerPrice) }),
    };
  }
}
