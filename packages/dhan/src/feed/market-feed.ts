import { feedConnection } from './connection.ts';
import type { FeedConnection, FeedConnectionOptions } from './connection.ts';
import type { MarketPacket } from './market-packet.ts';
import { readMarketFrame } from './read-market.ts';
import { FEED_WAITS } from './retry.ts';
import type { FeedWaits } from './retry.ts';
import { FEED_SEGMENTS } from './segment.ts';
import { listMessages, Subscriptions } from './subscriptions.ts';
import type { FeedInstrument } from './subscriptions.ts';

/** ticker: last price; quote: the day's trading too; full: open interest and five levels of depth too. */
export const FEED_MODES = ['ticker', 'quote', 'full'] as const;
export type FeedMode = (typeof FEED_MODES)[number];

export interface MarketFeedOptions extends FeedConnectionOptions {
  /** Each packet, in the order of the wire. What it throws is not caught. */
  readonly onPacket: (packet: MarketPacket) => void;
}

const SOCKET = 'market feed';
const DEFAULT_URL = 'wss://api-feed.dhan.co';
const INSTRUMENTS_MAX = 5_000;
const PER_MESSAGE = 100;
const SUBSCRIBE = { ticker: 15, quote: 17, full: 21 } as const;
const UNSUBSCRIBE = { ticker: 16, quote: 18, full: 22 } as const;

/**
 * The live market feed of one account: prices as they come, for up to 5,000 instruments a socket; five sockets a user. Needs the paid
 * data plan. Subscriptions are kept, and sent again after each reconnect.
 * Source: https://dhanhq.co/docs/v2/live-market-feed/
 */
export class MarketFeed {
  readonly #connection: FeedConnection;
  readonly #subscriptions = new Subscriptions({
    socket: SOCKET,
    modes: FEED_MODES,
    segments: FEED_SEGMENTS,
    max: INSTRUMENTS_MAX,
  });

  /**
   * @param waits - only to be shortened in tests
   * @throws {DhanError} for a client id that is none. {@link UrlError} for an address that would carry the token unprotected.
   */
  constructor(options: MarketFeedOptions, waits: FeedWaits = FEED_WAITS) {
    const parts = {
      socket: SOCKET,
      defaultUrl: DEFAULT_URL,
      query: { version: '2' },
      opened: () => {
        for (const [mode, instruments] of this.#subscriptions.all()) this.#send(SUBSCRIBE[mode], instruments);
      },
      read: readMarketFrame,
      packet: options.onPacket,
    };
    this.#connection = feedConnection(options, parts, waits);
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Opens the connection, at once also where it waits for its next attempt. Subscribe before or after. */
  connect(): void {
    this.#connection.connect();
  }

  /** For good. */
  close(): void {
    this.#connection.close();
  }

  /**
   * Any number at once: messages of 100 are made of it. What is subscribed already is not sent again. An id that the broker does
   * not know is passed over by it in silence.
   * @throws {DhanError} `BAD_REQUEST` for a segment or id that cannot be, or above 5,000; nothing is sent then
   */
  subscribe(mode: FeedMode, instruments: readonly FeedInstrument[]): void {
    this.#send(SUBSCRIBE[mode], this.#subscriptions.add(mode, instruments));
  }

  /** @throws {DhanError} `BAD_REQUEST` for a segment or id that cannot be */
  unsubscribe(mode: FeedMode, instruments: readonly FeedInstrument[]): void {
    this.#send(UNSUBSCRIBE[mode], this.#subscriptions.remove(mode, instruments));
  }

  #send(code: number, instruments: readonly FeedInstrument[]): void {
    for (const message of listMessages(code, instruments, PER_MESSAGE)) this.#connection.send(message);
  }
}
