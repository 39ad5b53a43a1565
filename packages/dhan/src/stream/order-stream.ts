import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { AccountId } from '@dhancopy/domain/ids';
import { BackOff } from '../wire/back-off.ts';
import { bytesOf, dropSocket, openSocket } from '../wire/socket.ts';
import { allowedUrl } from '../wire/url.ts';

/** Given to platforms by Dhan. The stream then tells of the orders of all users who came through the platform. */
export interface StreamPartner {
  readonly partnerId: string;
  readonly partnerSecret: string;
}

export interface OrderStreamOptions {
  readonly accountId: AccountId;
  /** For example `wss://api-order-update.dhan.co`. Plain ws only for loopback addresses. */
  readonly url: string;
  /** Asked at every connect, because a new token kills the old one at once. */
  readonly token: () => string;
  /** Logs in as this platform instead of as the account. */
  readonly partner?: StreamPartner | undefined;
  readonly localAddress?: string | undefined;
  /** 0 to 1, for the jitter of the back-off. */
  readonly random: () => number;
  readonly onOpen: () => void;
  /** Every message as it came, before anything is made of it. */
  readonly onMessage: (data: string | Buffer) => void;
  /** A pong: the connection lives. */
  readonly onHeartbeat: () => void;
  readonly onClose: (why: string, retryInMs: number, attempt: number) => void;
  /** The connection broke within seconds of the login, twice: the token is suspect. */
  readonly onTokenSuspect: () => void;
}

/** Clients ping every 20 to 30 s with success; the keep-alive itself is not documented. */
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
/** A bad token shows as a reset some 10 ms after the login, without a close frame (third-party tickets, 2026). */
const RAPID_CLOSE_MS = 3_000;
const RAPID_CLOSES_SUSPECT = 2;

/**
 * The order-update socket of one account: logs in, pings, and connects again with back-off and jitter.
 * A good login is silent and there is no replay: after every open the caller must read the books.
 * Source: https://dhanhq.co/docs/v2/order-update/ ; observed wire.
 */
export class OrderStream {
  readonly #options: OrderStreamOptions;
  readonly #url: URL;
  readonly #backOff: BackOff;
  #socket: WebSocket | null = null;
  /** What the socket reads from. */
  #wire: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ping: NodeJS.Timeout | null = null;
  #rapidCloses = 0;
  #openedAt = 0;
  #closed = false;

  constructor(options: OrderStreamOptions) {
    this.#url = allowedUrl(options.url, ['wss:', 'ws:'], 'DHAN_ORDER_STREAM_URL');
    this.#options = options;
    this.#backOff = new BackOff(options.random);
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect(): void {
    if (this.#closed || this.#socket) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { localAddress } = this.#options;
    const socket = openSocket(this.#url, localAddress);
    this.#socket = socket;
    let why = 'closed';
    socket.on('upgrade', (response) => (this.#wire = response.socket));
    socket.on('open', () => {
      this.#openedAt = performance.now();
      socket.send(JSON.stringify(this.#login()));
      this.#keepAlive(socket);
      this.#options.onOpen();
    });
    socket.on('message', (data, isBinary) => {
      const bytes = bytesOf(data);
      this.#options.onMessage(isBinary ? bytes : bytes.toString('utf8'));
    });
    socket.on('error', (error) => (why = error.message));
    socket.on('close', (code) => {
      this.#onClose(code === 1006 || code === 1005 ? why : `${why} (${code})`);
    });
  }

  /**
   * Resolves when the socket has nothing unread: a whole turn of the event loop has looked at it and found nothing. What had come in by
   * then was handed to `onMessage`, however long the thread was busy before.
   */
  async caughtUp(): Promise<void> {
    for (;;) {
      const before = this.#wire?.bytesRead;
      // The first ends this turn, the second comes after the next one has read the sockets.
      await turn();
      await turn();
      if (this.#wire?.bytesRead === before) return;
    }
  }

  /** Drops the connection and makes a new one at once: the caller has proof that this one is mute. */
  reconnect(why: string): void {
    if (this.#closed) return;
    const socket = this.#socket;
    this.#backOff.reset();
    if (!socket) {
      this.connect();
      return;
    }
    dropSocket(socket);
    this.#onClose(why);
  }

  /** Ends the connection, and makes no other one before `connect` or `reconnect`: the token is refused. */
  rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#ping) clearInterval(this.#ping);
    this.#timer = null;
    this.#ping = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) dropSocket(socket);
  }

  close(): void {
    this.#closed = true;
    this.rest();
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

  #keepAlive(socket: WebSocket): void {
    let overdue: NodeJS.Timeout | null = null;
    socket.on('pong', () => {
      if (overdue) clearTimeout(overdue);
      overdue = null;
      this.#options.onHeartbeat();
    });
    socket.once('close', () => {
      if (overdue) clearTimeout(overdue);
    });
    this.#ping = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.ping();
      overdue ??= setTimeout(() => {
        // A thread that was busy for so long has a pong to read before it judges.
        void this.caughtUp().then(() => {
          if (overdue) socket.terminate();
        });
      }, PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  #onClose(why: string): void {
    if (this.#ping) clearInterval(this.#ping);
    this.#ping = null;
    this.#socket = null;
    if (this.#closed) return;
    const lived = performance.now() - this.#openedAt;
    const wasOpen = this.#openedAt > 0;
    this.#openedAt = 0;
    if (wasOpen && lived > RAPID_CLOSE_MS) {
      this.#backOff.reset();
      this.#rapidCloses = 0;
    } else if (wasOpen) {
      this.#rapidCloses += 1;
    }
    const retryInMs = this.#backOff.next();
    this.#options.onClose(why, retryInMs, this.#backOff.attempt);
    if (this.#rapidCloses >= RAPID_CLOSES_SUSPECT) {
      this.#rapidCloses = 0;
      this.#options.onTokenSuspect();
    }
    this.#timer = setTimeout(() => this.connect(), retryInMs);
  }
}
