import { feedConnection } from './connection.ts';
import type { FeedConnection, FeedConnectionOptions } from './connection.ts';
import type { MarketPacket } from './market-packet.ts';
import { readMarketFrame } from './read-market.ts';
import { FEED_WAITS } from './retry.ts';
import type { FeedWaits } from './retry.ts';
import { FEED_SEGMENTS } from './segment.ts';
import { listMessages, Subscriptions } from './subscriptions.ts';
import type { FeedInstrument } from './subscriptions.ts';

/** ticker: last price; quote: also the figures of the day; full: also open interest and five levels of depth. */
export const FEED_MODES = ['ticker', 'quote', 'full'] as const;
export type FeedMode = (typeof FEED_MODES)[number];

export interface MarketFeedOptions extends FeedConnectionOptions {
  /** Each packet, in the order of the wire. Its errors are not caught. */
  readonly onPacket: (packet: MarketPacket) => void;
}

const SOCKET = 'market feed';
const DEFAULT_URL = 'wss://api-feed.dhan.co';
const INSTRUMENTS_MAX = 5_000;
const PER_MESSAGE = 100;
const SUBSCRIBE = { ticker: 15, quote: 17, full: 21 } as const;
const UNSUBSCRIBE = { ticker: 16, quote: 18, full: 22 } as const;

/**
 * The live market feed of one account: live prices of up to 5,000 instruments a socket, five sockets a user. It needs the paid data
 * plan. Subscriptions are kept, and sent again after each reconnect.
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
   * @param waits - shortened in tests only
   * @throws {DhanError} for an invalid client id. {@link UrlError} for an address that would carry the token unprotected.
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

  /** Opens the connection, also during a wait for the next attempt. Subscribe before or after. */
  connect(): void {
    this.#connection.connect();
  }

  /** Closes for good. */
  close(): void {
    this.#connection.close();
  }

  /**
   * Subscribes any number at once, in messages of 100. Existing subscriptions are not sent again. The broker silently ignores an
   * unknown id.
   * @throws {DhanError} `BAD_REQUEST` for an invalid segment or id, or above 5,000; nothing is sent then
   */
  subscribe(mode: FeedMode, instruments: readonly FeedInstrument[]): void {
    this.#send(SUBSCRIBE[mode], this.#subscriptions.add(mode, instruments));
  }

  /** @throws {DhanError} `BAD_REQUEST` for an invalid segment or id */
  unsubscribe(mode: FeedMode, instruments: readonly FeedInstrument[]): void {
    this.#send(UNSUBSCRIBE[mode], this.#subscriptions.remove(mode, instruments));
  }

  #send(code: number, instruments: readonly FeedInstrument[]): void {
    for (const message of listMessages(code, instruments, PER_MESSAGE)) this.#connection.send(message);
  }
}
