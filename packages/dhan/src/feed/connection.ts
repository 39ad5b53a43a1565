import { WebSocket } from 'ws';
import { isAccountId } from '@dhancopy/domain/ids';
import { readAccessToken } from '../auth/access-token.ts';
import type { AccessToken } from '../auth/access-token.ts';
import type { DhanError } from '../errors.ts';
import { Hider } from '../rest/hide.ts';
import { badRequest } from '../rest/request.ts';
import { bytesOf, dropSocket, openSocket } from '../wire/socket.ts';
import { allowedUrl } from '../wire/url.ts';
import type { FrameSink, Unreadable } from './frame.ts';
import type { DisconnectPacket } from './market-packet.ts';
import { disconnected, turnedAway } from './refusal.ts';
import { readRefusal } from './refused-upgrade.ts';
import { FeedRetry } from './retry.ts';
import type { FeedWaits } from './retry.ts';
import { noToken, socketError } from './socket-error.ts';

export interface FeedConnectionOptions {
  /** The account whose token and data plan are used, for example `1100012345`. */
  readonly dhanClientId: string;
  /** The token, or a function that is asked at every connect, because a new token kills the old one at once. */
  readonly accessToken: AccessToken;
  /** Without its query; plain ws only for loopback addresses. */
  readonly url?: string | undefined;
  /** Address to leave by. */
  readonly localAddress?: string | undefined;
  /** 0 to 1, for the spread of the waits. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Open; the subscriptions have been sent. What happened before is not repeated by the broker. */
  readonly onOpen?: (() => void) | undefined;
  /**
   * The connection ended or was not made: nothing is heard until `onOpen`. It is tried again in so many ms; null: not by itself, because
   * the token, the plan or the request has to be mended first, or the broker refused too often. Call `connect` then.
   */
  readonly onDown: (error: DhanError, retryInMs: number | null) => void;
  /** Bytes that could not be read; the connection goes on. */
  readonly onUnreadable?: ((found: Unreadable) => void) | undefined;
}

export interface FeedParts<Packet> {
  /** Names the socket in errors. */
  readonly socket: string;
  readonly defaultUrl: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sends what has to be sent again after each connect. */
  readonly opened: () => void;
  readonly read: (frame: Buffer, sink: FrameSink<Packet | DisconnectPacket>) => void;
  readonly packet: (packet: Packet) => void;
}

const DISCONNECT = 12;
/** How long a polite end may take, ms. */
const CLOSE_WITHIN_MS = 1_000;

/** One connection from its attempt to its end. */
interface Attempt {
  readonly socket: WebSocket;
  readonly hide: Hider;
  openedAt: number | null;
  heardAt: number;
  heard: boolean;
  /** Why it ends, as far as it is known before it does. */
  why: DhanError | null;
  watch: NodeJS.Timeout | null;
}

/**
 * A market data socket of one account: logs in by its URL, takes silence for death, and connects again with back-off as far
 * as that can help. The token is in the URL, so the URL is in no error.
 * Source: https://dhanhq.co/docs/v2/live-market-feed/
 */
export class FeedConnection<Packet extends { readonly type: string }> {
  readonly #options: FeedConnectionOptions;
  readonly #parts: FeedParts<Packet>;
  readonly #waits: FeedWaits;
  readonly #url: URL;
  readonly #retry: FeedRetry;
  #attempt: Attempt | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: FeedConnectionOptions, parts: FeedParts<Packet>, waits: FeedWaits) {
    if (!isAccountId(options.dhanClientId)) {
      throw badRequest(parts.socket, 'dhanClientId: expected 1 to 20 letters or digits');
    }
    this.#url = allowedUrl(options.url ?? parts.defaultUrl, ['wss:', 'ws:'], 'url');
    this.#options = options;
    this.#parts = parts;
    this.#waits = waits;
    this.#retry = new FeedRetry(options.random ?? Math.random, waits);
  }

  get isOpen(): boolean {
    return this.#attempt?.socket.readyState === WebSocket.OPEN;
  }

  /** Opens the connection; at once also where it waits for its next attempt. Nothing when there is one. */
  connect(): void {
    if (this.#closed || this.#attempt) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    let token: string;
    try {
      token = readAccessToken(this.#options.accessToken, this.#parts.socket);
    } catch (error) {
      this.#tell(noToken(error, this.#parts.socket), null, false);
      return;
    }
    const socket = openSocket(this.#urlWith(token), this.#options.localAddress);
    const hide = new Hider([token, encodeURIComponent(token)], false);
    this.#follow({ socket, hide, openedAt: null, heardAt: 0, heard: false, why: null, watch: null });
  }

  send(message: object): void {
    if (this.isOpen) this.#attempt?.socket.send(JSON.stringify(message));
  }

  /** For good; tells the server, and waits a second for it at most. */
  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    const attempt = this.#attempt;
    this.#attempt = null;
    if (!attempt) return;
    const { socket, watch } = attempt;
    if (watch) clearInterval(watch);
    if (socket.readyState !== WebSocket.OPEN) {
      dropSocket(socket);
      return;
    }
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    const cut = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
    socket.on('close', () => clearTimeout(cut));
    socket.send(JSON.stringify({ RequestCode: DISCONNECT }));
    socket.close();
  }

  #urlWith(token: string): URL {
    const url = new URL(this.#url);
    const query = { ...this.#parts.query, token, clientId: this.#options.dhanClientId, authType: '2' };
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  #follow(attempt: Attempt): void {
    const { socket, hide } = attempt;
    const name = this.#parts.socket;
    const sink = this.#sinkOf(attempt);
    const alive = (): void => {
      attempt.heardAt = performance.now();
    };
    this.#attempt = attempt;
    socket.on('open', () => {
      alive();
      attempt.openedAt = attempt.heardAt;
      this.#watch(attempt);
      this.#parts.opened();
      this.#options.onOpen?.();
    });
    socket.on('ping', alive);
    socket.on('message', (data, isBinary) => {
      alive();
      attempt.heard = true;
      const frame = bytesOf(data);
      if (isBinary) this.#parts.read(frame, sink);
      else sink.unreadable({ why: 'expected binary, found a text', raw: frame });
      // It said that it ends the connection: no need to wait until it does.
      if (attempt.why) socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      readRefusal(response, (body) => {
        const { statusCode = 0, headers } = response;
        attempt.why ??= turnedAway(statusCode, headers['retry-after'], hide.text(body), name);
        socket.terminate();
      });
    });
    socket.on('error', (error) => {
      const words = hide.text(error.message) || 'no address answered';
      attempt.why ??=
        attempt.openedAt === null
          ? socketError('NOT_SENT', `could not connect (${words})`, name)
          : socketError('SOCKET_CLOSED', `broke off (${words})`, name);
    });
    socket.on('close', (code, reason) => {
      const words = hide.text(reason.toString('utf8'));
      attempt.why ??= socketError('SOCKET_CLOSED', `closed by the server (${code}${words && `: ${words}`})`, name);
      this.#ended(attempt, attempt.why);
    });
  }

  /** Nothing is told of a connection that was closed from here, not even the rest of the frame in which that happened. */
  #sinkOf(attempt: Attempt): FrameSink<Packet | DisconnectPacket> {
    return {
      packet: (packet) => {
        if (isDisconnect(packet)) attempt.why ??= disconnected(packet.reason, this.#parts.socket);
        else if (this.#attempt === attempt) this.#parts.packet(packet);
      },
      unreadable: (found) => {
        if (this.#attempt === attempt) this.#options.onUnreadable?.(found);
      },
    };
  }

  /** Looked at several times within the time, so that it is not overdue by much. */
  #watch(attempt: Attempt): void {
    const { silence } = this.#waits;
    attempt.watch = setInterval(() => {
      const silentMs = performance.now() - attempt.heardAt;
      if (silentMs <= silence) return;
      const words = `neither data nor a ping for ${Math.round(silentMs / 1_000)} s: taken for dead`;
      attempt.why ??= socketError('SOCKET_SILENT', words, this.#parts.socket);
      attempt.socket.terminate();
    }, silence / 8);
  }

  #ended(attempt: Attempt, why: DhanError): void {
    if (attempt.watch) clearInterval(attempt.watch);
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    this.#tell(why, attempt.openedAt === null ? null : performance.now() - attempt.openedAt, attempt.heard);
  }

  #tell(why: DhanError, livedMs: number | null, heard: boolean): void {
    const { error, retryInMs } = this.#retry.judge(why, { livedMs, heard });
    if (retryInMs !== null) this.#timer = setTimeout(() => this.connect(), retryInMs);
    this.#options.onDown(error, retryInMs);
  }
}

function isDisconnect(packet: { readonly type: string }): packet is DisconnectPacket {
  return packet.type === 'disconnect';
}
