import type { WebSocket } from 'ws';
import { isAccountId } from '@dhancopy/domain/ids';
import { readAccessToken } from '../auth/access-token.ts';
import type { AccessToken } from '../auth/access-token.ts';
import type { DhanError } from '../errors.ts';
import { Hider } from '../rest/hide.ts';
import { badRequest } from '../rest/request.ts';
import { ReconnectingSocket } from '../wire/reconnecting-socket.ts';
import type { Ending } from '../wire/reconnecting-socket.ts';
import { openSocket } from '../wire/socket.ts';
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
  /** The token, or a function that is called at every connect, because a new token ends the old one at once. */
  readonly accessToken: AccessToken;
  /** Without a query. Plain ws only for loopback addresses. */
  readonly url?: string | undefined;
  /** The local address of the connection. */
  readonly localAddress?: string | undefined;
  /** 0 to 1, for the spread of the waits. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The connection is open and the subscriptions have been sent. The broker does not repeat earlier packets. */
  readonly onOpen?: (() => void) | undefined;
  /**
   * The connection ended or was not made. Nothing arrives until `onOpen`. `retryInMs` is the wait before the next attempt. Null means
   * no automatic attempt: the token, the plan or the request must be corrected first, or the broker refused too often. Call `connect`
   * then.
   */
  readonly onDown: (error: DhanError, retryInMs: number | null) => void;
  /** Bytes that could not be read. The connection goes on. */
  readonly onUnreadable?: ((found: Unreadable) => void) | undefined;
}

export interface FeedParts<Packet> {
  /** Names the socket in errors. */
  readonly socket: string;
  readonly defaultUrl: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sends everything that must be sent after each connect. */
  readonly opened: () => void;
  readonly read: (frame: Buffer, sink: FrameSink<Packet | DisconnectPacket>) => void;
  readonly packet: (packet: Packet) => void;
}

const DISCONNECT = 12;

export type FeedConnection = ReconnectingSocket<DhanError>;

/**
 * A market data socket of one account. It logs in by its URL, treats silence as a dead connection, and connects again with back-off
 * while that can help. The token is in the URL, so no error contains the URL.
 * Source: https://dhanhq.co/docs/v2/live-market-feed/
 * @throws {DhanError} for an invalid client id. {@link UrlError} for an address that would carry the token unprotected.
 */
export function feedConnection<Packet extends { readonly type: string }>(
  options: FeedConnectionOptions,
  parts: FeedParts<Packet>,
  waits: FeedWaits,
): FeedConnection {
  const name = parts.socket;
  const { dhanClientId, accessToken, localAddress } = options;
  if (!isAccountId(dhanClientId)) throw badRequest(name, 'dhanClientId: expected 1 to 20 letters or digits');
  const url = allowedUrl(options.url ?? parts.defaultUrl, ['wss:', 'ws:'], 'url');
  const retry = new FeedRetry(options.random ?? Math.random, waits);
  let hide = new Hider([], false);

  const socket: FeedConnection = new ReconnectingSocket<DhanError>({
    open: (over) => {
      let token: string;
      try {
        token = readAccessToken(accessToken, name);
      } catch (error) {
        options.onDown(retry.judge(noToken(error, name), { livedMs: null, heard: false }).error, null);
        return null;
      }
      hide = new Hider([token, encodeURIComponent(token)], false);
      const query = new URLSearchParams({ ...parts.query, token, clientId: dhanClientId, authType: '2' });
      const opening = openSocket(new URL(`?${query.toString()}`, url), localAddress);
      opening.on('unexpected-response', (_request, response) => {
        readRefusal(response, (body) => {
          const { statusCode = 0, headers } = response;
          if (!over.aborted) socket.end(turnedAway(statusCode, headers['retry-after'], hide.text(body), name));
        });
      });
      return opening;
    },
    opened: (opened, over) => {
      watchSilence(opened, over, waits.silence, (words) => socket.end(socketError('SOCKET_SILENT', words, name)));
      parts.opened();
      options.onOpen?.();
    },
    message: (frame, isBinary, over) => {
      if (isBinary) parts.read(frame, sinkOf(over));
      else sinkOf(over).unreadable({ why: 'expected binary, found a text', raw: frame });
    },
    ended: (ending, again) => {
      const why = ending.why ?? socketError(...reasonOf(ending, hide), name);
      const { error, retryInMs } = retry.judge(why, ending);
      if (retryInMs !== null) again(retryInMs);
      options.onDown(error, retryInMs);
    },
    goodbye: { RequestCode: DISCONNECT },
  });
  /** Reports nothing of a connection that is over, not even the rest of the frame in which it ended. */
  const sinkOf = (over: AbortSignal): FrameSink<Packet | DisconnectPacket> => ({
    packet: (packet) => {
      if (over.aborted) return;
      // The packet announces the end of the connection. There is no need to wait for it.
      if (isDisconnect(packet)) socket.end(disconnected(packet.reason, name));
      else parts.packet(packet);
    },
    unreadable: (found) => {
      if (!over.aborted) options.onUnreadable?.(found);
    },
  });
  return socket;
}

/** The interval of the checks, in ms: several within the longest permitted silence, so that it is detected soon. */
function watchSilence(socket: WebSocket, over: AbortSignal, silence: number, dead: (words: string) => void): void {
  let heardAt = performance.now();
  const heard = (): void => {
    heardAt = performance.now();
  };
  socket.on('ping', heard);
  socket.on('message', heard);
  const timer = setInterval(() => {
    const silentMs = performance.now() - heardAt;
    if (silentMs > silence) dead(`neither data nor a ping for ${Math.round(silentMs / 1_000)} s: taken for dead`);
  }, silence / 8);
  over.addEventListener('abort', () => clearInterval(timer));
}

/** The code and the text of an end by the server or the network. */
function reasonOf(ending: Ending<DhanError>, hide: Hider): ['NOT_SENT' | 'SOCKET_CLOSED', string] {
  const { error, code, reason, livedMs } = ending;
  if (error) {
    const words = hide.text(error.message) || 'no address answered';
    return livedMs === null ? ['NOT_SENT', `could not connect (${words})`] : ['SOCKET_CLOSED', `broke off (${words})`];
  }
  const words = hide.text(reason);
  return ['SOCKET_CLOSED', `closed by the server (${code}${words && `: ${words}`})`];
}

function isDisconnect(packet: { readonly type: string }): packet is DisconnectPacket {
  return packet.type === 'disconnect';
}
