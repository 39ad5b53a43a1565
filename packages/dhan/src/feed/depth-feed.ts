import { badRequest } from '../rest/request.ts';
import { feedConnection } from './connection.ts';
import type { FeedConnection, FeedConnectionOptions, FeedParts } from './connection.ts';
import type { DepthPacket } from './depth-packet.ts';
import { readDepthFrame } from './read-depth.ts';
import type { DepthLevels } from './read-depth.ts';
import { FEED_WAITS } from './retry.ts';
import type { FeedWaits } from './retry.ts';
import { listMessages, Subscriptions, wireInstrument } from './subscriptions.ts';
import type { FeedInstrument } from './subscriptions.ts';

/** The only segments with a depth feed. */
const DEPTH_SEGMENTS = ['NSE_EQ', 'NSE_FNO'] as const;
export type DepthInstrument = FeedInstrument<(typeof DEPTH_SEGMENTS)[number]>;

export interface DepthFeedOptions extends FeedConnectionOptions {
  /** 20 levels a side for up to 50 instruments a socket, or up to 200 levels for one instrument. */
  readonly levels: DepthLevels;
  /**
   * Without a query. Plain ws only for loopback addresses. For 200 levels the documented path is the default. The official client uses
   * `wss://full-depth-api.dhan.co/` instead, and users had trouble with the documented one.
   */
  readonly url?: string | undefined;
  /** Each side of each book, in the order of the wire. Its errors are not caught. */
  readonly onPacket: (packet: DepthPacket) => void;
}

const KINDS = {
  20: { socket: '20-level depth', defaultUrl: 'wss://depth-api-feed.dhan.co/twentydepth', max: 50 },
  200: { socket: '200-level depth', defaultUrl: 'wss://full-depth-api.dhan.co/twohundreddepth', max: 1 },
} as const;
const SUBSCRIBE = 23;
/** The classic page and the official client say 24, the new portal 25. With both, users still received packets. */
const UNSUBSCRIBE = 24;
/** These sockets have one mode only. */
const MODE = 'depth';

/**
 * Full market depth of shares and contracts of NSE, 20 or 200 levels a side. It needs the paid data plan. Subscriptions are kept, and
 * sent again after each reconnect.
 * Source: https://dhanhq.co/docs/v2/full-market-depth/
 */
export class DepthFeed {
  readonly #levels: DepthLevels;
  readonly #connection: FeedConnection;
  readonly #subscriptions: Subscriptions<typeof MODE, DepthInstrument['exchangeSegment']>;

  /**
   * @param waits - shortened in tests only
   * @throws {DhanError} for an invalid client id. {@link UrlError} for an address that would carry the token unprotected.
   */
  constructor(options: DepthFeedOptions, waits: FeedWaits = FEED_WAITS) {
    const { levels, onPacket } = options;
    if (!Object.hasOwn(KINDS, levels)) throw badRequest('new DepthFeed', 'levels: expected 20 or 200');
    const { socket, defaultUrl, max } = KINDS[levels];
    this.#levels = levels;
    this.#subscriptions = new Subscriptions({ socket, modes: [MODE], segments: DEPTH_SEGMENTS, max });
    const parts: FeedParts<DepthPacket> = {
      socket,
      defaultUrl,
      query: {},
      opened: () => {
        for (const [, instruments] of this.#subscriptions.all()) this.#send(SUBSCRIBE, instruments);
      },
      read: (frame, sink) => readDepthFrame(levels, frame, sink),
      packet: (packet) => {
        if (this.#subscriptions.has(MODE, packet.exchangeSegment, packet.securityId)) onPacket(packet);
      },
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
   * Subscribes. Existing subscriptions are not sent again.
   * @throws {DhanError} `BAD_REQUEST` for an invalid segment or id, or for too many; nothing is sent then
   */
  subscribe(instruments: readonly DepthInstrument[]): void {
    this.#send(SUBSCRIBE, this.#subscriptions.add(MODE, instruments));
  }

  /**
   * Unsubscribes. The broker was seen to send packets after this. They are not delivered. Only a new socket really ends them.
   * @throws {DhanError} `BAD_REQUEST` for an invalid segment or id
   */
  unsubscribe(instruments: readonly DepthInstrument[]): void {
    this.#send(UNSUBSCRIBE, this.#subscriptions.remove(MODE, instruments));
  }

  /** A list for 20 levels; for 200 one instrument in the message itself. */
  #send(code: number, instruments: readonly DepthInstrument[]): void {
    const messages =
      this.#levels === 20
        ? listMessages(code, instruments, KINDS[20].max)
        : instruments.map((instrument) => ({ RequestCode: code, ...wireInstrument(instrument) }));
    for (const message of messages) this.#connection.send(message);
  }
}
