import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { AccountId } from '@dhancopy/domain/ids';
import { BackOff } from '../wire/back-off.ts';
import { ReconnectingSocket } from '../wire/reconnecting-socket.ts';
import type { Ending } from '../wire/reconnecting-socket.ts';
import type { Connect } from '../rest/connector.ts';
import { openSocket } from '../wire/socket.ts';
import { allowedUrl } from '../wire/url.ts';

/** Given to platforms by Dhan. The stream then has the orders of all users of the platform. */
export interface StreamPartner {
  readonly partnerId: string;
  readonly partnerSecret: string;
}

export interface OrderStreamOptions {
  readonly accountId: AccountId;
  /** For example `wss://api-order-update.dhan.co`. Plain ws only for loopback addresses. */
  readonly url: string;
  /** Called at every connect, because a new token ends the old one at once. */
  readonly token: () => string;
  /** Logs in as this platform instead of the account. */
  readonly partner?: StreamPartner | undefined;
  readonly localAddress?: string | undefined;
  readonly connect?: Connect | undefined;
  /** 0 to 1, for the jitter of the back-off. */
  readonly random: () => number;
  readonly onOpen: () => void;
  /** Every message, before it is interpreted. */
  readonly onMessage: (data: string | Buffer) => void;
  /** A pong: the connection is alive. */
  readonly onHeartbeat: () => void;
  readonly onClose: (why: string, retryInMs: number, attempt: number) => void;
  /** The connection broke within seconds of the login, twice. The token may be bad. */
  readonly onTokenSuspect: () => void;
}

/** Clients ping every 20 to 30 s successfully. The keep-alive itself is not documented. */
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
/** A bad token causes a reset about 10 ms after the login, without a close frame (third-party tickets, 2026). */
const RAPID_CLOSE_MS = 3_000;
const RAPID_CLOSES_SUSPECT = 2;

/**
 * The order-update socket of one account. It logs in, pings, and connects again with back-off and jitter.
 * A good login has no answer, and there is no replay: the caller must read the books after every open.
 * Source: https://dhanhq.co/docs/v2/order-update/ ; observed wire.
 */
export class OrderStream {
  readonly #options: OrderStreamOptions;
  readonly #url: URL;
  readonly #backOff: BackOff;
  readonly #socket: ReconnectingSocket<string>;
  /** The transport that the socket reads from. */
  #wire: Socket | null = null;
  #rapidCloses = 0;

  constructor(options: OrderStreamOptions) {
    this.#url = allowedUrl(options.url, ['wss:', 'ws:'], 'DHAN_ORDER_STREAM_URL');
    this.#options = options;
    this.#backOff = new BackOff(options.random);
    this.#socket = new ReconnectingSocket({
      open: () => this.#open(),
      opened: (socket, over) => {
        this.#socket.send(this.#login());
        this.#keepAlive(socket, over);
        options.onOpen();
      },
      message: (data, isBinary) => options.onMessage(isBinary ? data : data.toString('utf8')),
      ended: (ending, again) => this.#ended(ending, again),
    });
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  connect(): void {
    this.#socket.connect();
  }

  /**
   * Resolves when the socket has no unread data: a whole turn of the event loop found none. Data that had arrived by then was passed to
   * `onMessage`, however long the thread was busy before.
   */
  async caughtUp(): Promise<void> {
    for (;;) {
      const before = this.#wire?.bytesRead;
      // The first ends this turn. The second comes after the next turn has read the sockets.
      await turn();
      await turn();
      if (this.#wire?.bytesRead === before) return;
    }
  }

  /** Drops the connection and makes a new one with the shortest wait. The caller has proof that this connection is mute. */
  reconnect(why: string): void {
    this.#backOff.reset();
    if (!this.#socket.end(why)) this.#socket.connect();
  }

  /** Ends the connection, and makes no other one before `connect` or `reconnect`. The token is refused. */
  rest(): void {
    this.#socket.rest();
  }

  close(): void {
    this.#socket.close();
  }

  #open(): WebSocket {
    const socket = openSocket(this.#url, this.#options.localAddress, this.#options.connect);
    socket.on('upgrade', (response) => (this.#wire = response.socket));
    return socket;
  }

  #login(): object {
    const { accountId, token, partner } = this.#options;
    if (!partner) return { LoginReq: { MsgCode: 42, ClientId: accountId, Token: token() }, UserType: 'SELF' };
    return {
      LoginReq: { MsgCode: 42, ClientId: partner.partnerId },
      UserType: 'PARTNER',
      Secret: partner.partnerSecret,
    };
  }

  #keepAlive(socket: WebSocket, over: AbortSignal): void {
    let overdue: NodeJS.Timeout | undefined;
    const ping = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.ping();
      overdue ??= setTimeout(() => {
        // A thread that was busy for this time must read a pong before it decides.
        void this.caughtUp().then(() => {
          if (overdue) socket.terminate();
        });
      }, PONG_WITHIN_MS);
    }, PING_EVERY_MS);
    const isAnswered = (): void => {
      clearTimeout(overdue);
      overdue = undefined;
    };
    socket.on('pong', () => {
      isAnswered();
      this.#options.onHeartbeat();
    });
    over.addEventListener('abort', () => {
      clearInterval(ping);
      isAnswered();
    });
  }

  #ended({ why, error, code, livedMs }: Ending<string>, again: (ms: number) => void): void {
    if (livedMs !== null && livedMs > RAPID_CLOSE_MS) {
      this.#backOff.reset();
      this.#rapidCloses = 0;
    } else if (livedMs !== null) {
      this.#rapidCloses += 1;
    }
    const retryInMs = this.#backOff.next();
    again(retryInMs);
    const words = why ?? error?.message ?? 'closed';
    const hasNoCode = code === 1006 || code === 1005;
    this.#options.onClose(hasNoCode ? words : `${words} (${code})`, retryInMs, this.#backOff.attempt);
    if (this.#rapidCloses >= RAPID_CLOSES_SUSPECT) {
      this.#rapidCloses = 0;
      this.#options.onTokenSuspect();
    }
  }
}
