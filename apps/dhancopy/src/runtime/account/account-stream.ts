import type { Connect } from '@dhancopy/dhan/rest/connector';
import { venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import { reportFromFrame } from '@dhancopy/dhan/mapping';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import { OrderStream } from '@dhancopy/dhan/stream/order-stream';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { KnownOrder, Notice } from '../../engine/index.ts';
import type { Clock } from '../time/clock.ts';
import type { Configuration } from '../configuration.ts';
import type { JournaledFrame, Journal } from './journal.ts';
import { MuteDetector } from './mute-detector.ts';

export interface AccountStreamOptions {
  readonly clock: Clock;
  readonly accountId: AccountId;
  readonly url: string;
  readonly token: () => string;
  readonly localAddress: string | null;
  readonly connect?: Connect | undefined;
  readonly journal: Journal;
  readonly configuration: () => Configuration;
  /** What the engine knows of an order of this account. */
  readonly known: (order: VenueOrderId) => KnownOrder | undefined;
  /** True while something that was passed on is not decided yet: what is known is older than what was heard. */
  readonly isBehind: () => boolean;
  /** It is open again: there is no replay, so whatever happened meanwhile is in the books. */
  readonly onOpen: () => void;
  /** A frame came in; it may be held until a book was read, see `hold`. */
  readonly onFrame: (report: OrderReport) => void;
  readonly onReport: (report: OrderReport, receivedUs: number) => void;
  /** A frame could not be read, and may have been about an order. */
  readonly onUnreadable: () => void;
  readonly onTokenSuspect: () => void;
  readonly notice: (severity: Notice['severity'], code: string, text: string) => void;
}

/** What is longer is no order number of the broker. */
const ORDER_ID_MAX = 40;
/** How long a start waits for the stream; after that the order book alone is watched, ms. */
const OPEN_MS = 3_000;

/** The order updates of one account: connected and kept so, journaled, held against the order book, passed on as reports. */
export class AccountStream {
  readonly #options: AccountStreamOptions;
  readonly #stream: OrderStream;
  readonly #mute = new MuteDetector();
  /** Reports that came before the first book was read, or before the book after a gap: they are passed on after it. */
  #held: { readonly report: OrderReport; readonly receivedUs: number }[] | null = [];
  /** What happened before it was open again was not read yet. */
  #isGap = true;
  /** The socket is being looked at for what was not read yet. */
  #isJudging = false;
  /** It has closed, and is not to be opened again by itself. */
  #isOff = false;
  #lastProofMs: number | null = null;
  #reconnects = 0;
  #frames = 0;

  constructor(options: AccountStreamOptions) {
    this.#options = options;
    const { accountId, url, token, localAddress, journal, clock } = options;
    this.#stream = new OrderStream({
      accountId,
      url,
      token,
      localAddress: localAddress ?? undefined,
      connect: options.connect,
      random: clock.random,
      onOpen: () => {
        journal.connected();
        this.#mute.reset();
        this.#isGap = true;
        options.onOpen();
      },
      onMessage: (data) => this.#onMessage(data),
      onHeartbeat: () => {
        this.#lastProofMs = this.#options.clock.nowMs();
        journal.heartbeat();
      },
      onClose: (why, retryInMs, attempt) => this.#onClose(why, retryInMs, attempt),
      onTokenSuspect: options.onTokenSuspect,
    });
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  /** `lastProofMs` is the epoch ms of the last sign of life: a frame, a pong, or a book that agreed. */
  get status(): {
    readonly streamOpen: boolean;
    readonly lastProofMs: number | null;
    readonly reconnects: number;
    readonly framesReceived: number;
  } {
    return {
      streamOpen: this.#stream.isOpen,
      lastProofMs: this.#lastProofMs,
      reconnects: this.#reconnects,
      framesReceived: this.#frames,
    };
  }

  /** Connects, and resolves when it is open or was given long enough: a start that says "aligned" also listens. */
  async start(signal: AbortSignal): Promise<void> {
    this.#connect();
    const endMs = this.#options.clock.nowMs() + OPEN_MS;
    while (!this.#stream.isOpen && this.#options.clock.nowMs() < endMs && !signal.aborted)
      await this.#options.clock.sleep(5, signal);
  }

  stop(): void {
    this.#stream.close();
    this.#options.journal.closed('DISCONNECTED');
  }

  /** Logs in again, also after it was switched off. */
  reconnect(why: string): void {
    this.#isOff = false;
    this.#noteAttempt();
    this.#stream.reconnect(why);
  }

  /** The configuration has changed. */
  configured(): void {
    if (!this.#isOff || !this.#options.configuration().streamReconnect) return;
    this.#isOff = false;
    this.#connect();
  }

  /** Makes no connection for now: the token is refused. */
  rest(): void {
    this.#stream.rest();
    // The socket reports no end that it made itself.
    this.#options.journal.closed('DISCONNECTED');
  }

  #connect(): void {
    this.#noteAttempt();
    this.#stream.connect();
  }

  /** After a rest, the next connection has a row of its own: the row of the one before says when that ended. */
  #noteAttempt(): void {
    if (this.#options.journal.isClosed) this.#options.journal.connecting();
  }

  /** The account has been read: the broker lets it in. */
  aligned(): void {
    if (!this.#isOff) this.#connect();
    this.#lastProofMs = this.#options.clock.nowMs();
  }

  /** Reports wait from now on, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** The book that is read next shows what these frames said. */
  forgetHeld(): void {
    if (this.#held) this.#held = [];
  }

  /** The book after the start or the gap was read: reports are passed on, and the stream is compared with every book from now on. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#isGap = false;
    for (const { report, receivedUs } of held) this.#options.onReport(report, receivedUs);
  }

  /**
   * Proof of life: what the book shows, the stream must have reported. Silence on a quiet account is normal. A new
   * connection has not reported what was before it.
   */
  compare(book: readonly OrderReport[], askedMs: number): void {
    if (!this.#stream.isOpen || this.#isGap) return;
    const { known, isBehind, clock } = this.#options;
    const { agrees, overdue } = this.#mute.compare(book, known, askedMs, clock.nowMs(), isBehind());
    if (agrees) this.#lastProofMs = clock.nowMs();
    if (overdue.length > 0) void this.#judge();
  }

  /** A book may be read before a frame that was there first: the stream is mute only when its socket has nothing unread. */
  async #judge(): Promise<void> {
    if (this.#isJudging) return;
    this.#isJudging = true;
    await this.#stream.caughtUp();
    this.#isJudging = false;
    const overdue = this.#mute.overdue(this.#options.clock.nowMs());
    if (overdue.length === 0 || !this.#stream.isOpen) return;
    this.#mute.reset();
    this.#options.notice(
      'ERROR',
      'STREAM_MUTE',
      `the order stream did not report ${overdue.join(', ')}, which the order book shows; the stream is being reconnected`,
    );
    this.#stream.reconnect('mute');
  }

  #onMessage(data: string | Buffer): void {
    const { journal, onFrame, onReport } = this.#options;
    const receivedUs = this.#options.clock.nowUs();
    this.#frames += 1;
    this.#lastProofMs = this.#options.clock.nowMs();
    const journaled = journal.frame(data, receivedUs);
    if (typeof data !== 'string') {
      journaled.ignored('binary frame');
      return;
    }
    const report = this.#read(data, journaled);
    if (report === null) return;
    this.#mute.reported(report.venueOrderId, this.#options.clock.nowMs());
    if (this.#held) this.#held.push({ report, receivedUs });
    else onReport(report, receivedUs);
    journaled.processed(report.venueOrderId);
    onFrame(report);
  }

  /** @returns null for what is no report of an order, or cannot be read as one: both are in the journal */
  #read(data: string, journaled: JournaledFrame): OrderReport | null {
    const { accountId, onUnreadable } = this.#options;
    let order: string | null = null;
    try {
      const alert = openEnvelope(JSON.parse(data) as unknown);
      if (!alert) {
        journaled.ignored('not an order alert');
        return null;
      }
      order = orderNumberIn(alert);
      const report = reportFromFrame(alert);
      if (report.accountId === accountId) return report;
      throw new WireError(`clientId: expected ${accountId}, found ${report.accountId}`);
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof SyntaxError)) throw error;
      journaled.failed(error, order);
      if (order !== null) this.#mute.reported(venueOrderId(order), this.#options.clock.nowMs());
      onUnreadable();
      return null;
    }
  }

  #onClose(why: string, retryInMs: number, attempt: number): void {
    const { journal, configuration, notice } = this.#options;
    this.#reconnects += 1;
    journal.closed('ERROR');
    const { streamReconnect, streamAttemptsMax } = configuration();
    if (!streamReconnect) {
      this.#turnOff(why);
      return;
    }
    journal.connecting(attempt);
    if (attempt === streamAttemptsMax) {
      notice(
        'CRITICAL',
        'STREAM_LOST',
        `the order stream could not be opened ${attempt} times in a row (${why}). The engine keeps trying, and polls the order book until then. Check the network and the token: run "dhancopy doctor"`,
      );
    } else if (attempt === 3) {
      notice(
        'ERROR',
        'STREAM_DOWN',
        `the order stream does not stay open (${why}). The engine polls the order book until the next try in ${retryInMs} ms`,
      );
    }
  }

  #turnOff(why: string): void {
    this.#isOff = true;
    // The stream has set its next attempt; this calls it off.
    this.#stream.rest();
    this.#options.notice(
      'WARNING',
      'STREAM_OFF',
      `the order stream closed (${why}). It is not reopened, because ws_reconnect_enabled is false; the order book is polled instead`,
    );
  }
}

/** Whose frame it is, as far as that can be read; null where it says nothing. */
function orderNumberIn({ orderno }: Readonly<Record<string, unknown>>): string | null {
  return typeof orderno === 'string' && orderno.trim() !== '' ? orderno.slice(0, ORDER_ID_MAX) : null;
}
