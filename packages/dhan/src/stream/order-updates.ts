import { accountId, isAccountId } from '@dhancopy/domain/ids';
import { readAccessToken } from '../auth/access-token.ts';
import type { AccessToken } from '../auth/access-token.ts';
import { DhanError } from '../errors.ts';
import { noToken } from '../feed/socket-error.ts';
import { badRequest } from '../rest/request.ts';
import { WireError } from '../wire/parse.ts';
import { OrderStream } from './order-stream.ts';
import type { StreamPartner } from './order-stream.ts';
import { readOrderUpdate } from './order-update.ts';
import type { OrderUpdate } from './order-update.ts';

export interface OrderUpdatesOptions {
  /** The account whose orders are received, for example `1100012345`. */
  readonly dhanClientId: string;
  /** The token, or a function that is called at every connect, because a new token ends the old one at once. */
  readonly accessToken?: AccessToken;
  /** A platform logs in with its own key and receives the orders of all its users. */
  readonly partner?: StreamPartner;
  /** Default `wss://api-order-update.dhan.co`. Plain ws only for loopback addresses. */
  readonly url?: string | undefined;
  /** The local address of the connection. */
  readonly localAddress?: string | undefined;
  /** 0 to 1, for the spread of the waits. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Orders of the whole account, from any platform, including those that you placed yourself. */
  readonly onUpdate: (update: OrderUpdate) => void;
  /** An unreadable order alert, unchanged. The connection goes on. Read the order over REST. */
  readonly onUnreadable?: ((found: { readonly why: string; readonly raw: string }) => void) | undefined;
  /** Open and logged in. The broker does not repeat earlier updates: read the order book now. */
  readonly onOpen?: (() => void) | undefined;
  /**
   * The connection ended or was not made. The argument is the wait before the next attempt, ms. Null means no attempt before you call
   * `connect`.
   */
  readonly onDown: (error: DhanError, retryInMs: number | null) => void;
}

const URL_OF_DHAN = 'wss://api-order-update.dhan.co';
const SOCKET = 'order stream';

/**
 * Live order updates of one account, or of all users of a platform. A good login has no answer, and a quiet account sends nothing. With
 * a bad token the connection breaks right after the login. The third time in a row is reported as CLOSED_UNHEARD.
 * Source: https://dhanhq.co/docs/v2/order-update/
 */
export class OrderUpdates {
  readonly #options: OrderUpdatesOptions;
  readonly #stream: OrderStream;
  #isSuspect = false;

  /** @throws {DhanError} for an invalid client id. {@link UrlError} for an address that would carry the token unprotected. */
  constructor(options: OrderUpdatesOptions) {
    const { dhanClientId, partner, localAddress, onOpen } = options;
    if (!isAccountId(dhanClientId)) throw badRequest(SOCKET, 'dhanClientId: expected 1 to 20 letters or digits');
    this.#options = options;
    this.#stream = new OrderStream({
      accountId: accountId(dhanClientId),
      url: options.url ?? URL_OF_DHAN,
      token: () => this.#token(),
      partner,
      localAddress,
      random: options.random ?? Math.random,
      onOpen: () => onOpen?.(),
      onMessage: (data) => this.#read(data),
      onHeartbeat: () => undefined,
      onClose: (why, retryInMs) => this.#reportEnd(why, retryInMs),
      onTokenSuspect: () => (this.#isSuspect = true),
    });
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  /** Opens the connection, and keeps it open. */
  connect(): void {
    try {
      if (!this.#options.partner) readAccessToken(this.#options.accessToken, SOCKET);
    } catch (error) {
      this.#options.onDown(noToken(error, SOCKET), null);
      return;
    }
    this.#stream.connect();
  }

  /** Closes for good. */
  close(): void {
    this.#stream.close();
  }

  /** Without a token it logs in with an empty one, which the broker refuses like a bad one. */
  #token(): string {
    try {
      return readAccessToken(this.#options.accessToken, SOCKET);
    } catch {
      return '';
    }
  }

  #read(data: string | Buffer): void {
    // The broker sometimes sends a few bytes without a meaning.
    if (typeof data !== 'string') return;
    let update: OrderUpdate | null;
    try {
      update = readOrderUpdate(data);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#options.onUnreadable?.({ why: error.message, raw: data });
      return;
    }
    if (update) this.#options.onUpdate(update);
  }

  #reportEnd(why: string, retryInMs: number): void {
    const isSuspect = this.#isSuspect;
    this.#isSuspect = false;
    this.#options.onDown(
      new DhanError({
        code: isSuspect ? 'CLOSED_UNHEARD' : 'SOCKET_CLOSED',
        class: isSuspect ? 'unknown' : 'unavailable',
        message: isSuspect
          ? `${SOCKET}: broke off right after the login, again and again (${why}); is the token alive? See GET /profile`
          : `${SOCKET}: ${why}`,
        httpStatus: null,
        request: SOCKET,
      }),
      retryInMs,
    );
  }
}
