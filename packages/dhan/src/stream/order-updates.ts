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
  /** The account that is listened to, for example `1100012345`. */
  readonly dhanClientId: string;
  /** The token, or a function that is asked at every connect, because a new token kills the old one at once. */
  readonly accessToken?: AccessToken;
  /** A platform logs in with its own key and hears of all its users. */
  readonly partner?: StreamPartner;
  /** Default `wss://api-order-update.dhan.co`; plain ws only for loopback addresses. */
  readonly url?: string | undefined;
  /** Address to leave by. */
  readonly localAddress?: string | undefined;
  /** 0 to 1, for the spread of the waits. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Orders of the whole account, from any platform, those that you placed yourself included. */
  readonly onUpdate: (update: OrderUpdate) => void;
  /** An order alert that could not be read, as it came; the connection goes on. Read the order over REST. */
  readonly onUnreadable?: ((found: { readonly why: string; readonly raw: string }) => void) | undefined;
  /** Open and logged in. The broker repeats nothing: read the order book now. */
  readonly onOpen?: (() => void) | undefined;
  /** The connection ended or was not made; it is tried again in so many ms, or, when that is null, not before you call `connect`. */
  readonly onDown: (error: DhanError, retryInMs: number | null) => void;
}

const URL_OF_DHAN = 'wss://api-order-update.dhan.co';
const SOCKET = 'order stream';

/**
 * Live order updates of one account, or of all users of a platform. A good login is silent, and so is a quiet account; a bad token shows
 * as a connection that breaks off right after the login: the third in a row is told as CLOSED_UNHEARD.
 * Source: https://dhanhq.co/docs/v2/order-update/
 */
export class OrderUpdates {
  readonly #options: OrderUpdatesOptions;
  readonly #stream: OrderStream;
  #isSuspect = false;

  /** @throws {DhanError} for a client id that is none. {@link UrlError} for an address that would carry the token unprotected. */
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
      onClose: (why, retryInMs) => this.#tell(why, retryInMs),
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

  /** For good. */
  close(): void {
    this.#stream.close();
  }

  /** Without one it logs in with none, which the broker answers like a bad one. */
  #token(): string {
    try {
      return readAccessToken(this.#options.accessToken, SOCKET);
    } catch {
      return '';
    }
  }

  #read(data: string | Buffer): void {
    // The broker sends a few bytes now and then that mean nothing.
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

  #tell(why: string, retryInMs: number): void {
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
